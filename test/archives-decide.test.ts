import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decide,
  nothingSeen,
  remember,
  type Claim,
  type Decision,
  type Limits,
} from '../engine/host/archives/write/decide.js';
import { safePath } from '../engine/host/archives/member-name.js';
import { seededRandom } from './support/seeded-random.js';

const LIMITS: Limits = { entries: 10, totalBytes: 1000, fileBytes: 500, depth: 5 };

type Written = Partial<Claim> & { readonly name: string };

/** Decides on members in order, as an unpacking does, and gives the last decision. */
function lastOf(members: readonly Written[], limits: Partial<Limits> = {}): Decision {
  const seen = nothingSeen({ ...LIMITS, ...limits });
  let decision: Decision | undefined;
  for (const member of members) {
    const claim: Claim = { type: 'file', size: 0, executable: false, ...member };
    decision = decide(claim, seen);
    if (decision.do === 'refuse') break;
    remember(decision, claim.size, seen);
  }
  return decision ?? assert.fail('no members');
}

function reasonFor(...members: readonly Written[]): string {
  const decision = lastOf(members);
  assert.ok(decision.do === 'refuse', `${JSON.stringify(members.at(-1))} was not refused: ${JSON.stringify(decision)}`);
  return decision.reason;
}

function pathOf(...members: readonly Written[]): string {
  const decision = lastOf(members);
  assert.ok(decision.do !== 'refuse', JSON.stringify(decision));
  return decision.path;
}

const link = (name: string, target: string): Written => ({ name, type: 'symlink', target });
const hard = (name: string, target: string): Written => ({ name, type: 'hardlink', target });

test('plain members are written, made and linked', () => {
  assert.deepEqual(lastOf([{ name: 'a/b', executable: true }]), { do: 'write', path: 'a/b', executable: true });
  assert.deepEqual(lastOf([{ name: 'a/', type: 'folder' }]), { do: 'mkdir', path: 'a' });
  assert.deepEqual(lastOf([link('a/b', 'c')]), { do: 'link', how: 'symbolic', path: 'a/b', target: 'c' });
  assert.deepEqual(lastOf([{ name: 'x' }, hard('y', './x')]), { do: 'link', how: 'hard', path: 'y', target: 'x' });
});

test("./, doubled slashes and the archive's own top make no difference", () => {
  assert.equal(pathOf({ name: './a//b/./c' }), 'a/b/c');
  assert.equal(pathOf({ name: './', type: 'folder' }), '');
  assert.equal(pathOf({ name: './', type: 'folder' }, { name: 'a' }), 'a');
});

test('names that lead out, or mean something else on some system, are refused', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'it has no name'],
    ['/etc/passwd', 'its name is an absolute path'],
    ['//server/share', 'its name is an absolute path'],
    ['../a', 'its name leads out of the archive'],
    ['a/../../b', 'its name leads out of the archive'],
    ['a/..', 'its name leads out of the archive'],
    ['..\\a', 'its name has a backslash, which is a separator on Windows'],
    ['C:/a', 'its name has a colon, which means a drive or a stream on Windows'],
    ['a.txt:hidden', 'its name has a colon, which means a drive or a stream on Windows'],
    ['a\nb', 'its name has a control character'],
    ['a\0b', 'its name has a control character'],
    ['a\u0085b', 'its name has a control character'],
    ['a\u001b[2J', 'its name has a control character'],
    ['a.', 'its name ends in a dot or a space, which Windows drops'],
    ['a /b', 'its name ends in a dot or a space, which Windows drops'],
    ['...', 'its name ends in a dot or a space, which Windows drops'],
    ['a/nul', 'its name is a device on Windows'],
    ['CON', 'its name is a device on Windows'],
    ['aux.c', 'its name is a device on Windows'],
    ['Com1.tar.gz', 'its name is a device on Windows'],
    ['lpt\u00b9', 'its name is a device on Windows'],
    ['prn .txt', 'its name is a device on Windows'],
    ['a/conout$', 'its name is a device on Windows'],
    ['bad\ufffdname', 'its name is not UTF-8'],
    ['n'.repeat(256), 'its name is longer than 255 bytes'],
    ['\u00e4'.repeat(128), 'its name is longer than 255 bytes'],
    [Array<string>(30).fill('n'.repeat(200)).join('/'), 'its path is longer than 4096 bytes'],
  ];
  for (const [name, reason] of cases) assert.equal(reasonFor({ name }), reason, JSON.stringify(name));
});

test('names that only resemble such ones are fine', () => {
  for (const name of [
    '..a',
    'a..b',
    '.hidden',
    'console',
    'nullable.py',
    'com10',
    'comx',
    'a b',
    '\u4e2d\u6587.txt',
    'n'.repeat(255),
  ])
    assert.equal(pathOf({ name }), name);
});

test('two names that one file system takes for one are refused, whichever part of them it is', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Foo', 'foo'],
    ['a/B/c', 'a/b/d'],
    ['caf\u00e9', 'cafe\u0301'],
    ['\u2160', 'I'],
    ['\ufb01le', 'file'],
    ['stra\u00dfe', 'STRASSE'],
    ['\u03c3', '\u03c2'],
    ['\u017f', 's'],
    ['K', '\u212a'],
  ];
  for (const [first, second] of cases) {
    assert.match(reasonFor({ name: first }, { name: second }), /^some systems cannot tell .* from /);
    assert.match(reasonFor({ name: second }, { name: first }), /^some systems cannot tell .* from /);
  }
});

test('a member that is there twice is refused, but a folder may be named again', () => {
  assert.equal(reasonFor({ name: 'a' }, { name: './a' }), 'the archive has a file of this name already');
  assert.equal(reasonFor({ name: 'a' }, { name: 'a', type: 'folder' }), 'the archive has a file of this name already');
  assert.equal(reasonFor({ name: 'a/b' }, { name: 'a' }), 'the archive has a folder of this name already');
  assert.equal(reasonFor({ name: 'a/b' }, link('a', 'c')), 'the archive has a folder of this name already');
  assert.equal(reasonFor(link('a', 'b'), { name: 'a' }), 'the archive has a link of this name already');
  assert.equal(pathOf({ name: 'a/b' }, { name: 'a', type: 'folder' }), 'a');
});

test("the archive's own top is a folder, and no file or link takes its place", () => {
  const taken = 'the archive has a folder of this name already';
  for (const name of ['.', './', './/.']) {
    for (const member of [{ name }, link(name, 'a'), hard(name, 'x')])
      assert.equal(reasonFor({ name: 'x' }, member), taken, JSON.stringify(member));
    assert.equal(pathOf({ name, type: 'folder' }, { name, type: 'folder' }), '');
  }
});

test('a hard link that names nothing leads to nothing', () => {
  assert.equal(reasonFor({ name: 'a', type: 'hardlink' }), 'it is a hard link to : it has no name');
  assert.equal(reasonFor({ name: 'a', type: 'symlink' }), 'it links to : it leads nowhere');
});

test('nothing lies below a file or a link', () => {
  assert.equal(reasonFor({ name: 'a' }, { name: 'a/b' }), 'it lies below a, which is a file');
  assert.equal(reasonFor(link('a', 'b'), { name: 'a/b' }), 'it lies below a, which is a link');
  assert.equal(reasonFor(link('a', '.'), { name: 'a/b/c', type: 'folder' }), 'it lies below a, which is a link');
  assert.equal(reasonFor(link('a', 'x'), link('a/b', 'y')), 'it lies below a, which is a link');
});

test('a symbolic link stays inside, goes up only at its start, and is never absolute', () => {
  const cases: readonly (readonly [Written, string])[] = [
    [link('a', '../b'), 'it links to ../b, outside the archive'],
    [link('d/a', '../../b'), 'it links to ../../b, outside the archive'],
    [link('a', '..'), 'it links to .., outside the archive'],
    [link('a', '/etc'), 'it links to /etc: it is an absolute path'],
    [link('a', 'x/../../b'), 'it links to x/../../b: it goes down and up again'],
    [link('d/a', 'l/../b'), 'it links to l/../b: it goes down and up again'],
    [link('a', ''), 'it links to : it leads nowhere'],
    [link('a', 'C:\\x'), 'it links to C:\\x: it has a backslash or a colon'],
    [link('a', 'b\nc'), 'it links to b\nc: it has a control character'],
    [link('a', 'b'.repeat(5000)), `it links to ${'b'.repeat(5000)}: it is longer than 4096 bytes`],
  ];
  for (const [member, reason] of cases) assert.equal(reasonFor(member), reason);
  for (const [name, target] of [
    ['d/a', '../b'],
    ['d/e/a', '../../x/y'],
    ['a', '.'],
    ['a', './b/c'],
  ] as const)
    assert.equal(pathOf(link(name, target)), name);
});

test('a hard link leads to an earlier file of the archive, and to nothing else', () => {
  const reason = (target: string) => `it is a hard link to ${target}, which is no earlier file of it`;
  assert.equal(reasonFor(hard('a', 'b')), reason('b'));
  assert.equal(reasonFor({ name: 'd', type: 'folder' }, hard('a', 'd')), reason('d'));
  assert.equal(reasonFor(link('l', 'x'), hard('a', 'l')), reason('l'));
  assert.equal(reasonFor(hard('a', '/etc/passwd')), 'it is a hard link to /etc/passwd: its name is an absolute path');
  assert.equal(reasonFor(hard('a', '../x')), 'it is a hard link to ../x: its name leads out of the archive');
  assert.equal(pathOf({ name: 'x' }, hard('y', 'x'), hard('z', 'y')), 'z');
});

test('devices, pipes and the like are refused', () => {
  assert.equal(reasonFor({ name: 'a', type: 'other' }), 'it is a device, a pipe or another special file');
});

test('too many, too large, too deep', () => {
  const many = Array.from({ length: 11 }, (_, index) => ({ name: `f${index}` }));
  assert.equal(reasonFor(...many), 'the archive has more than 10 members');
  assert.equal(reasonFor({ name: 'a', size: 501 }), 'it is larger than 500 bytes');
  const three = ['a', 'b', 'c'].map(name => ({ name, size: 400 }));
  assert.equal(reasonFor(...three), 'the archive unpacks to more than 1000 bytes');
  assert.equal(reasonFor({ name: 'a/b/c/d/e/f' }), 'it lies more than 5 folders deep');
  assert.equal(pathOf(...many.slice(1)), 'f10');
  assert.equal(pathOf({ name: 'a', size: 500 }, { name: 'b', size: 500 }), 'b');
  assert.equal(
    reasonFor({ name: 'a', size: 500 }, { name: 'b', size: 500 }, { name: 'c', size: 1 }),
    'the archive unpacks to more than 1000 bytes',
  );
  assert.equal(pathOf({ name: 'a/b/c/d/e' }), 'a/b/c/d/e');
});

test('folders that nobody names count as members, each once', () => {
  const deep = Array.from({ length: 4 }, (_, index) => ({ name: `${index}/b/c/f` }));
  assert.equal(reasonFor(...deep), 'the archive has more than 10 members');
  const apart = Array.from({ length: 7 }, (_, index) => ({ name: `a/b/c/f${index}` }));
  assert.equal(pathOf(...apart), 'a/b/c/f6');
});

test('names that are very long together are refused before they take the memory', () => {
  const seen = nothingSeen({ ...LIMITS, entries: 1e6, depth: 64 });
  const below = `${'B'.repeat(62)}/`.repeat(62);
  let reason: string | undefined;
  let members = 0;
  for (; members < 1000 && reason === undefined; members++) {
    const claim: Claim = { name: `${members}/${below}f`, type: 'file', size: 0, executable: false };
    const decision = decide(claim, seen);
    if (decision.do === 'refuse') reason = decision.reason;
    else remember(decision, 0, seen);
  }
  assert.equal(reason, `the names in the archive have more than ${32 * 2 ** 20} letters`);
  assert.ok(members > 200, String(members));
});

test('a name is judged the same whether it is plain enough for a quick look or not', () => {
  const random = seededRandom(12);
  const parts = [
    'a',
    'B9',
    '.',
    '..',
    '/',
    '/',
    '/',
    '-',
    '+',
    '_',
    'con',
    'COM1',
    'lpt0',
    'nul',
    ' ',
    '\\',
    ':',
    'é',
    '\n',
  ];
  let plain = 0;
  for (let round = 0; round < 20_000; round++) {
    const name = Array.from({ length: 1 + Math.floor(random() * 7) }, () => parts[Math.floor(random() * parts.length)]);
    const path = safePath(name.join(''));
    if (name[0] === '/') continue;
    assert.deepEqual(path, safePath(`.//${name.join('')}`), name.join(''));
    if (path.ok) plain++;
  }
  assert.ok(plain > 2000, String(plain));
});

test('members of many folders, in any order, are judged as if each were looked at anew', () => {
  const random = seededRandom(13);
  const names = ['a', 'A', 'b', 'a/b', 'a/B', 'a/b/c', 'A/b', 'b/c', 'b/c/d', 'c', 'c/d', 'c/D', 'a/b/d'];
  for (let round = 0; round < 2000; round++) {
    const seen = nothingSeen(LIMITS);
    for (let member = 0; member < 8; member++) {
      const name = names[Math.floor(random() * names.length)] ?? '';
      const claim = { name, type: random() < 0.5 ? 'file' : 'folder', size: 0, executable: false } as const;
      const decision = decide(claim, seen);
      assert.deepEqual(decision, decide(claim, { ...seen, folder: 'none that is known' }), name);
      if (decision.do !== 'refuse') remember(decision, 0, seen);
    }
  }
});

test('deciding changes nothing: the same question has the same answer', () => {
  const seen = nothingSeen(LIMITS);
  const claim: Claim = { name: 'a/b', type: 'file', size: 1, executable: false };
  assert.deepEqual(decide(claim, seen), decide(claim, seen));
  assert.equal(seen.entries, 0);
});
