import { ABSOLUTE, BACKSLASH, OUT, type HostileArchive } from './hostile-names.js';
import { file, hard, hostile, link } from './hostile-tar.js';
import { paxOf } from './make-archive.js';

/** Tars whose links lead where they may not, or stand where something else does. */
export const HOSTILE_LINKS: readonly HostileArchive[] = [
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
