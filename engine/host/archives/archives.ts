import { err } from '../../base/result.js';
import type { Archives } from '../../model/ports.js';
export function createArchives(): Archives {
  return { unpack: async r => err({ kind: 'archive', archive: r.archive, reason: 'not yet' }) };
}
