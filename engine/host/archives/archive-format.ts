import { looksLike } from '../../base/looks-like.js';
import { err, ok, type Result } from '../../base/result.js';

export type ArchiveFormat = 'tar.bz2' | 'tar.gz' | 'tar.xz' | 'tar.zst' | 'tar' | 'conda' | 'zip';

const ENDINGS: readonly (readonly [RegExp, ArchiveFormat])[] = [
  [/\.(tar\.bz2|tbz2?)$/i, 'tar.bz2'],
  [/\.(tar\.gz|tgz)$/i, 'tar.gz'],
  [/\.(tar\.xz|txz)$/i, 'tar.xz'],
  [/\.(tar\.zst|tzst)$/i, 'tar.zst'],
  [/\.tar$/i, 'tar'],
  [/\.conda$/i, 'conda'],
  [/\.(zip|whl)$/i, 'zip'],
];

const NOT_SUPPORTED = /\.(tar\.(lz|lzma|z)|7z|rar)$/i;

/** The format that a name's ending tells, which the first bytes must bear out; where the ending tells none, the bytes do. */
export function archiveFormat(name: string, head: Buffer): Result<ArchiveFormat, string> {
  const told = formatTold(name);
  const [ending] = NOT_SUPPORTED.exec(name) ?? [];
  if (ending !== undefined) return err(`archives of the kind ${ending} are not supported`);
  if (told !== undefined)
    return bearsOut(told, head) ? ok(told) : err(`it is no ${told} archive: it looks like ${looksLike(head)}`);
  const found = (['tar.bz2', 'tar.gz', 'tar.xz', 'tar.zst', 'zip'] as const).find(format => bearsOut(format, head));
  return found === undefined ? err(`its format is not known: it looks like ${looksLike(head)}`) : ok(found);
}

/** What a name's ending tells. */
export function formatTold(name: string): ArchiveFormat | undefined {
  return ENDINGS.find(([ending]) => ending.test(name))?.[1];
}

function bearsOut(format: ArchiveFormat, head: Buffer): boolean {
  const begins = (...starts: readonly string[]) =>
    starts.some(start => head.toString('latin1', 0, start.length) === start);
  switch (format) {
    case 'tar.bz2':
      return begins('BZh');
    case 'tar.gz':
      return begins('\x1f\x8b');
    case 'tar.xz':
      return begins('\xfd7zXZ\0');
    case 'tar.zst':
      // a frame that holds no data may come first
      return begins('\x28\xb5\x2f\xfd') || (head.length >= 4 && head.readUInt32LE(0) >>> 4 === 0x184d2a5);
    case 'tar':
      return head.length === 512;
    case 'conda':
    case 'zip':
      return begins('PK\x03\x04', 'PK\x05\x06');
  }
}
