import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { removeStale } from '../engine/actions/remove-stale.js';
import { unpack } from '../engine/actions/unpack.js';
import { ok } from '../engine/base/result.js';
import { createArchives } from '../engine/host/archives/create-archives.js';
import type { Made } from '../engine/model/action.js';
import { stampOf } from '../engine/model/stamp.js';
import { tarOf, type Member } from './support/make-archive.js';
import { freshFolder, realContext } from './support/real-context.js';
import { fetchedFile, scriptedContext } from './support/scripted-context.js';
import { treeOf } from './support/unpacking.js';

/** A root into which versions of one step are unpacked, one after the other. */
function versionsOf(t: TestContext) {
  const base = realContext(t);
  let previous: Made | undefined;
  return {
    root: base.root,
    unpacked: async (members: readonly Member[], to = 'lib'): Promise<Made> => {
      const archive = join(freshFolder(t), 'a.tar');
      writeFileSync(archive, tarOf(...members));
      const fetched = fetchedFile({ path: archive, source: 'https://host/a.tar' });
      const context = {
        ...base,
        archives: createArchives({ writable: [base.root] }),
        fetch: async () => ok(fetched),
        ...(previous && { previous: { ...previous, stamps: [] } }),
      };
      const made = await unpack.run({ artifact: 'a', to }, context);
      assert.ok(made.ok, JSON.stringify(made));
      assert.ok(await unpack.isDone({ artifact: 'a', to }, made.value, context));
      return (previous = made.value);
    },
  };
}

function write(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
}

const FIRST: readonly Member[] = [
  { name: 'm/__init__.py', body: '1' },
  { name: 'm/old.py', body: '1' },
  { name: 'm/gone/a/deep.py', body: '1' },
  { name: 'm/gone/a/link', type: '2', target: 'deep.py' },
  { name: 'm/kept/a.py', body: '1' },
  { name: 'm-1.dist-info/METADATA', body: '1' },
];
const SECOND: readonly Member[] = [
  { name: 'm/__init__.py', body: '2' },
  { name: 'm/new.py', body: '2' },
  { name: 'm-2.dist-info/METADATA', body: '2' },
];

test('a version that lacks files of the one before leaves none of them, and nothing else is touched', async t => {
  const { root, unpacked } = versionsOf(t);
  await unpacked(FIRST);
  const lib = join(root, 'lib');
  for (const path of ['m/__pycache__/old.cpython-311.pyc', 'm/__pycache__/__init__.cpython-311.pyc'])
    write(join(lib, path));
  write(join(lib, 'm/gone/a/__pycache__/deep.cpython-311.pyc'));
  write(join(lib, 'm/kept/mine.txt'));
  write(join(lib, 'other/x.py'));
  await unpacked(SECOND);
  assert.deepEqual(treeOf(lib), {
    'm-2.dist-info/': 'folder',
    'm-2.dist-info/METADATA': '2',
    'm/': 'folder',
    'm/__init__.py': '2',
    'm/__pycache__/': 'folder',
    'm/__pycache__/__init__.cpython-311.pyc': 'x',
    'm/kept/': 'folder',
    'm/kept/mine.txt': 'x',
    'm/new.py': '2',
    'other/': 'folder',
    'other/x.py': 'x',
  });
});

test('a version that goes elsewhere leaves no empty folder where the one before was', async t => {
  const { root, unpacked } = versionsOf(t);
  await unpacked(FIRST, 'deep/src-1');
  await unpacked(SECOND, 'deep/src-2');
  assert.ok(!existsSync(join(root, 'deep/src-1')));
  await unpacked(SECOND, 'src-3');
  assert.ok(!existsSync(join(root, 'deep')));
});

const stale = (platform: 'linux-64' | 'osx-arm64', old: string, made: string) => {
  const script = { platform, files: { [old]: 'old', [made]: 'new', '/root/keep': '' } };
  return { ...scriptedContext(script), previous: { outputs: {}, files: [old], stamps: [] } };
};

test('where two names are one, the new file is not taken for an old one', async () => {
  const mac = stale('osx-arm64', '/root/a/Foo.py', '/root/a/foo.py');
  assert.ok((await removeStale(['/root/a/foo.py'], mac)).ok);
  assert.deepEqual(Object.keys(mac.memory.all()), ['/root/a/Foo.py', '/root/a/foo.py', '/root/keep']);
  const linux = stale('linux-64', '/root/a/Foo.py', '/root/a/foo.py');
  assert.ok((await removeStale(['/root/a/foo.py'], linux)).ok);
  assert.deepEqual(Object.keys(linux.memory.all()), ['/root/a/foo.py', '/root/keep']);
});

test('what is not below the root, or has become a folder, is left alone', async () => {
  const outside = stale('linux-64', '/elsewhere/a.py', '/root/b');
  assert.ok((await removeStale([], outside)).ok);
  assert.ok('/elsewhere/a.py' in outside.memory.all());
  const folder = {
    ...stale('linux-64', '/root/x', '/root/f/inside'),
    previous: { outputs: {}, files: ['/root/f'], stamps: [] },
  };
  assert.ok((await removeStale([], folder)).ok);
  assert.ok('/root/f/inside' in folder.memory.all());
});

test('a file of the version before that was changed since stays, and is named', async () => {
  const said: string[] = [];
  const base = stale('linux-64', '/root/a/old.py', '/root/b');
  const output = (line: string) => void said.push(line);
  const now = stampOf(await base.files.stat('/root/a/old.py'));
  const changed = { ...base, output, previous: { ...base.previous, stamps: [`9${now}`] } };
  assert.ok((await removeStale([], changed)).ok);
  assert.ok('/root/a/old.py' in base.memory.all());
  assert.deepEqual(said, ['/root/a/old.py is left: it is of the version before, and was changed since']);
  assert.ok((await removeStale([], { ...changed, previous: { ...base.previous, stamps: [now] } })).ok);
  assert.ok(!('/root/a/old.py' in base.memory.all()));
});
