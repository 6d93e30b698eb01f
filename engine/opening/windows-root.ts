import { DEEPEST, fitsWithoutLongPaths } from '../host/files/long-paths.js';
import type { Refusal } from './refusal.js';

type HostRefusal = Extract<Refusal, { readonly kind: 'host' }>;

/** Asks the system whether it takes names of more than 260 characters; undefined: it does not say. */
export type AskLongPaths = () => Promise<boolean | undefined>;

/** Why nothing can be installed into a folder of Windows, by its name alone: what would fail in the middle is refused before the start. */
export async function windowsRootTrouble(root: string, askLongPaths: AskLongPaths): Promise<HostRefusal | undefined> {
  const [what, help] = formTrouble(root) ?? partTrouble(root) ?? (await depthTrouble(root, askLongPaths)) ?? [];
  if (what === undefined || help === undefined) return undefined;
  return { kind: 'host', reason: `cannot install into ${root}: ${what}`, help };
}

type Trouble = readonly [what: string, help: string];

function formTrouble(root: string): Trouble | undefined {
  if (/^[\\/]{2}[?.][\\/]/.test(root)) {
    return ['many programs do not understand this form of a name', 'name it without what stands before the drive'];
  }
  if (/^[\\/]{2}wsl(?:\$|\.localhost)[\\/]/i.test(root)) {
    return ['it lies inside WSL, whose files Linux has to install', 'run sam3d-install in WSL itself'];
  }
  if (/^[\\/]{2}/.test(root)) {
    const help = 'name a folder of a drive with --root; `net use Z: \\\\server\\share` gives a share a letter';
    return ['it is a share without a drive, in which the command line of Windows starts nothing', help];
  }
  return undefined;
}

function partTrouble(root: string): Trouble | undefined {
  const help = 'name another folder with --root';
  for (const part of root.slice(2).split(/[\\/]+/)) {
    if (DEVICE.test(part)) return [`${part} is the name of a device`, help];
    if (/[. ]$/.test(part)) return [`"${part}" ends in a dot or a space, which Windows drops`, help];
    const sign = /[<>:"|?*\x00-\x1f]/.exec(part)?.[0];
    if (sign !== undefined) return [`no name of Windows can have a ${shownSign(sign)}`, help];
    if (part.includes(';')) return ['its name has a ;, by which PATH tells folders apart', help];
  }
  return undefined;
}

/** Whatever extension follows. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\.|$)/i;

function shownSign(sign: string): string {
  return sign < ' ' ? 'control character' : sign;
}

async function depthTrouble(root: string, askLongPaths: AskLongPaths): Promise<Trouble | undefined> {
  if (fitsWithoutLongPaths(root) || (await askLongPaths()) !== false) return undefined;
  return [
    `it has ${root.length} characters, packages need up to ${DEEPEST} more, and this Windows ends names at 260`,
    LONG_PATHS_HELP,
  ];
}

export const LONG_PATHS_HELP =
  'install into a short folder such as C:\\s3d, or let Windows have long names (as administrator: ' +
  'reg add HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem /v LongPathsEnabled /t REG_DWORD /d 1 /f)';
