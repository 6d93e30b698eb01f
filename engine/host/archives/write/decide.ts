import { folded, safePath, segmentsBelow } from '../member-name.js';

/** What an archive says of one member. Nothing of it is believed. */
export interface Claim {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'symlink' | 'hardlink' | 'other';
  /** Bytes; 0 but for files. */
  readonly size: number;
  readonly executable: boolean;
  /** Where a link leads, as written. */
  readonly target?: string | undefined;
}

export type Decision =
  | { readonly do: 'write'; readonly path: string; readonly executable: boolean }
  | { readonly do: 'mkdir'; readonly path: string }
  | { readonly do: 'link'; readonly how: 'symbolic' | 'hard'; readonly path: string; readonly target: string }
  | { readonly do: 'refuse'; readonly reason: string };

export interface Limits {
  readonly entries: number;
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** Folders within folders. */
  readonly depth: number;
}

/** What an archive has held so far. `decide` reads it, `remember` alone changes it. */
export interface Seen {
  readonly limits: Limits;
  /** Members, and folders that lie above one and that nobody had named. */
  entries: number;
  bytes: number;
  /** How long all names are together: each is held in memory. */
  letters: number;
  /** A name as the least distinguishing file system sees it → the name; folders that nobody named included. */
  readonly names: Map<string, string>;
  /** Path → what is there, where that is no file: of files there are too many to note twice. */
  readonly kinds: Map<string, 'folder' | 'link'>;
  /** That of the last member: it and those above it are known as folders that have no twin. */
  folder: string;
}

export function nothingSeen(limits: Limits): Seen {
  return { limits, entries: 0, bytes: 0, letters: 0, names: new Map(), kinds: new Map(), folder: '' };
}

/** The one place that says what may be written. The same on every system, so that an archive is good everywhere or nowhere. */
export function decide(claim: Claim, seen: Seen): Decision {
  const name = safePath(claim.name);
  if (!name.ok) return refuse(name.error);
  const path = name.value;
  const parents = newParents(path, seen);
  const around = { seen, parents, folded: folded(path) };
  const reason = overBudget(claim, path, seen) ?? inTheWay(claim, path, around) ?? twin(path, around);
  if (reason !== undefined) return refuse(reason);
  switch (claim.type) {
    case 'folder':
      return { do: 'mkdir', path };
    case 'file':
      return { do: 'write', path, executable: claim.executable };
    case 'symlink':
      return symbolicLink(path, claim.target ?? '');
    case 'hardlink':
      return hardLink(path, claim.target ?? '', seen);
    case 'other':
      return refuse('it is a device, a pipe or another special file');
  }
}

/** Takes note of a member that was not refused. */
export function remember(decision: Exclude<Decision, { do: 'refuse' }>, size: number, seen: Seen): void {
  seen.entries++;
  seen.bytes += size;
  for (const parent of newParents(decision.path, seen)) if (note(parent, 'folder', seen)) seen.entries++;
  seen.folder = folderOf(decision.path);
  const kind = { write: 'file', mkdir: 'folder', link: 'link' } as const;
  const isFile = decision.do === 'link' && decision.how === 'hard';
  note(decision.path, isFile ? 'file' : kind[decision.do], seen);
}

type Kind = 'file' | 'folder' | 'link';

/** Gives whether it was new. */
function note(path: string, kind: Kind, seen: Seen): boolean {
  const { names, kinds } = seen;
  const name = folded(path);
  if (names.has(name)) return false;
  names.set(name, path);
  if (kind !== 'file') kinds.set(path, kind);
  seen.letters += path.length;
  return true;
}

function kindAt(path: string, name: string, { names, kinds }: Seen): Kind | undefined {
  if (path === '') return 'folder';
  return names.get(name) === path ? (kinds.get(path) ?? 'file') : undefined;
}

function refuse(reason: string): Decision {
  return { do: 'refuse', reason };
}

/** Of the largest real archives the names are a fifth of it. */
const MOST_LETTERS = 32 * 2 ** 20;

function overBudget({ size }: Claim, path: string, { entries, bytes, letters, limits }: Seen): string | undefined {
  if (letters > MOST_LETTERS) return `the names in the archive have more than ${MOST_LETTERS} letters`;
  if (entries >= limits.entries) return `the archive has more than ${limits.entries} members`;
  if (size > limits.fileBytes) return `it is larger than ${limits.fileBytes} bytes`;
  if (bytes + size > limits.totalBytes) return `the archive unpacks to more than ${limits.totalBytes} bytes`;
  if (depthOf(path) > limits.depth) return `it lies more than ${limits.depth} folders deep`;
  return undefined;
}

interface Around {
  readonly seen: Seen;
  /** Folders above that are not known yet. */
  readonly parents: readonly string[];
  /** The member's path as `names` has it. */
  readonly folded: string;
}

function inTheWay({ type }: Claim, path: string, { seen, parents, folded: name }: Around): string | undefined {
  for (const parent of parents) {
    const kind = kindAt(parent, folded(parent), seen);
    if (kind === 'file' || kind === 'link') return `it lies below ${parent}, which is a ${kind}`;
  }
  const there = kindAt(path, name, seen);
  if (there === undefined || (there === 'folder' && type === 'folder')) return undefined;
  return `the archive has a ${there} of this name already`;
}

/** Of two names that some file system takes for one, the second would replace the first there. */
function twin(path: string, { seen: { names }, parents, folded: name }: Around): string | undefined {
  for (const parent of parents) {
    const other = names.get(folded(parent));
    if (other !== undefined && other !== parent) return cannotTell(parent, other);
  }
  const other = names.get(name);
  return other === undefined || other === path ? undefined : cannotTell(path, other);
}

function cannotTell(path: string, other: string): string {
  return `some systems cannot tell ${path} from ${other}`;
}

/**
 * A symbolic link may go up only at its start, and no further than to the archive's own top. Since nothing lies below a link,
 * the folders it goes up through are real ones, and what it goes down through are at worst links that are as safe themselves.
 */
function symbolicLink(path: string, target: string): Decision {
  const below = segmentsBelow(target);
  if (!below.ok) return refuse(`it links to ${target}: ${below.error}`);
  const depth = path.split('/').length - 1;
  if (below.value.up > depth) return refuse(`it links to ${target}, outside the archive`);
  return { do: 'link', how: 'symbolic', path, target };
}

function hardLink(path: string, target: string, seen: Seen): Decision {
  const name = safePath(target);
  if (!name.ok) return refuse(`it is a hard link to ${target}: ${name.error}`);
  if (kindAt(name.value, folded(name.value), seen) !== 'file')
    return refuse(`it is a hard link to ${target}, which is no earlier file of it`);
  return { do: 'link', how: 'hard', path, target: name.value };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Folders above that were not there yet, the highest first. Where one was, so were all above it, and none has a twin. */
function newParents(path: string, { folder, kinds }: Seen): readonly string[] {
  const parents: string[] = [];
  for (let parent = folderOf(path); parent !== folder && parent !== ''; parent = folderOf(parent)) {
    if (kinds.get(parent) === 'folder') break;
    parents.unshift(parent);
  }
  return parents;
}

function depthOf(path: string): number {
  let depth = 1;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth++;
  return depth;
}
