import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { tarOf } from './support/make-archive.js';
import { TAR } from './support/sample-tar.js';
import { treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

test('pick takes single members to where they are wanted', async () => {
  const pick = { 'bin/tool': 'tool', './lib/real.txt': 'deep/er/real' };
  const { result, into } = await bench.unpack('a.tar', TAR, { pick });
  assert.deepEqual(result, { ok: true, value: { files: [join(into, 'deep/er/real'), join(into, 'tool')] } });
  assert.deepEqual(treeOf(into), {
    'deep/': 'folder',
    'deep/er/': 'folder',
    'deep/er/real': 'real\n',
    tool: '*#!/bin/sh\n',
  });
});

test('a picked member that is missing is named, with those near it', async () => {
  const cases = [
    ['Library/bin/tool.exe', 'it has no member Library/bin/tool.exe; near it: bin/tool'],
    ['lib/reel.txt', 'it has no member lib/reel.txt; near it: lib/real.txt'],
    ['something/else/altogether', 'it has no member something/else/altogether'],
    ['lib', 'lib is a folder: take it with select'],
    ['lib/link.txt', 'lib/link.txt is a link: pick the file that it leads to'],
  ] as const;
  for (const [member, reason] of cases) {
    const { result, into } = await bench.unpack('a.tar', TAR, { pick: { [member]: 'x' } });
    assert.deepEqual(result, { ok: false, error: { kind: 'archive', archive: 'a.tar', reason } });
    assert.ok(!existsSync(into));
  }
});

test('a picked member cannot be put outside the target', async () => {
  const { result } = await bench.unpack('a.tar', TAR, { pick: { 'bin/tool': '../tool' } });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'its name leads out of the archive');
});

test('select takes what matches, without the folders before its first wildcard', async () => {
  const tar = tarOf(
    { name: 'lib/python3.11/site-packages/a/__init__.py', body: '1' },
    { name: 'lib/python3.11/site-packages/.hidden', body: '2' },
    { name: 'lib/python3.11/other.py', body: '3' },
    { name: 'bin/x', body: '4' },
  );
  const { result, into } = await bench.unpack('a.tar', tar, { select: 'lib/python3.11/site-packages/**' });
  assert.ok(result.ok);
  assert.deepEqual(treeOf(into), { '.hidden': '2', 'a/': 'folder', 'a/__init__.py': '1' });
  const single = await bench.unpack('a.tar', tar, { select: 'lib/python3.11/other.py' });
  assert.deepEqual(treeOf(single.into), { 'other.py': '3' });
});

test('a select that matches nothing is a failure', async () => {
  const { result } = await bench.unpack('a.tar', TAR, { select: 'share/**' });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'no member matches share/**');
});

test('strip cuts leading folders off, and leaves out what has fewer', async () => {
  const tar = tarOf(
    { name: 'top/', type: '5' },
    { name: 'top/a', body: '1' },
    { name: 'readme', body: '2' },
    { name: 'top/b/c', body: '3' },
    { name: 'top/b/same', type: '1', target: 'top/b/c' },
  );
  const { result, into } = await bench.unpack('a.tar', tar, { strip: 1 });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { a: '1', 'b/': 'folder', 'b/c': '3', 'b/same': '3' });
});
