import { hash } from 'node:crypto';
import type { Digest } from '../model/ports.js';

/** SHA-256 of a text's UTF-8, as lower-case hex. */
export const digest: Digest = text => hash('sha256', text, 'hex');
