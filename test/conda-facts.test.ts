import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkListed, type Taken } from '../engine/host/archives/conda/check-listed.js';
import { packageFacts, type Placeholder } from '../engine/host/archives/conda/package-facts.js';
import { relocate } from '../engine/host/archives/conda/relocate.js';
import { withPrefix } from '../engine/host/archives/conda/with-prefix.js';
import { sha256Of } from './support/mirror.js';
import { tempFolder } from './support/temp-folder.js';

/** The rules of conda packages one by one, without an archive around them. */

const BUILT = '/built/for/another';

function changed(text: string, prefix: string, { path = BUILT, mode = 'text' }: Partial<Placeholder> = {}): string {
  const end = withPrefix(Buffer.from(text, 'latin1'), { path, mode }, { prefix });
  return end.ok ? end.value.toString('latin1') : `refused: ${end.error}`;
}

test('a prefix takes the slashes of the one that it replaces, as programs that were built on Windows want', () => {
  assert.equal(changed('at D:\\bld\\env\\x', 'C:/Users/me', { path: 'D:\\bld\\env' }), 'at C:\\Users\\me\\x');
  assert.equal(changed('at D:/bld/env/x', 'C:\\Users\\me', { path: 'D:/bld/env' }), 'at C:/Users/me/x');
});

test('a prefix with a line break is written nowhere', () => {
  assert.equal(changed(`at ${BUILT}`, '/a\nb'), 'refused: the path of the prefix has a control character');
});

test('a text that would get too large is refused before it is made', () => {
  const wrong = changed(BUILT.repeat(100_000), `/${'x'.repeat(3000)}`);
  assert.equal(wrong, `refused: it has a prefix in it, and more than ${256 * 2 ** 20} bytes`);
});

test('only a first line that has the prefix has to be short and without spaces', () => {
  const spaced = '/a b';
  assert.equal(changed(`#!/bin/sh\n${BUILT}/x`, spaced), '#!/bin/sh\n/a b/x');
  assert.equal(changed(`x\n#!${BUILT}/x`, spaced), 'x\n#!/a b/x');
  const refused = 'refused: a script finds no interpreter in a folder whose path has a space';
  assert.equal(changed(`#!${BUILT}/x\n`, spaced), refused);
  assert.equal(changed(`#!${BUILT}/x`, spaced), refused, 'also where no line follows');
  const fits = `/${'y'.repeat(127 - '#!/'.length - '/x'.length)}`;
  assert.equal(changed(`#!${BUILT}/x\nmore`, fits), `#!${fits}/x\nmore`);
  assert.match(changed(`#!${BUILT}/x\nmore`, `${fits}y`), /^refused: its first line, .* is longer than 127 bytes$/);
  assert.match(changed(`#!${BUILT}/x`, `${fits}y`), /^refused: its first line, /);
});

test('a program is changed where its prefix stands, as long as the new one is no longer', () => {
  const binary = { mode: 'binary' } as const;
  const [same, longer] = ['/' + 'z'.repeat(BUILT.length - 1), '/' + 'z'.repeat(BUILT.length)];
  assert.equal(changed(`a${BUILT}/x\0b`, same, binary), `a${same}/x\0b`);
  assert.equal(
    changed(`a${BUILT}/x\0b`, longer, binary),
    `refused: the path of the prefix has ${longer.length} bytes, and there is room for ${BUILT.length} in it`,
  );
  const arm = '\xcf\xfa\xed\xfe\x0c\0\0\x01';
  for (const without of ['nothing', arm, '']) assert.equal(changed(without, longer, binary), without);
});

async function relocated(
  t: TestContext,
  {
    content,
    mode = 'text',
    ...where
  }: { readonly content: string; readonly mode?: Placeholder['mode'] } & Partial<{
    readonly kind: Taken['kind'];
    readonly place: string;
    readonly into: string;
  }>,
) {
  const { kind = 'file', place = 'lib/a', into = '/env' } = where;
  const tree = join(tempFolder(t), 'tree');
  mkdirSync(dirname(join(tree, place)), { recursive: true });
  if (kind === 'link') symlinkSync(content, join(tree, place));
  else writeFileSync(join(tree, place), content, { mode: 0o755 });
  const facts = { placeholders: new Map([['lib/a', { path: BUILT, mode }]]), isNoarchPython: false };
  const taken = new Map([['lib/a', { kind, place }]]);
  const notes = await relocate(facts, { tree, taken }, { into, rest: () => undefined });
  return { notes, file: join(tree, place) };
}

test('the prefix that is meant is the folder above the path that a file has in its package', async t => {
  const content = `at ${BUILT}`;
  const text = async (place: string, into: string) =>
    readFileSync((await relocated(t, { content, place, into })).file, 'utf8');
  assert.equal(await text('lib/a', '/env'), 'at /env');
  assert.equal(await text('a', '/env/lib'), 'at /env');
  assert.equal(await text('deep/lib/a', '/env'), 'at /env/deep');
  assert.equal(await text('lib/a', 'C:\\env'), 'at C:/env');
  assert.equal(await text('a', 'C:\\env\\lib'), 'at C:/env');
  await assert.rejects(text('mylib/a', '/env'), /none is meant where it goes/);
  await assert.rejects(text('a', '/mylib'), /none is meant where it goes/);
});

test('links are left alone, and so are programs of Windows; a text that begins like one is not', async t => {
  assert.deepEqual((await relocated(t, { content: 'nowhere', kind: 'link' })).notes, []);
  const content = `MZ ${BUILT}`;
  const program = await relocated(t, { content, mode: 'binary' });
  assert.equal(readFileSync(program.file, 'utf8'), content);
  const text = await relocated(t, { content });
  assert.equal(readFileSync(text.file, 'utf8'), 'MZ /env');
  if (process.platform !== 'win32') assert.equal(statSync(text.file).mode & 0o777, 0o755);
});

const facts = (paths: readonly object[]) =>
  packageFacts(new Map([['info/paths.json', Buffer.from(JSON.stringify({ paths }))]]));

test('what a list leaves out or sets to null says nothing; a file without a mode is a text', () => {
  const file = { _path: 'a', path_type: 'hardlink' };
  assert.deepEqual(facts([{ ...file, prefix_placeholder: BUILT }]).placeholders.get('a'), {
    path: BUILT,
    mode: 'text',
  });
  const nulls = { prefix_placeholder: null, file_mode: null, sha256: null, size_in_bytes: null };
  const { listed, placeholders } = facts([{ ...file, ...nulls }]);
  assert.deepEqual([listed?.get('a'), placeholders.size], [{ kind: 'file' }, 0]);
  const sha256 = sha256Of('x');
  assert.equal(facts([{ ...file, sha256: sha256.toUpperCase() }]).listed?.get('a')?.sha256, sha256);
});

test('a placeholder that is no path, or so short that it may mean anything, makes a list a bad one', () => {
  const file = { _path: 'a', path_type: 'hardlink' };
  const isBad = (more: object) =>
    assert.throws(() => facts([{ ...file, ...more }]), { message: 'it is not well formed' });
  for (const path of ['/short', 'built/for/another', '', `${BUILT}\n`, 7, [BUILT]]) isBad({ prefix_placeholder: path });
  isBad({ prefix_placeholder: BUILT, file_mode: 'both' });
  assert.ok(facts([{ ...file, prefix_placeholder: 'D:\\built\\so' }]).placeholders.has('a'));
});

test('a line of info/has_prefix has one word or three', () => {
  const old = (text: string) => packageFacts(new Map([['info/has_prefix', Buffer.from(text)]])).placeholders;
  assert.deepEqual(
    [...old(`${BUILT} text a\r\n\n'${BUILT}' binary 'b c'\n`)],
    [
      ['a', { path: BUILT, mode: 'text' }],
      ['b c', { path: BUILT, mode: 'binary' }],
    ],
  );
  for (const line of [`${BUILT} text`, `${BUILT} text a b`, `${BUILT} other a`, 'text'.repeat(2) + ' text a'])
    assert.throws(() => old(line), { message: 'it is not well formed' }, line);
});

test('a listed folder need not be in the archive, all else must, whether it is taken or not', async t => {
  const tree = tempFolder(t);
  mkdirSync(join(tree, 'made'));
  symlinkSync('lib/a', join(tree, 'link'));
  const check = (paths: readonly object[], seen: readonly string[], taken: Readonly<Record<string, Taken['kind']>>) => {
    const members = {
      tree,
      seen: new Set(seen),
      taken: new Map(Object.entries(taken).map(([path, kind]) => [path, { kind, place: path }] as const)),
    };
    return checkListed(facts(paths), members, { rest: () => undefined });
  };
  await check([{ _path: 'empty', path_type: 'directory' }], [], {});
  await check([], [], { made: 'folder' });
  // the hash of what it leads to, which may not be taken
  const link = { _path: 'link', path_type: 'softlink', sha256: sha256Of('target'), size_in_bytes: 6 };
  await check([link], ['link'], { link: 'link' });
  await check([{ _path: 'lib/a', path_type: 'hardlink' }], ['lib/a'], {});
  await assert.rejects(check([{ _path: 'lib/a', path_type: 'hardlink' }], [], {}), /it is not in the archive/);
  await assert.rejects(check([], ['link'], { link: 'link' }), /does not list it/);
});
