import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BrokenArchive } from '../broken-archive.js';
import type { MemberKind } from '../selection.js';
import { PATHS, type Listed, type PackageFacts } from './package-facts.js';

/** A member that was taken. */
export interface Taken {
  readonly kind: MemberKind;
  /** Where it is, as a path with slashes below the staged tree. */
  readonly place: string;
}

export interface Members {
  readonly tree: string;
  /** Every member's path. */
  readonly seen: ReadonlySet<string>;
  /** Path in the package → what was taken there. */
  readonly taken: ReadonlyMap<string, Taken>;
}

/**
 * Holds what was unpacked against the package's own list: size and sha256 of each file, as it stands on the disk.
 * What is listed must be in the archive, and what is taken must be listed, but for what is told about the package.
 */
export async function checkListed(
  { listed }: PackageFacts,
  { tree, seen, taken }: Members,
  { rest }: { readonly rest: () => void },
): Promise<void> {
  if (listed === undefined) return;
  for (const [path, { kind }] of listed) {
    if (kind !== 'folder' && !seen.has(path))
      throw new BrokenArchive(`${PATHS} lists it, and it is not in the archive`, path);
  }
  const buffer = Buffer.allocUnsafe(256 * 1024);
  let bytes = 0;
  for (const [path, { kind, place }] of taken) {
    if (kind === 'folder' || path.startsWith('info/')) continue;
    bytes += checkOne(path, listed.get(path), { kind, file: join(tree, place), buffer, rest });
    if (bytes < TURN_EVERY) continue;
    bytes = 0;
    await nextTurn();
    rest();
  }
}

const TURN_EVERY = 4 * 2 ** 20;
/** So that many small files give others a turn as well. */
const LEAST_COUNTED = 16 * 1024;

interface There {
  readonly kind: MemberKind;
  readonly file: string;
  readonly buffer: Buffer;
  readonly rest: () => void;
}

function checkOne(path: string, listed: Listed | undefined, { kind, file, ...how }: There): number {
  if (listed === undefined) throw new BrokenArchive(`${PATHS} does not list it`, path);
  if (listed.kind !== kind) throw new BrokenArchive(`it is a ${kind}, and ${PATHS} says ${listed.kind}`, path);
  // of a link the list gives the hash of what it leads to
  if (kind === 'link') return LEAST_COUNTED;
  const { size, sha256 } = sumOf(file, how);
  if (listed.size !== undefined && listed.size !== size)
    throw new BrokenArchive(`it has ${size} bytes, and ${PATHS} says ${listed.size}`, path);
  if (listed.sha256 !== undefined && listed.sha256 !== sha256)
    throw new BrokenArchive(`its sha256 is ${sha256}, and ${PATHS} says ${listed.sha256}`, path);
  return Math.max(size, LEAST_COUNTED);
}

function sumOf(
  file: string,
  { buffer, rest }: Pick<There, 'buffer' | 'rest'>,
): { readonly size: number; readonly sha256: string } {
  const hash = createHash('sha256');
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size } = fstatSync(fd);
    for (let done = 0; done < size;) {
      const read = readSync(fd, buffer, 0, buffer.length, done);
      if (read === 0) break;
      rest();
      hash.update(buffer.subarray(0, read));
      done += read;
    }
    return { size, sha256: hash.digest('hex') };
  } finally {
    closeSync(fd);
  }
}
