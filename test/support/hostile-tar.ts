import type { HostileArchive } from './hostile-names.js';
import { tarMember, type Member } from './make-archive.js';

const END = Buffer.alloc(1024);
const GOOD: Member = { name: 'good', body: 'good' };

/** A good member comes first, so that there is something that must not stay. */
export function hostile(title: string, members: readonly (Member | Buffer)[], refusal: string): HostileArchive {
  const blocks = [GOOD, ...members].map(member => (Buffer.isBuffer(member) ? member : tarMember(member)));
  return [title, Buffer.concat([...blocks, END]), refusal];
}

export const link = (name: string, target: string): Member => ({ name, type: '2', target });
export const hard = (name: string, target: string): Member => ({ name, type: '1', target });
export const file = (name: string): Member => ({ name, body: 'x' });

type Patch = readonly [offset: number, bytes: string | Buffer];

/** A member whose header has other bytes at some places; its checksum is right, unless it is given. */
export function patched(member: Member, patches: readonly Patch[], sum?: string): Buffer {
  const bytes = tarMember(member);
  for (const [offset, patch] of patches) Buffer.from(patch as string).copy(bytes, offset);
  bytes.fill(' ', 148, 156);
  const right = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(sum ?? `${right.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
  return bytes;
}

/** Where the fields of a header begin. */
export const NAME = 0;
export const MODE = 100;
export const SIZE = 124;
export const LINK = 157;
export const PREFIX = 345;

export const TWICE = 'the archive has a file of this name already';
