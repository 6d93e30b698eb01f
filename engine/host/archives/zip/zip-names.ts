import { isUtf8 } from 'node:buffer';
import type { Entry } from 'yauzl';

/** Whether it was made on a system whose modes a zip keeps. */
export function isFromUnix({ versionMadeBy }: Pick<Entry, 'versionMadeBy'>): boolean {
  return [UNIX, MACOS].includes(versionMadeBy >>> 8);
}

const UNIX = 3;
const MACOS = 19;

/**
 * A member's name. Zips may say that it is UTF-8, or give it a second time in UTF-8; what says neither is of an old
 * character set of DOS (which `byRules` knows), but for what programs of Unix write there as it is on their disks.
 */
export function nameOf(entry: Entry, byRules: (entry: Entry) => string): string {
  const { fileNameRaw, extraFieldRaw } = entry;
  const isTold = fieldIn(extraFieldRaw, UTF8_NAME).length > 0;
  return !isTold && isFromUnix(entry) && isUtf8(fileNameRaw) ? fileNameRaw.toString('utf8') : byRules(entry);
}

/** What stands in an extra field of this kind, of which there is at most one; nothing where there is none, or not all of it. */
export function fieldIn(extra: Buffer, kind: number): Buffer {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === kind && end <= extra.length) return extra.subarray(at + 4, end);
    at = end;
  }
  return Buffer.alloc(0);
}

/** The kinds of extra fields that matter. */
export const LARGE_SIZES = 0x0001;
export const UTF8_NAME = 0x7075;

const METHODS: Readonly<Record<number, string>> = {
  6: 'implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'zstd',
  95: 'xz',
  98: 'PPMd',
};

/** For messages: what a member is compressed with. */
export function methodName(method: number): string {
  return METHODS[method] ?? `method ${method}`;
}
