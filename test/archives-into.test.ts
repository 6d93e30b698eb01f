import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TAR, TREE } from './support/sample-tar.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

test('into a folder that is there: files are replaced, and what else is in it stays', async () => {
  const into = bench.fresh();
  makeFolder(into, 'lib');
  writeFileSync(join(into, 'lib/real.txt'), 'older');
  writeFileSync(join(into, 'lib/mine.txt'), 'mine');
  const before = statSync(join(into, 'lib/real.txt')).ino;
  const { result } = await bench.unpack('a.tar', TAR, { into });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { ...TREE, 'lib/mine.txt': 'mine' });
  assert.notEqual(statSync(join(into, 'lib/real.txt')).ino, before, 'replaced, not written into');
});

test('nothing is written through a link that is in the target', async () => {
  const outside = makeFolder(bench.root, 'outside');
  writeFileSync(join(outside, 'secret'), 'secret');
  const into = bench.fresh();
  makeFolder(into, 'bin');
  symlinkSync(outside, join(into, 'lib'));
  const { result } = await bench.unpack('a.tar', TAR, { into });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.entry, 'lib');
  assert.deepEqual(treeOf(outside), { secret: 'secret' });
  assert.deepEqual(treeOf(into), { 'bin/': 'folder', lib: `-> ${outside}` });
});

test('a link where a file goes is replaced, and what it led to stays as it was', async () => {
  const into = bench.fresh();
  makeFolder(into, 'lib');
  const victim = join(bench.root, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, join(into, 'lib/real.txt'));
  const { result } = await bench.unpack('a.tar', TAR, { into });
  assert.ok(result.ok);
  assert.equal(readFileSync(victim, 'utf8'), 'untouched');
  assert.ok(lstatSync(join(into, 'lib/real.txt')).isFile());
});

test('a folder where a file goes, and a file where a folder goes, refuse the archive before anything moves', async () => {
  for (const [existing, isFolder] of [
    ['lib/real.txt', true],
    ['lib', false],
  ] as const) {
    const into = bench.fresh();
    mkdirSync(into, { recursive: true });
    if (isFolder) makeFolder(into, existing);
    else writeFileSync(join(into, existing), 'a file');
    const before = treeOf(into);
    const { result } = await bench.unpack('a.tar', TAR, { into });
    assert.ok(!result.ok && result.error.kind === 'archive');
    assert.equal(result.error.entry, existing);
    assert.deepEqual(treeOf(into), before);
  }
});

test('a staging folder that is given is used, and left empty', async () => {
  const staging = join(bench.root, 'staging');
  const { result, into } = await bench.unpack('a.tar', TAR, { staging });
  assert.ok(result.ok);
  assert.deepEqual(readdirSync(staging), []);
  assert.deepEqual(treeOf(into), TREE);
});

test('nothing is unpacked outside the folders that may be written to', async () => {
  const writable = [makeFolder(bench.root, 'allowed')];
  const { result, into } = await bench.unpack('a.tar', TAR, { writable });
  assert.ok(!result.ok && result.error.kind === 'policy');
  assert.ok(!existsSync(into));
});
