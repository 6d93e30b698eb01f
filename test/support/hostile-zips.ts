import { shownName } from '../../engine/host/archives/member-name.js';
import { HOSTILE_NAMES, TWINS, twinRefusal, type HostileArchive } from './hostile-tars.js';
import { zipLocal, zipOf, type ZipMember } from './make-archive.js';

const GOOD: ZipMember = { name: 'good', body: 'good' };

/** A good member comes first, so that there is something that must not stay. */
function hostile(title: string, members: readonly ZipMember[], refusal: string): HostileArchive {
  return [title, zipOf(GOOD, ...members), refusal];
}

const file = (name: string): ZipMember => ({ name, body: 'x' });
const link = (name: string, target: string): ZipMember => ({ name, body: target, mode: 0o120777 });

const LOCAL = 'PK\x03\x04';
const CENTRAL = 'PK\x01\x02';
const END = 'PK\x05\x06';

interface Field {
  readonly of: typeof LOCAL | typeof CENTRAL | typeof END;
  /** Which of them, from 0. */
  readonly nth?: number;
  readonly at: number;
  readonly bytes: string;
}

/** A zip in which some bytes of a header are others; `bytes` in hex. */
function changed(zip: Buffer, ...fields: readonly Field[]): Buffer {
  const copy = Buffer.from(zip);
  for (const { of, nth = 0, at, bytes } of fields) {
    let place = copy.indexOf(of, 0, 'latin1');
    for (let index = 0; index < nth; index++) place = copy.indexOf(of, place + 4, 'latin1');
    Buffer.from(bytes, 'hex').copy(copy, place + at);
  }
  return copy;
}

const both = (at: number, bytes: string): readonly Field[] => [
  { of: LOCAL, at, bytes },
  { of: CENTRAL, at: at + 2, bytes },
];

const names = HOSTILE_NAMES.map(([name, reason]) =>
  hostile(
    `name ${JSON.stringify(name)}`,
    [name.endsWith('/') ? { name } : file(name)],
    `${shownName(name)}: ${reason}`,
  ),
);

const twins = TWINS.map(([title, first, second]) =>
  hostile(`twins by ${title}`, [file(first), file(second)], twinRefusal(first, second)),
);

const SPECIAL = 'it is a device, a pipe or another special file';
const members: readonly HostileArchive[] = [
  hostile('a name with a NUL', [file('a\0b')], 'a\\u{0}b: its name has a control character'),
  hostile('no name', [file('')], ': it has no name'),
  hostile('too many folders', [file(`${'d/'.repeat(64)}f`)], `${'d/'.repeat(64)}f: it lies more than 64 folders deep`),
  hostile('a link to above', [link('l', '..')], 'l: it links to .., outside the archive'),
  hostile('an absolute link', [link('l', '/etc')], 'l: it links to /etc: it is an absolute path'),
  hostile('a link down and up', [link('l', 'a/../..')], 'l: it links to a/../..: it goes down and up again'),
  hostile('a link to nothing', [link('l', '')], 'l: it links to : it leads nowhere'),
  hostile('a huge link', [link('l', 'x'.repeat(4097))], 'l: it links to more than 4096 bytes'),
  hostile('below a link', [link('l', '.'), file('l/x')], 'l/x: it lies below l, which is a link'),
  hostile('a link where a file is', [link('good', 'x')], 'good: the archive has a file of this name already'),
  hostile('a folder where a file is', [{ name: 'good/' }], 'good/: the archive has a file of this name already'),
  hostile('a file twice', [file('good')], 'good: the archive has a file of this name already'),
  hostile('a file below a file', [file('good/x')], 'good/x: it lies below good, which is a file'),
  hostile('a pipe', [{ name: 'x', mode: 0o010644 }], `x: ${SPECIAL}`),
  hostile('a character device', [{ name: 'x', mode: 0o020644 }], `x: ${SPECIAL}`),
  hostile('a block device', [{ name: 'x', mode: 0o060644 }], `x: ${SPECIAL}`),
  hostile('a socket', [{ name: 'x', mode: 0o140644 }], `x: ${SPECIAL}`),
  hostile('a folder with bytes', [file('d/')], 'd/: it is no file, and yet has a size'),
  hostile(
    'a folder by its mode, with bytes',
    [{ ...file('d'), mode: 0o040755 }],
    'd: it is no file, and yet has a size',
  ),
];

const A: ZipMember = { name: 'a', body: 'aaaa' };
const ONE = zipOf(A);
const DEFLATED = zipOf({ name: 'a', body: 'a'.repeat(1000), deflate: true });
const BEHIND = zipOf({ ...A, descriptor: true });
const differs = (what: string) => `a: its ${what} is not the same throughout the zip`;
const WRONG_END = ': its end does not tell the truth about its directory';
const GAP = ': it has bytes that belong to none of its members';
const OVERLAP = ': two of its members overlap';

const disagreements: readonly HostileArchive[] = [
  ['another name before the bytes', changed(ONE, { of: LOCAL, at: 30, bytes: '62' }), differs('name')],
  ['another length of the name', changed(ONE, { of: LOCAL, at: 26, bytes: '0000' }), differs('name')],
  ['another compression', changed(ONE, { of: LOCAL, at: 8, bytes: '0800' }), differs('compression')],
  ['another checksum', changed(ONE, { of: LOCAL, at: 14, bytes: '00000000' }), differs('checksum')],
  ['another size', changed(ONE, { of: LOCAL, at: 22, bytes: '05000000' }), differs('size')],
  ['another size of the bytes', changed(ONE, { of: LOCAL, at: 18, bytes: '05000000' }), differs('size')],
  ['no size where none may be', changed(ONE, { of: LOCAL, at: 22, bytes: '00000000' }), differs('size')],
  ['encrypted in one place', changed(ONE, { of: LOCAL, at: 6, bytes: '0108' }), differs('set of flags')],
  ['a descriptor in one place', changed(ONE, { of: LOCAL, at: 6, bytes: '0808' }), differs('set of flags')],
  ['names of two kinds', changed(ONE, { of: LOCAL, at: 6, bytes: '0000' }), differs('set of flags')],
  ['a descriptor with another checksum', corrupted(BEHIND, 39), differs('descriptor')],
  ['a descriptor with another size', corrupted(BEHIND, 47), differs('descriptor')],
  ['a descriptor with another size of the bytes', corrupted(BEHIND, 43), differs('descriptor')],
  ['a descriptor without its signature and with another checksum', corrupted(BEHIND, 35), differs('descriptor')],
  [
    'another checksum, though it stands behind',
    zipOf({ ...A, descriptor: true, local: { crc: 1 } }),
    differs('checksum'),
  ],
  ['another size, though it stands behind', zipOf({ ...A, descriptor: true, local: { size: 9 } }), differs('size')],
  ['a descriptor that is not there', changed(ONE, ...both(6, '0808')), differs('descriptor')],
  ['sizes of large zips that go beyond their field', largeSizes('1100'), differs('size')],
  ['the second size of large zips not there', largeSizes('0800'), differs('size')],
  ['a size of large zips that is another', largeSizes('100005'), differs('size')],
  ['a size of large zips for the bytes that is another', largeSizes('1000', '0400000000000000', '05'), differs('size')],
  ['a size of large zips that is not there', changed(ONE, { of: LOCAL, at: 22, bytes: 'ffffffff' }), differs('size')],
];

/** Sizes that stand in a field for large zips, before the bytes; `lie`, in hex, stands at its length and what follows. */
function largeSizes(...lie: readonly string[]): Buffer {
  const field = Buffer.from(`0100${'10000400000000000000' + '0400000000000000'}`, 'hex');
  Buffer.from(lie.join(''), 'hex').copy(field, 2);
  const zip = zipOf({ ...A, local: { extra: field } });
  return changed(zip, { of: LOCAL, at: 18, bytes: 'ffffffff'.repeat(2) });
}

function corrupted(zip: Buffer, at: number): Buffer {
  const copy = Buffer.from(zip);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

const bytes: readonly HostileArchive[] = [
  ['a byte that is wrong', corrupted(ONE, 32), 'a: it is damaged: its checksum is wrong'],
  ['a checksum that is wrong', zipOf({ ...A, crc: 1 }), 'a: it is damaged: its checksum is wrong'],
  [
    'a checksum of a link that is wrong',
    zipOf({ ...link('l', 'x'), crc: 1 }),
    'l: it is damaged: its checksum is wrong',
  ],
  ['encrypted', changed(DEFLATED, ...both(6, '0108')), 'a: it is encrypted'],
  ['strongly encrypted', changed(ONE, ...both(6, '4108')), ': strong encryption is not supported'],
  [
    'a compression that nobody knows',
    changed(ONE, ...both(8, '6300')),
    'a: its compression (method 99) is not supported',
  ],
  ['a patch of another file', changed(ONE, ...both(6, '2008')), 'a: its set of flags is not supported'],
  ['hidden headers', changed(ONE, ...both(6, '0028')), 'a: its set of flags is not supported'],
  [
    'a version of the format that is not there yet',
    changed(ONE, { of: CENTRAL, at: 6, bytes: '4000' }),
    'a: its version of the format (6.4) is not supported',
  ],
  [
    'stored, with two sizes',
    changed(ONE, ...both(22, '09000000')),
    ': it is damaged: compressed/uncompressed size mismatch for stored file: 4 != 9',
  ],
  [
    'a deflated member that is larger than it says',
    changed(DEFLATED, ...both(22, '0a000000')),
    'a: it is damaged: it has more bytes than it says',
  ],
  [
    'a deflated member that is smaller than it says',
    changed(DEFLATED, ...both(22, 'ffff0000')),
    'a: it is damaged: it has fewer bytes than it says',
  ],
  [
    'a member that hides behind the end of what is compressed',
    zipOf({ name: 'a', body: 'a', deflate: true, descriptor: true, tail: zipLocal({ name: 'hidden', body: 'x' }) }),
    'a: it has bytes behind the end of what is compressed',
  ],
  ['a deflated member that is noise', corrupted(DEFLATED, 31), 'a: it is damaged: '],
  [
    'larger than any file',
    changed(DEFLATED, ...both(22, 'f0ffffff')),
    'a: the archive unpacks to more than 67108864 bytes',
  ],
];

const place = (offset: number): string => {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(offset);
  return field.toString('hex');
};
const TWO = zipOf(A, { name: 'b', body: 'bbbb' });
const START = ONE.indexOf(CENTRAL, 0, 'latin1');
const length = Buffer.alloc(4);
length.writeUInt32LE(ONE.length);

/** A zip with more bytes at one place, whose end still tells where its directory is. */
function widened(zip: Buffer, at: number, more: Buffer): Buffer {
  const directory = zip.indexOf(CENTRAL, 0, 'latin1');
  const wide = Buffer.concat([zip.subarray(0, at), more, zip.subarray(at)]);
  return at > directory ? wide : changed(wide, { of: END, at: 16, bytes: place(directory + more.length) });
}

const HIDDEN = zipLocal({ name: 'hidden', body: 'hidden' });
const layout: readonly HostileArchive[] = [
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
/** And one whose sizes stand in a field for large zips. */
export const LARGE_SIZES_ZIP = largeSizes();

/** A member's descriptor with 4 or 8 bytes for each size, and with a signature or without; a lie is in one of its fields. */
function described(width: 4 | 8, signature: string, lie?: number): Buffer {
  const told = Buffer.alloc(4 + 2 * width);
  BEHIND.copy(told, 0, 39, 43);
  told[4] = told[4 + width] = 4;
  if (lie !== undefined) told[lie]! ^= 1;
  const bytes = Buffer.concat([Buffer.from(signature), told]);
  const zip = Buffer.concat([BEHIND.subarray(0, 35), bytes, BEHIND.subarray(51)]);
  return changed(zip, { of: END, at: 16, bytes: place(35 + bytes.length) });
}

const FORMS = ([4, 8] as const).flatMap(width => ['', 'PK\x07\x08'].map(signature => [width, signature] as const));

/** Descriptors may be written in four ways. */
export const DESCRIBED_ZIPS = FORMS.map(([width, signature]) => described(width, signature));

/** A lie in the checksum, in the size of the bytes, and in the size. */
function lyingDescriptors(): readonly HostileArchive[] {
  return FORMS.flatMap(([width, signature]) =>
    [0, 4, 4 + width].map(
      lie =>
        [
          `a descriptor of ${width} bytes a size that lies at ${lie}, ${signature.length} before`,
          described(width, signature, lie),
          differs('descriptor'),
        ] as const,
    ),
  );
}

/** Cut before each of its headers, and within them. */
function cuts(): readonly HostileArchive[] {
  const whole = zipOf(GOOD, { ...A, descriptor: true }, { name: 'd/' }, link('l', 'good'));
  const headers = [LOCAL, CENTRAL, END].flatMap(signature => {
    const places: number[] = [];
    for (let at = whole.indexOf(signature, 1, 'latin1'); at !== -1; at = whole.indexOf(signature, at + 1, 'latin1'))
      places.push(at);
    return places;
  });
  return headers.flatMap(at =>
    [at, at + 10].map(
      cut => [`cut at ${cut} of ${whole.length}`, whole.subarray(0, cut), ': it is damaged: '] as const,
    ),
  );
}

/** A refusal that ends in ": " is the beginning of one: what follows are the library's words. */
export const HOSTILE_ZIPS: readonly HostileArchive[] = [
  ...names,
  ...twins,
  ...members,
  ...disagreements,
  ...bytes,
  ...layout,
  ...lyingDescriptors(),
  ...cuts(),
];
