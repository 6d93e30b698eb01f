import { createHash } from 'node:crypto';
import type { Digest } from '../model/ports.js';

/** SHA-256 of a text's UTF-8, as lower-case hex. */
export const digest: Digest = text => createHash('sha256').update(text, 'utf8').digest('hex');
