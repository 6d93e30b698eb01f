import type { HostileArchive } from './hostile-names.js';
import {
  A,
  BEHIND,
  both,
  CENTRAL,
  changed,
  corrupted,
  DEFLATED,
  differs,
  END,
  link,
  LOCAL,
  ONE,
  place,
} from './hostile-zip.js';
import { zipLocal, zipOf } from './make-archive.js';

/** Zips whose headers say different things of a member. */
export const DISAGREEMENTS: readonly HostileArchive[] = [
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

/** Zips whose bytes are not as they are said to be, or of a kind that is not supported. */
export const WRONG_BYTES: readonly HostileArchive[] = [
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

/** One whose sizes stand in a field for large zips, and no lie in it. */
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
export function lyingDescriptors(): readonly HostileArchive[] {
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
