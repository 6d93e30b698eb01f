import type { HostileArchive } from './hostile-names.js';
import { A, CENTRAL, changed, END, ONE, place } from './hostile-zip.js';
import { zipLocal, zipOf } from './make-archive.js';

const WRONG_END = ': its end does not tell the truth about its directory';
const GAP = ': it has bytes that belong to none of its members';
const OVERLAP = ': two of its members overlap';

const TWO = zipOf(A, { name: 'b', body: 'bbbb' });
const START = ONE.indexOf(CENTRAL, 0, 'latin1');

/** A zip with more bytes at one place, whose end still tells where its directory is. */
function widened(zip: Buffer, at: number, more: Buffer): Buffer {
  const directory = zip.indexOf(CENTRAL, 0, 'latin1');
  const wide = Buffer.concat([zip.subarray(0, at), more, zip.subarray(at)]);
  return at > directory ? wide : changed(wide, { of: END, at: 16, bytes: place(directory + more.length) });
}

const HIDDEN = zipLocal({ name: 'hidden', body: 'hidden' });

/** Zips whose parts overlap, hide or are not where they are said to be. */
export const WRONG_LAYOUT: readonly HostileArchive[] = [
  ['members one in the other', zipOf({ name: 'outer', body: zipLocal(A) }, { ...A, inside: 0 }), OVERLAP],
  [
    'members that share their bytes',
    zipOf(A, { ...A, name: 'b', sameBytesAs: 0 }),
    'b: its name is not the same throughout the zip',
  ],
  [
    'a member that the directory hides, in the middle',
    changed(widened(TWO, START, HIDDEN), { of: CENTRAL, nth: 1, at: 42, bytes: place(START + HIDDEN.length) }),
    GAP,
  ],
  ['a member that the directory hides, at the end', widened(ONE, START, HIDDEN), GAP],
  [
    'a member that the directory hides, at the start',
    changed(widened(ONE, 0, HIDDEN), { of: CENTRAL, at: 42, bytes: place(HIDDEN.length) }),
    GAP,
  ],
  ['bytes before the directory', widened(ONE, START, Buffer.from('?')), GAP],
  ['bytes behind the directory', widened(ONE, ONE.length - 22, Buffer.from('????')), WRONG_END],
  ['bytes behind the end', Buffer.concat([ONE, Buffer.from('more')]), ': it is damaged: '],
  ['two zips in one', Buffer.concat([ONE, ONE]), WRONG_END],
  ['a directory of too few', changed(TWO, { of: END, at: 10, bytes: '0100' }), GAP],
  ['a directory of too many', changed(ONE, { of: END, at: 10, bytes: '0200' }), ': it is damaged: '],
  ['a directory whose size is a lie', changed(ONE, { of: END, at: 12, bytes: '01000000' }), WRONG_END],
  ['a directory that is elsewhere', changed(ONE, { of: END, at: 16, bytes: '00000000' }), ': it is damaged: '],
  ['a directory beyond the end', changed(ONE, { of: END, at: 16, bytes: 'ffff0000' }), ': it is damaged: '],
  [
    'a directory on another disk',
    changed(ONE, { of: END, at: 4, bytes: '0100' }),
    ': multi-disk zip files are not supported: found disk number: 1',
  ],
  ['a member before the start', changed(ONE, { of: CENTRAL, at: 42, bytes: 'f0ffff7f' }), 'a: it is damaged: '],
  ['a member that is no member', changed(ONE, { of: CENTRAL, at: 42, bytes: '02000000' }), 'a: it is damaged: '],
  [
    'an end for large zips that is not there',
    changed(ONE, { of: END, at: 16, bytes: 'ffffffff' }),
    ': it is damaged: ',
  ],
  ['an end for large zips that lies', large({ members: 2 }), ': it is damaged: '],
  ['an end for large zips that points elsewhere', large({ start: 1 }), ': it is damaged: '],
  ['an end for large zips of another size', large({ size: 9 }), WRONG_END],
  ['an end for large zips that cannot be found', large({ at: 3 }), ': it is damaged: '],
  ...[0n, 45n, 2n ** 53n, 2n ** 60n, 2n ** 64n - 1n].map(
    length => [`an end for large zips that is said to have ${length} bytes`, large({ length }), WRONG_END] as const,
  ),
];

/** A zip that has the end for large zips as well, though it needs none. */
function large(lie: {
  readonly members?: number;
  readonly start?: number;
  readonly size?: number;
  readonly at?: number;
  readonly length?: bigint;
}): Buffer {
  const size = ONE.length - 22 - START;
  const end = Buffer.alloc(56 + 20);
  end.write('PK\x06\x06', 0, 'latin1');
  end.writeBigUInt64LE(lie.length ?? 44n, 4);
  for (const [at, value] of [
    [24, lie.members ?? 1],
    [32, lie.members ?? 1],
    [40, lie.size ?? size],
    [48, lie.start ?? START],
    [64, lie.at ?? START + size],
  ] as const)
    end.writeBigUInt64LE(BigInt(value), at);
  end.write('PK\x06\x07', 56, 'latin1');
  end.writeUInt32LE(1, 72);
  return Buffer.concat([ONE.subarray(0, -22), end, ONE.subarray(-22)]);
}

/** The same with no lie in it: what is refused above is refused for the lie. */
export const LARGE_ZIP = large({});
