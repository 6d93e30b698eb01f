import { shownName } from '../../engine/host/archives/member-name.js';
import { paxOf, tarMember, tarOf, type Member } from './make-archive.js';

/** What a hostile tar does, the tar, and `ENTRY: REASON` of its refusal. */
export type HostileArchive = readonly [title: string, bytes: Buffer, refusal: string];

const END = Buffer.alloc(1024);
const GOOD: Member = { name: 'good', body: 'good' };

/** A good member comes first, so that there is something that must not stay. */
function hostile(title: string, members: readonly (Member | Buffer)[], refusal: string): HostileArchive {
  const blocks = [GOOD, ...members].map(member => (Buffer.isBuffer(member) ? member : tarMember(member)));
  return [title, Buffer.concat([...blocks, END]), refusal];
}

const link = (name: string, target: string): Member => ({ name, type: '2', target });
const hard = (name: string, target: string): Member => ({ name, type: '1', target });
const file = (name: string): Member => ({ name, body: 'x' });

type Patch = readonly [offset: number, bytes: string | Buffer];

/** A member whose header has other bytes at some places; its checksum is right, unless it is given. */
function patched(member: Member, patches: readonly Patch[], sum?: string): Buffer {
  const bytes = tarMember(member);
  for (const [offset, patch] of patches) Buffer.from(patch as string).copy(bytes, offset);
  bytes.fill(' ', 148, 156);
  const right = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(sum ?? `${right.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
  return bytes;
}

const NAME = 0;
const MODE = 100;
const SIZE = 124;
const LINK = 157;
const PREFIX = 345;

const OUT = 'its name leads out of the archive';
const ABSOLUTE = 'its name is an absolute path';
const BACKSLASH = 'its name has a backslash, which is a separator on Windows';
const COLON = 'its name has a colon, which means a drive or a stream on Windows';
const CONTROL = 'its name has a control character';
const DEVICE = 'its name is a device on Windows';
const DROPPED = 'its name ends in a dot or a space, which Windows drops';
const NO_UTF8 = 'its name is not UTF-8';
const DAMAGED = ': it is damaged: a tar header';
const TWICE = 'the archive has a file of this name already';

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

const names = HOSTILE_NAMES.map(([name, reason]) =>
  hostile(`name ${JSON.stringify(name)}`, [file(name)], `${shownName(name)}: ${reason}`),
);

const twins = TWINS.map(([title, first, second]) =>
  hostile(`twins by ${title}`, [file(first), file(second)], twinRefusal(first, second)),
);

const long = (length: number) => 'n'.repeat(length);

const bytesOfNames: readonly HostileArchive[] = [
  hostile('bytes that are no UTF-8', [patched(file('a'), [[NAME, Buffer.from('ff61', 'hex')]])], `\ufffda: ${NO_UTF8}`),
  hostile(
    'overlong dots',
    [patched(file('a'), [[NAME, Buffer.from('c0aec0ae2f61', 'hex')]])],
    `\ufffd\ufffd\ufffd\ufffd/a: ${NO_UTF8}`,
  ),
  hostile(
    'half a surrogate pair',
    [patched(file('a'), [[NAME, Buffer.from('eda080', 'hex')]])],
    `\ufffd\ufffd\ufffd: ${NO_UTF8}`,
  ),
  hostile('no name', [patched(file('a'), [[NAME, '\0']])], ': it has no name'),
  hostile('a prefix that leads out', [patched(file('evil'), [[PREFIX, '..']])], `../evil: ${OUT}`),
  hostile('a prefix that is absolute', [patched(file('evil'), [[PREFIX, '/tmp']])], `/tmp/evil: ${ABSOLUTE}`),
  hostile(
    'a part that is too long',
    [paxOf('path', long(256)), file('a')],
    `${long(256)}: its name is longer than 255 bytes`,
  ),
  hostile(
    'a path that is too long',
    [paxOf('path', `${long(200)}/`.repeat(21) + 'a'), file('a')],
    `${`${long(200)}/`.repeat(21).slice(0, 300)}...: its path is longer than 4096 bytes`,
  ),
  hostile(
    'too many folders',
    [file(`${'d/'.repeat(64)}f`.slice(0, 99)), paxOf('path', `${'d/'.repeat(64)}f`), file('a')],
    `${'d/'.repeat(64)}f: it lies more than 64 folders deep`,
  ),
];

const links: readonly HostileArchive[] = [
  hostile('a link to above', [link('l', '..')], 'l: it links to .., outside the archive'),
  hostile('a link far up', [link('a/l', '../../../etc')], 'a/l: it links to ../../../etc, outside the archive'),
  hostile('a link to the root', [link('l', '/')], 'l: it links to /: it is an absolute path'),
  hostile('an absolute link', [link('l', '/etc/passwd')], 'l: it links to /etc/passwd: it is an absolute path'),
  hostile('a link to a drive', [link('l', 'C:/x')], 'l: it links to C:/x: it has a backslash or a colon'),
  hostile('a link with a backslash', [link('l', '..\\x')], 'l: it links to ..\\x: it has a backslash or a colon'),
  hostile('a link down and up', [link('l', 'a/../../x')], 'l: it links to a/../../x: it goes down and up again'),
  hostile('a link to nothing', [link('l', '')], 'l: it links to : it leads nowhere'),
  hostile(
    'a link with a control character',
    [link('l', 'a\x07')],
    'l: it links to a\\u{7}: it has a control character',
  ),
  hostile(
    'a very long link',
    [paxOf('linkpath', 'a/'.repeat(2100)), link('l', 'x')],
    `l: it links to ${'a/'.repeat(144)}...`,
  ),
  hostile('below a link to here', [link('here', '.'), file('here/x')], 'here/x: it lies below here, which is a link'),
  hostile('deep below a link', [link('d/l', '../d'), file('d/l/l/x')], 'd/l/l/x: it lies below d/l, which is a link'),
  hostile('a link below a link', [link('a', '.'), link('a/b', '..')], 'a/b: it lies below a, which is a link'),
  hostile(
    'a chain of links that leads out',
    [link('d/a', '..'), link('b', 'd/a/..')],
    'b: it links to d/a/..: it goes down and up again',
  ),
  hostile(
    'a folder where a link is',
    [link('l', 'good'), { name: 'l/', type: '5' }],
    'l/: the archive has a link of this name already',
  ),
  hostile('a file where a link is', [link('l', 'good'), file('l')], 'l: the archive has a link of this name already'),
  hostile(
    'a link where a link is',
    [link('l', 'good'), link('l', 'x')],
    'l: the archive has a link of this name already',
  ),
  hostile(
    'a link where a folder is',
    [{ name: 'd/', type: '5' }, link('d', '.')],
    'd: the archive has a folder of this name already',
  ),
  hostile(
    'a link where a folder must be',
    [file('d/x'), link('d', 'good')],
    'd: the archive has a folder of this name already',
  ),
  hostile('a link whose twin is a folder', [file('d/x'), link('D', 'good')], 'D: some systems cannot tell D from d'),
  hostile(
    'a link whose name is a slash too many',
    [link('l', 'good'), file('./l//x')],
    './l//x: it lies below l, which is a link',
  ),
  hostile('a link over the top', [link('.', 'good')], '.: the archive has a folder of this name already'),
  hostile(
    'a link with bytes',
    [{ ...link('l', 'good'), size: 512 }, Buffer.alloc(512, 1)],
    'l: it is no file, and yet has a size',
  ),
  hostile('a hard link to above', [hard('h', '../x')], `h: it is a hard link to ../x: ${OUT}`),
  hostile(
    'a hard link to a file of the system',
    [hard('h', '/etc/passwd')],
    `h: it is a hard link to /etc/passwd: ${ABSOLUTE}`,
  ),
  hostile('a hard link with a backslash', [hard('h', '..\\x')], `h: it is a hard link to ..\\x: ${BACKSLASH}`),
  hostile('a hard link to itself', [hard('h', 'h')], 'h: it is a hard link to h, which is no earlier file of it'),
  hostile(
    'a hard link to what comes later',
    [hard('h', 'later'), file('later')],
    'h: it is a hard link to later, which is no earlier file of it',
  ),
  hostile(
    'a hard link to a folder',
    [file('d/x'), hard('h', 'd')],
    'h: it is a hard link to d, which is no earlier file of it',
  ),
  hostile(
    'a hard link to a link',
    [link('l', 'good'), hard('h', 'l')],
    'h: it is a hard link to l, which is no earlier file of it',
  ),
  hostile(
    'a hard link through a link',
    [link('l', '.'), hard('h', 'l/good')],
    'h: it is a hard link to l/good, which is no earlier file of it',
  ),
  hostile('a hard link to nothing', [hard('h', '')], 'h: it is a hard link to : it has no name'),
  hostile(
    'a hard link with bytes',
    [{ ...hard('h', 'good'), size: 512 }, Buffer.alloc(512, 1)],
    'h: it is no file, and yet has a size',
  ),
  hostile('a hard link below a file', [hard('good/h', 'good')], 'good/h: it lies below good, which is a file'),
];

const SPECIAL = 'it is a device, a pipe or another special file';
const types: readonly HostileArchive[] = [
  hostile('an old sparse file', [{ name: 'x', type: 'S', body: 'x' }], 'x: a sparse file, which is not supported'),
  hostile('an old sparse file with a bad name', [{ name: '../x', type: 'S' }], `../x: ${OUT}`),
  ...(
    [
      ['a character device', '3'],
      ['a block device', '4'],
      ['a pipe', '6'],
      ['a volume label', 'V'],
      ['the rest of a file', 'M'],
      ['a folder with its list', 'D'],
      ['an access list', 'A'],
      ['a kind that nobody knows', 'Z'],
    ] as const
  ).map(([title, type]) => hostile(title, [{ name: 'x', type }], `x: ${SPECIAL}`)),
  hostile(
    'a device in the name of a file',
    [patched({ name: 'x', type: '3' }, [[MODE, '0100644\0']])],
    `x: ${SPECIAL}`,
  ),
  hostile('a folder with bytes', [{ name: 'd/', type: '5', body: 'x' }], 'd/: it is no file, and yet has a size'),
];

const double: readonly HostileArchive[] = [
  hostile('a file twice', [file('good')], `good: ${TWICE}`),
  hostile('a file twice, with a dot', [file('./good')], `./good: ${TWICE}`),
  hostile('a file twice, with a slash', [file('a/b'), file('a//b')], `a//b: ${TWICE}`),
  hostile('a file where a folder is', [file('a/b'), file('a')], 'a: the archive has a folder of this name already'),
  hostile('a folder where a file is', [{ name: 'good/', type: '5' }], `good/: ${TWICE}`),
  hostile('a file below a file', [file('good/x')], 'good/x: it lies below good, which is a file'),
  hostile('a file deep below a file', [file('good/x/y/z')], 'good/x/y/z: it lies below good, which is a file'),
];

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

/** Cut before each of its blocks, the last mark of its end among them. */
function cuts(): readonly HostileArchive[] {
  const whole = tarOf(
    file('a/b'),
    { name: 'd/', type: '5' },
    link('l', 'd'),
    paxOf('path', 'p'),
    { name: 'x', body: 'y'.repeat(900) },
    hard('h', 'p'),
  );
  const blocks = whole.length / 512 - 2;
  return Array.from({ length: blocks }, (_, index) => index + 1).map(
    index => [`cut before block ${index}`, whole.subarray(0, index * 512), ': it ends in the middle'] as const,
  );
}

export const HOSTILE_TARS: readonly HostileArchive[] = [
  ...names,
  ...twins,
  ...bytesOfNames,
  ...links,
  ...types,
  ...double,
  ...pax,
  ...gnu,
  ...numbers,
  ['nothing in it', tarOf(), ': it has no members'],
  ...cuts(),
];
