import type { Trouble } from './trouble.js';

const GIB = 1024 ** 3;

/** How long a file may be whose size the manifest does not name: a server that never ends would fill the disk. */
export function mostBytesOf(wanted: { readonly sha256?: string; readonly size?: number }): number {
  if (wanted.size !== undefined) return Infinity;
  return wanted.sha256 === undefined ? 8 * GIB : 64 * GIB;
}

export function tooMuch(shown: string, mostBytes: number): Trouble {
  const detail = `${shown} gives more than ${mostBytes} bytes, and the manifest names no size that allows it`;
  return { failure: { kind: 'policy', rule: 'most-bytes', detail }, again: false };
}
