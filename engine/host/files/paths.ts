import path from 'node:path';
import type { Paths } from '../../model/ports.js';

/** Paths as this system writes them. */
export const paths: Paths = path;
