import { ABSOLUTE, CONTROL, OUT, type HostileArchive } from './hostile-names.js';
import { file, hard, hostile, LINK, link, patched, SIZE, TWICE } from './hostile-tar.js';
import { paxOf, type Member } from './make-archive.js';

const DAMAGED = ': it is damaged: a tar header';

const pax: readonly HostileArchive[] = [
  hostile('a pax path that leads out', [paxOf('path', '../evil'), file('a')], `../evil: ${OUT}`),
  hostile('a pax path that is absolute', [paxOf('path', '/evil'), file('a')], `/evil: ${ABSOLUTE}`),
  hostile('a pax path with a NUL', [paxOf('path', 'a\0b'), file('a')], `a\\u{0}b: ${CONTROL}`),
  hostile('an empty pax path', [paxOf('path', ''), file('a')], ': it has no name'),
  hostile(
    'a pax link that leads out',
    [paxOf('linkpath', '../x'), link('l', 'good')],
    'l: it links to ../x, outside the archive',
  ),
  hostile(
    'a pax hard link that leads out',
    [paxOf('linkpath', '/etc/passwd'), hard('h', 'good')],
    `h: it is a hard link to /etc/passwd: ${ABSOLUTE}`,
  ),
  hostile('a path for all members', [paxOf('path', 'same', 'g'), file('a'), file('b')], `same: ${TWICE}`),
  hostile('a path for all members that leads out', [paxOf('path', '../evil', 'g'), file('a')], `../evil: ${OUT}`),
  hostile('a size for all members', [paxOf('size', '99999', 'g'), file('a')], ': it ends in the middle'),
  hostile(
    'a pax size that is too small',
    [paxOf('size', '0'), { name: 'a', body: 'x'.repeat(512) }],
    ': it is damaged: a tar header',
  ),
  hostile('a pax size that is too large', [paxOf('size', '5000'), file('a')], ': it ends in the middle'),
  ...['-1', '1e3', '0x10', ' 5', '5 ', '', '1.5', '9999999999999999', 'NaN'].map(size =>
    hostile(`a pax size of ${JSON.stringify(size)}`, [paxOf('size', size), file('a')], ': it is damaged: a size'),
  ),
  hostile(
    'a pax size beyond all limits',
    [paxOf('size', '40000000000'), file('a')],
    'a: it is larger than 34359738368 bytes',
  ),
  hostile(
    'a pax size for a folder',
    [paxOf('size', '512'), { name: 'd/', type: '5' }, Buffer.alloc(512, 1)],
    'd/: it is no file, and yet has a size',
  ),
  ...[
    ['that is no record', 'garbage'],
    ['whose length is too small', '3 path=evil\n'],
    ['whose length is too large', '99 path=evil\n'],
    ['whose length is none', '0 path=evil\n'],
    ['whose length is below none', '-9 path=evil\n'],
    ['without a value', '9 evil\n\n\n\n'],
    ['without a key', '8 =evil\n'],
    ['without an end', '12 path=evil'],
  ].map(([title = '', body = '']) =>
    hostile(
      `a pax header ${title}`,
      [{ name: 'p', type: 'x', body }, file('a')],
      ': it is damaged: a pax header is not well formed',
    ),
  ),
  hostile(
    'a huge pax header',
    [{ name: 'p', type: 'x', body: Buffer.alloc(1024 * 1024 + 1, 'x') }, file('a')],
    ': a header of more than 1048576 bytes',
  ),
  hostile(
    'a huge pax header for all',
    [{ name: 'p', type: 'g', body: Buffer.alloc(1024 * 1024 + 1, 'x') }, file('a')],
    ': a header of more than 1048576 bytes',
  ),
  hostile(
    'a pax header whose size lies',
    [{ name: 'p', type: 'x', size: 9e8 }, file('a')],
    ': a header of more than 1048576 bytes',
  ),
  hostile('a pax header and nothing behind it', [paxOf('path', 'a')], ': it ends in the middle'),
  hostile(
    'a sparse file of the first kind',
    [paxOf('GNU.sparse.size', '1'), file('a')],
    ': a sparse file, which is not supported',
  ),
  hostile(
    'a sparse file of the last kind',
    [paxOf('GNU.sparse.major', '1'), file('a')],
    ': a sparse file, which is not supported',
  ),
  hostile(
    'a sparse file with another name',
    [paxOf('GNU.sparse.name', '../evil'), file('a')],
    '../evil: a sparse file, which is not supported',
  ),
];

const LONG_NAME: Member = { name: '././@LongLink', type: 'L' };
const LONG_LINK: Member = { name: '././@LongLink', type: 'K' };
const gnu: readonly HostileArchive[] = [
  hostile('a long name that leads out', [{ ...LONG_NAME, body: '../evil\0' }, file('a')], `../evil: ${OUT}`),
  hostile('a long name without an end', [{ ...LONG_NAME, body: '/evil' }, file('a')], `/evil: ${ABSOLUTE}`),
  hostile('an empty long name', [{ ...LONG_NAME, body: '\0' }, file('a')], ': it has no name'),
  hostile(
    'a long link that leads out',
    [{ ...LONG_LINK, body: '../../etc\0' }, link('l', 'good')],
    'l: it links to ../../etc, outside the archive',
  ),
  hostile(
    'a huge long name',
    [{ ...LONG_NAME, body: Buffer.alloc(1024 * 1024 + 1, 'x') }, file('a')],
    ': a header of more than 1048576 bytes',
  ),
  hostile('a long name and nothing behind it', [{ ...LONG_NAME, body: 'a\0' }], ': it ends in the middle'),
  hostile('a long name of a name that is there', [{ ...LONG_NAME, body: 'good\0' }, file('a')], `good: ${TWICE}`),
];

const numbers: readonly HostileArchive[] = [
  hostile('a size below nothing', [patched(file('a'), [[SIZE, Buffer.alloc(12, 0xff)]])], 'a: it is damaged: a size'),
  hostile(
    'a size beyond all numbers',
    [patched(file('a'), [[SIZE, Buffer.from('807fffffffffffffffffffff', 'hex')]])],
    'a: it is damaged: a size',
  ),
  hostile(
    'a size beyond all limits',
    [patched(file('a'), [[SIZE, Buffer.from('800000000000000a00000000', 'hex')]])],
    'a: it is larger than 34359738368 bytes',
  ),
  hostile(
    'a size beyond what the archive may grow to',
    [patched(file('a'), [[SIZE, '00777777777\0']])],
    'a: the archive unpacks to more than 67108864 bytes',
  ),
  hostile('a size that is no number', [patched(file('a'), [[SIZE, 'zzzzzzzzzzz\0']])], 'a: it is damaged: a size'),
  hostile('a size of nothing but spaces', [patched(file('a'), [[SIZE, '            ']])], 'a: it is damaged: a size'),
  hostile('a size of minus one', [patched(file('a'), [[SIZE, '-0000000001\0']])], 'a: it is damaged: a size'),
  hostile('a size that is too small', [{ name: 'a', body: 'x'.repeat(1024), size: 1 }], DAMAGED),
  hostile('a size that is too large', [{ name: 'a', body: 'x', size: 9999 }], ': it ends in the middle'),
  hostile('a checksum that is wrong', [patched(file('a'), [], '000000\0 ')], DAMAGED),
  hostile('a checksum that is empty', [patched(file('a'), [], ' '.repeat(8))], DAMAGED),
  hostile('a checksum that is no number', [patched(file('a'), [], 'zzzzzz\0 ')], DAMAGED),
  hostile('a checksum in another base', [patched(file('a'), [], '\x80\0\0\0\0\0\x0f\xff')], DAMAGED),
  hostile('a block of noise between members', [Buffer.alloc(512, 0xa5), file('a')], DAMAGED),
  hostile(
    'a target in the name of a file, behind a NUL',
    [patched(hard('h', 'x'), [[LINK, 'x\0good']])],
    'h: it is a hard link to x, which is no earlier file of it',
  ),
];

/** Tars whose headers of pax or GNU, or whose numbers, are wrong. */
export const HOSTILE_HEADERS: readonly HostileArchive[] = [...pax, ...gnu, ...numbers];
