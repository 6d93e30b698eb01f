import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ArchiveEntry } from '../engine/host/archives/archive-entry.js';
import { checkListed, type Taken } from '../engine/host/archives/conda/check-listed.js';
import { CondaPackage } from '../engine/host/archives/conda/conda-package.js';
import { packageFacts } from '../engine/host/archives/conda/package-facts.js';
import { relocate } from '../engine/host/archives/conda/relocate.js';
import { withPrefix } from '../engine/host/archives/conda/with-prefix.js';
import { sha256Of } from './support/mirror.js';
import { tempFolder } from './support/temp-folder.js';

/** What a package may do to the checks of its files, without an archive around it. */

const BUILT = '/built/for/another';
const noRest = () => undefined;

const factsOf = (paths: readonly object[]) =>
  packageFacts(new Map([['info/paths.json', Buffer.from(JSON.stringify({ paths }))]]));

const takenAs = (places: Readonly<Record<string, Taken['kind']>>) =>
  new Map(Object.entries(places).map(([path, kind]) => [path, { kind, place: path }] as const));

function check(
  tree: string,
  paths: readonly object[],
  taken: Readonly<Record<string, Taken['kind']>>,
  rest: () => void = noRest,
) {
  return checkListed(factsOf(paths), { tree, seen: new Set(Object.keys(taken)), taken: takenAs(taken) }, { rest });
}

const file = (path: string, told = {}) => ({ _path: path, path_type: 'hardlink', ...told });

test('a link that is listed must be in the archive as a file must', async t => {
  const lost = [{ _path: 'lost', path_type: 'softlink' }];
  await assert.rejects(check(tempFolder(t), lost, {}), {
    entry: 'lost',
    reason: 'info/paths.json lists it, and it is not in the archive',
  });
});

test('a list that tells neither size nor hash of a file, or one of them, holds for what it tells', async t => {
  const tree = tempFolder(t);
  writeFileSync(join(tree, 'a'), 'text');
  const [right, wrong] = [sha256Of('text'), sha256Of('other')];
  for (const told of [{}, { size_in_bytes: 4 }, { sha256: right }]) await check(tree, [file('a', told)], { a: 'file' });
  await assert.rejects(check(tree, [file('a', { sha256: wrong })], { a: 'file' }), {
    reason: `its sha256 is ${right}, and info/paths.json says ${wrong}`,
  });
  await assert.rejects(check(tree, [file('a', { size_in_bytes: 0 })], { a: 'file' }), {
    reason: 'it has 4 bytes, and info/paths.json says 0',
  });
});

test('where a file should be, no link is read through, nor is a prefix written through one', async t => {
  if (process.platform === 'win32') return t.skip('Windows lets no plain user make links');
  const tree = join(tempFolder(t), 'tree');
  const secret = join(tree, '..', 'secret');
  mkdirSync(tree);
  writeFileSync(secret, BUILT);
  symlinkSync('../secret', join(tree, 'a'));
  const listed = [file('a', { sha256: sha256Of(BUILT), prefix_placeholder: BUILT })];
  await assert.rejects(check(tree, listed, { a: 'file' }), { code: 'ELOOP' });
  const taken = takenAs({ a: 'file' });
  await assert.rejects(relocate(factsOf(listed), { tree, taken }, { into: '/env', rest: noRest }), { code: 'ELOOP' });
  assert.equal(readFileSync(secret, 'utf8'), BUILT);
});

test('checking very many files leaves none of them open, and lets others have their turn', async t => {
  const tree = tempFolder(t);
  const names = Array.from({ length: 300 }, (_, index) => `f${index}`);
  for (const name of names) writeFileSync(join(tree, name), '');
  const lowest = () => {
    const fd = openSync(join(tree, 'f0'), 'r');
    closeSync(fd);
    return fd;
  };
  const before = lowest();
  let turns = 0;
  setImmediate(() => turns++);
  const kinds = Object.fromEntries(names.map(name => [name, 'file'] as const));
  const checked = check(
    tree,
    names.map(name => file(name)),
    kinds,
  );
  await checked;
  assert.equal(turns, 1);
  assert.equal(lowest(), before);
});

test('whoever cancels stops the checks in the middle of a large file, and the writing of prefixes between two', async t => {
  const tree = join(tempFolder(t), 'tree');
  mkdirSync(tree);
  writeFileSync(join(tree, 'large'), Buffer.alloc(2 ** 20));
  for (const name of ['a', 'b']) writeFileSync(join(tree, name), BUILT);
  const stopAt = (count: number) => {
    let calls = 0;
    return () => {
      if (++calls === count) throw new Error('cancelled');
    };
  };
  for (const count of [1, 2, 4])
    await assert.rejects(check(tree, [file('large')], { large: 'file' }, stopAt(count)), { message: 'cancelled' });
  const facts = factsOf(['a', 'b'].map(name => file(name, { prefix_placeholder: BUILT })));
  const taken = takenAs({ a: 'file', b: 'file' });
  await assert.rejects(relocate(facts, { tree, taken }, { into: '/env', rest: stopAt(2) }), { message: 'cancelled' });
  assert.deepEqual(
    ['a', 'b'].map(name => readFileSync(join(tree, name), 'utf8')),
    ['/env', BUILT],
  );
});

const entryOf = (name: string, body: () => Iterable<Buffer>, size = 0): ArchiveEntry => ({
  name,
  type: 'file',
  size,
  executable: false,
  body,
});

/** The text in pieces that share one buffer, as decoders give it. */
function* inOneBuffer(text: string): Generator<Buffer> {
  const buffer = Buffer.alloc(7);
  for (let at = 0; at < text.length; at += 7) yield buffer.subarray(0, buffer.write(text.slice(at, at + 7)));
}

/** What a package of these info members says of `files`, of which nothing is in the tree. */
async function settled(
  t: Parameters<typeof tempFolder>[0],
  info: Readonly<Record<string, object>>,
  files: readonly string[],
) {
  const conda = new CondaPackage('conda');
  const members = Object.entries(info).map(([name, json]) => entryOf(name, () => inOneBuffer(JSON.stringify(json))));
  const selection = conda.noting({ isWhole: true, place: path => path, missing: () => 'nothing matches' });
  for (const { name } of conda.reading(members)) selection.place(name, 'file');
  const tree = tempFolder(t);
  for (const name of files) {
    const folder = join(tree, name, '..');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(tree, name), 'x');
    selection.place(name, 'file');
  }
  return { notes: await conda.settle(tree, { into: '/env', rest: noRest }), missing: selection.missing() };
}

test('a .conda is held to its list though it has no index', async t => {
  await assert.rejects(settled(t, { 'info/paths.json': { paths: [] } }, ['a']), {
    entry: 'a',
    reason: 'info/paths.json does not list it',
  });
});

test('a list that comes in many pieces is read whole', async t => {
  const paths = Array.from({ length: 50 }, (_, index) => file(`lib/f${index}`));
  const files = paths.map(({ _path }) => _path);
  assert.deepEqual(await settled(t, { 'info/index.json': {}, 'info/paths.json': { paths } }, files), {
    notes: [],
    missing: 'nothing matches',
  });
  const [entry] = new CondaPackage('conda').reading([entryOf('info/paths.json', () => inOneBuffer('some long text'))]);
  assert.equal(Buffer.concat([...(entry?.body() as Iterable<Buffer>)]).toString(), 'some long text');
});

test('scripts that conda would run are named, and no file that is only called alike', async t => {
  const files = [
    'bin/.p-post-link.sh',
    'Scripts/.p-post-link.bat',
    'bin/p-post-link.sh',
    'share/bin/.p-post-link.sh',
    'bin/.p-pre-unlink.sh',
  ];
  const { notes } = await settled(t, { 'info/index.json': { noarch: 'generic' } }, files);
  assert.deepEqual(notes, [
    'bin/.p-post-link.sh is not run: the conda action runs such scripts',
    'Scripts/.p-post-link.bat is not run: the conda action runs such scripts',
  ]);
});

test('a prefix that overlaps itself is counted as often as it is replaced', () => {
  const end = withPrefix(Buffer.from('/a/a/a/a/a/a\n'), { path: '/a/a/a/a', mode: 'text' }, { prefix: '/x' });
  assert.deepEqual(end, { ok: true, value: Buffer.from('/x/a/a\n') });
});

test('of programs for Macs those that must be signed are refused, and others changed', () => {
  const change = (head: string) =>
    withPrefix(Buffer.from(`${head}${BUILT}\0`, 'latin1'), { path: BUILT, mode: 'binary' }, { prefix: '/env' }).ok;
  assert.equal(change('\xcf\xfa\xed\xfe\x0c\0\0\x01'), false);
  assert.equal(change('\xcf\xfa\xed\xfe\x07\0\0\x01'), true);
  for (const universal of ['\xca\xfe\xba\xbe', '\xca\xfe\xba\xbf']) assert.equal(change(universal), false);
  assert.ok(withPrefix(Buffer.from('/b'), { path: '/b', mode: 'binary' }, { prefix: '/e' }).ok);
});

test('a list is refused by how many values it may hold, be they lists, records or plain', () => {
  const listOf = (json: string) => packageFacts(new Map([['info/paths.json', Buffer.from(json)]]));
  for (const sign of ['[', '{', ','])
    assert.throws(() => listOf(sign.repeat(2_000_001)), {
      entry: 'info/paths.json',
      reason: 'it has more than 2000000 values',
    });
  assert.throws(() => listOf(','.repeat(2_000_000)), { reason: 'it is not well formed' });
});

test('a placeholder of eight letters is one, and one of seven may mean anything', () => {
  const placeholders = (path: string) => factsOf([file('a', { prefix_placeholder: path })]).placeholders;
  assert.equal(placeholders('/1234567').get('a')?.path, '/1234567');
  assert.throws(() => placeholders('/123456'), { reason: 'it is not well formed' });
});
