import { shownName } from '../../engine/host/archives/member-name.js';
import { HOSTILE_NAMES, TWINS, twinRefusal, type HostileArchive } from './hostile-names.js';
import { A, CENTRAL, END, file, link, LOCAL } from './hostile-zip.js';
import { DISAGREEMENTS, lyingDescriptors, WRONG_BYTES } from './hostile-zip-headers.js';
import { WRONG_LAYOUT } from './hostile-zip-layout.js';
import { zipOf, type ZipMember } from './make-archive.js';

const GOOD: ZipMember = { name: 'good', body: 'good' };

/** A good member comes first, so that there is something that must not stay. */
function hostile(title: string, members: readonly ZipMember[], refusal: string): HostileArchive {
  return [title, zipOf(GOOD, ...members), refusal];
}

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
  ...DISAGREEMENTS,
  ...WRONG_BYTES,
  ...WRONG_LAYOUT,
  ...lyingDescriptors(),
  ...cuts(),
];
