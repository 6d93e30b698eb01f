import { shownName } from '../../engine/host/archives/member-name.js';
import { ABSOLUTE, HOSTILE_NAMES, OUT, TWINS, twinRefusal, type HostileArchive } from './hostile-names.js';
import { file, hard, hostile, link, MODE, NAME, patched, PREFIX, TWICE } from './hostile-tar.js';
import { HOSTILE_HEADERS } from './hostile-tar-headers.js';
import { HOSTILE_LINKS } from './hostile-tar-links.js';
import { paxOf, tarOf } from './make-archive.js';

const NO_UTF8 = 'its name is not UTF-8';

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
  ...HOSTILE_LINKS,
  ...types,
  ...double,
  ...HOSTILE_HEADERS,
  ['nothing in it', tarOf(), ': it has no members'],
  ...cuts(),
];
