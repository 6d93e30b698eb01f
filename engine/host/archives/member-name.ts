import { err, ok, type Result } from '../../base/result.js';

/** A member's name as a path with single slashes below the archive's top ('' is the top itself), or what is wrong with it. */
export function safePath(name: string): Result<string, string> {
  const plain = name.slice(name.startsWith('./') ? 2 : 0, name.endsWith('/') ? -1 : undefined);
  if (plain.length <= LONGEST_PART && PLAIN.test(plain) && !RESERVED_PART.test(plain)) return ok(plain);
  if (name === '') return err('it has no name');
  if (name.startsWith('/')) return err('its name is an absolute path');
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  const wrong = parts.map(troubleWith).find(trouble => trouble !== undefined) ?? tooLong(parts);
  return wrong === undefined ? ok(parts.join('/')) : err(wrong);
}

/** Most names are such, and need no closer look: parts of letters, digits and a few signs, with dots where they mean nothing. */
const PLAIN = /^(?:\.?[\w+-](?:[\w.+-]*[\w+-])?\/)*\.?[\w+-](?:[\w.+-]*[\w+-])?$/;
const RESERVED_PART = /(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:[./]|$)/i;

/** How a symbolic link's target goes: so many folders up, then down. Up after down is refused: what is above a link is not known. */
export function segmentsBelow(
  target: string,
): Result<{ readonly up: number; readonly down: readonly string[] }, string> {
  if (target === '') return err('it leads nowhere');
  if (target.startsWith('/')) return err('it is an absolute path');
  if (/[\\:]/.test(target)) return err('it has a backslash or a colon');
  if (hasControl(target)) return err('it has a control character');
  if (target.includes('\ufffd')) return err('it is not UTF-8');
  if (Buffer.byteLength(target) > LONGEST_PATH) return err(`it is longer than ${LONGEST_PATH} bytes`);
  const parts = target.split('/').filter(part => part !== '' && part !== '.');
  const firstDown = parts.findIndex(part => part !== '..');
  const up = firstDown === -1 ? parts.length : firstDown;
  const down = parts.slice(up);
  return down.includes('..') ? err('it goes down and up again') : ok({ up, down });
}

/** A name as the least distinguishing file system sees it. */
export function folded(path: string): string {
  if (/^[ -~]*$/.test(path)) return path.toLowerCase();
  const seen = path.replace(UNSEEN, '');
  // upper case first: some letters meet only there, such as the two small sigmas
  return seen.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** Joiners, marks of direction and the byte order mark: the file system of older Macs drops them from names. */
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** For messages: control characters are shown as their numbers. */
export function shownName(name: string): string {
  const safe = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return safe.length > 300 ? `${safe.slice(0, 300)}...` : safe;
}

const LONGEST_PART = 255;
const LONGEST_PATH = 4096;

function troubleWith(part: string): string | undefined {
  if (part === '..') return 'its name leads out of the archive';
  if (hasControl(part)) return 'its name has a control character';
  if (part.includes('\ufffd')) return 'its name is not UTF-8';
  if (part.includes('\\')) return 'its name has a backslash, which is a separator on Windows';
  if (part.includes(':')) return 'its name has a colon, which means a drive or a stream on Windows';
  if (/[. ]$/.test(part)) return 'its name ends in a dot or a space, which Windows drops';
  if (RESERVED.test(part)) return 'its name is a device on Windows';
  return undefined;
}

/** Windows takes these for devices, whatever extension follows. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i;

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function tooLong(parts: readonly string[]): string | undefined {
  if (parts.some(part => Buffer.byteLength(part) > LONGEST_PART))
    return `its name is longer than ${LONGEST_PART} bytes`;
  if (Buffer.byteLength(parts.join('/')) > LONGEST_PATH) return `its path is longer than ${LONGEST_PATH} bytes`;
  return undefined;
}
