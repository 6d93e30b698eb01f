import type { UnpackRequest } from '../../model/ports.js';
import { safePath } from './member-name.js';

export type MemberKind = 'file' | 'folder' | 'link';

/** Which members are taken, and where each goes. */
export interface Selection {
  /** Whether all members are taken, each to where it lies in the archive. */
  readonly isWhole: boolean;
  /** The path below the target folder; undefined for a member that is not taken. */
  place(path: string, kind: MemberKind): string | undefined;
  /** What was asked for and is not there, once all members have been seen. */
  missing(): string | undefined;
}

export type Selecting = Pick<UnpackRequest, 'pick' | 'select' | 'strip'>;

export async function createSelection({ pick, select, strip = 0 }: Selecting): Promise<Selection> {
  if (pick !== undefined) return picking(pick, (await import('../../base/nearest.js')).nearest);
  if (select !== undefined) return selecting(select, strip);
  return everything(strip);
}

/** All but what has too few folders. An archive of which nothing is taken is not the one that was meant. */
function everything(strip: number): Selection {
  let members = 0;
  let taken = 0;
  return {
    isWhole: strip === 0,
    place(path) {
      const placed = strip === 0 ? (path === '' ? undefined : path) : stripped(path, strip);
      members++;
      if (placed !== undefined) taken++;
      return placed;
    },
    missing() {
      if (members === 0) return 'it has no members';
      if (taken > 0) return undefined;
      return strip === 0 ? 'it has no members' : `no member lies deeper than ${strip} folders`;
    },
  };
}

/** Loaded when it is used. */
type Nearest = (lost: string, others: readonly string[]) => string | undefined;

function picking(pick: Readonly<Record<string, string>>, nearest: Nearest): Selection {
  const targets = new Map(Object.entries(pick).map(([member, target]) => [normalised(member), target]));
  const found = new Set<string>();
  const others: string[] = [];
  const noFiles = new Map<string, MemberKind>();
  return {
    isWhole: false,
    place(path, kind) {
      if (kind !== 'file') noFiles.set(path, kind);
      else if (targets.has(path)) found.add(path);
      else others.push(path);
      return kind === 'file' ? targets.get(path) : undefined;
    },
    missing() {
      const lost = [...targets.keys()].find(member => !found.has(member));
      if (lost === undefined) return undefined;
      const kind = noFiles.get(lost);
      if (kind === 'folder' || others.some(other => other.startsWith(`${lost}/`)))
        return `${lost} is a folder: take it with select`;
      if (kind === 'link') return `${lost} is a link: pick the file that it leads to`;
      return `it has no member ${lost}${near(lost, others, nearest)}`;
    },
  };
}

const MOST_COMPARED = 5000;

/** Files of the same name elsewhere, whatever their extension, else the one that is spelt most alike. */
function near(lost: string, others: readonly string[], nearest: Nearest): string {
  const stem = stemOf(lost);
  const sameStem = others.filter(other => stemOf(other) === stem);
  const alike = nearest(lost, others.slice(0, MOST_COMPARED));
  const shown = sameStem.length > 0 ? sameStem : alike === undefined ? [] : [alike];
  return shown.length === 0 ? '' : `; near it: ${shown.slice(0, 3).join(', ')}`;
}

function stemOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '').toLowerCase();
}

async function selecting(select: string, strip: number): Promise<Selection> {
  const { default: picomatch } = await import('picomatch');
  const matches = picomatch(select, { dot: true, nonegate: true });
  const { base, isGlob } = picomatch.scan(select);
  const cut = normalised(isGlob ? base : base.replace(/\/?[^/]*$/, ''));
  const folders = cut === '' ? 0 : cut.split('/').length;
  let found = false;
  return {
    isWhole: false,
    place(path, kind) {
      if (!matches(path)) return undefined;
      found ||= kind !== 'folder';
      return stripped(path, folders + strip);
    },
    missing: () => (found ? undefined : `no member matches ${select}`),
  };
}

function stripped(path: string, folders: number): string | undefined {
  const rest = path.split('/').slice(folders);
  return rest.length === 0 || path === '' ? undefined : rest.join('/');
}

function normalised(member: string): string {
  const path = safePath(member);
  return path.ok ? path.value : member;
}
