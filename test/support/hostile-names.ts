import { shownName } from '../../engine/host/archives/member-name.js';

/** What a hostile archive does, the archive, and `ENTRY: REASON` of its refusal. */
export type HostileArchive = readonly [title: string, bytes: Buffer, refusal: string];

export const OUT = 'its name leads out of the archive';
export const ABSOLUTE = 'its name is an absolute path';
export const BACKSLASH = 'its name has a backslash, which is a separator on Windows';
const COLON = 'its name has a colon, which means a drive or a stream on Windows';
export const CONTROL = 'its name has a control character';
const DEVICE = 'its name is a device on Windows';
const DROPPED = 'its name ends in a dot or a space, which Windows drops';

/** Names that are refused whatever they are names of, and why. */
export const HOSTILE_NAMES: readonly (readonly [string, string])[] = [
  ['../evil', OUT],
  ['../../evil', OUT],
  ['a/../../evil', OUT],
  ['a/..', OUT],
  ['./../evil', OUT],
  ['a/b/../../../evil', OUT],
  ['..', OUT],
  ['a/./../x', OUT],
  ['a/../b', OUT],
  ['/evil', ABSOLUTE],
  ['//evil/share', ABSOLUTE],
  ['/', ABSOLUTE],
  ['..\\evil', BACKSLASH],
  ['a\\..\\..\\evil', BACKSLASH],
  ['\\evil', BACKSLASH],
  ['\\\\server\\share\\x', BACKSLASH],
  ['\\\\?\\C:\\x', BACKSLASH],
  ['C:\\evil', BACKSLASH],
  ['C:/evil', COLON],
  ['C:evil', COLON],
  ['a/b:stream', COLON],
  ['a::$DATA', COLON],
  ['a\x01b', CONTROL],
  ['a\x07', CONTROL],
  ['a\x7fb', CONTROL],
  ['a\u0085b', CONTROL],
  ['a\nb', CONTROL],
  ['a\rb', CONTROL],
  ['a\tb', CONTROL],
  ['\x1b[31mred', CONTROL],
  ['con', DEVICE],
  ['NUL.txt', DEVICE],
  ['aux.h', DEVICE],
  ['a/PRN/b', DEVICE],
  ['com1', DEVICE],
  ['LPT9.log', DEVICE],
  ['com\u00b9', DEVICE],
  ['conin$', DEVICE],
  ['a/CONOUT$', DEVICE],
  ['nul .txt', DEVICE],
  ['a.', DROPPED],
  ['a ', DROPPED],
  ['a./b', DROPPED],
  ['a /b', DROPPED],
  ['...', DROPPED],
  ['a. .', DROPPED],
];

/** Names of which some file system takes the second for the first, or for a folder of it. */
export const TWINS: readonly (readonly [string, string, string])[] = [
  ['case', 'Readme', 'readme'],
  ['case in a folder', 'Lib/a', 'lib/b'],
  ['case deep down', 'x/A/f', 'x/a'],
  ['composed or not', 'caf\u00e9', 'cafe\u0301'],
  ['a sharp s', 'stra\u00dfe', 'STRASSE'],
  ['a long s', 'pas\u017f', 'pass'],
  ['the sign for kelvin', 'x\u212a', 'xk'],
  ['the sign for angstrom', '\u212b', '\u00e5'],
  ['two small sigmas', '\u03bf\u03c2', '\u03bf\u03c3'],
  ['a ligature', '\ufb01le', 'file'],
  ['half and full width', '\uff76', '\u30ab'],
  ['a circled digit', '\u2460', '1'],
  ['a dotted capital i', '\u0130', 'i\u0307'],
  ['a superscript', 'x\u00b2', 'x2'],
  ['a joiner that is not seen', 'a\u200db', 'ab'],
  ['a mark of direction', 'a\u202eb', 'ab'],
  ['a byte order mark', '\ufeffa', 'a'],
];

/** How the second of two twins is refused. */
export function twinRefusal(first: string, second: string): string {
  const [a, b] = [first.split('/'), second.split('/')];
  const depth = b.findIndex((part, index) => part !== a[index]) + 1;
  const [one, other] = [a.slice(0, depth).join('/'), b.slice(0, depth).join('/')];
  return `${shownName(second)}: some systems cannot tell ${shownName(other)} from ${shownName(one)}`;
}
