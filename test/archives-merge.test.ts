import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { mergeInto } from '../engine/host/archives/write/merge-into.js';
import { tempFolder } from './support/temp-folder.js';
import { treeOf } from './support/unpacking.js';

/** What is staged and what is there, each as path → text. */
function place(
  t: TestContext,
  { staged, there }: Readonly<Record<'staged' | 'there', Readonly<Record<string, string>>>>,
) {
  const root = tempFolder(t);
  const [tree, into, aside] = ['tree', 'into', 'aside'].map(name => join(root, name)) as [string, string, string];
  for (const [folder, files] of [
    [tree, staged],
    [into, there],
  ] as const)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  return { root, tree, into, aside };
}

type Call = (from: string, to: string) => Promise<void>;

/** Lets calls of `link` or `rename` fail where `fails` gives a code; all others are real. */
function failing(t: TestContext, name: 'link' | 'rename', fails: (from: string, to: string) => string | undefined) {
  const real = promises[name] as Call;
  t.mock.method(promises, name, async (from: string, to: string) => {
    const code = fails(from, to);
    if (code !== undefined) throw Object.assign(new Error(code), { code, syscall: name });
    await real(from, to);
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

const NEW_AND_OLD = { staged: { a: 'new', b: 'new', c: 'new' }, there: { a: 'old', b: 'old', own: 'mine' } };

test('a file that cannot be replaced stays as it was, also on a volume that knows no second names', async t => {
  for (const knowsLinks of [true, false])
    await t.test(knowsLinks ? 'with second names' : 'without', async t => {
      const { tree, into, aside } = place(t, NEW_AND_OLD);
      if (!knowsLinks) failing(t, 'link', () => 'EPERM');
      failing(t, 'rename', from => (from === join(tree, 'b') ? 'EIO' : undefined));
      await assert.rejects(mergeInto(into, tree, { aside }), { code: 'EIO' });
      assert.deepEqual(treeOf(into), NEW_AND_OLD.there);
    });
});

test('while a file is replaced its place is never empty', async t => {
  const { tree, into, aside } = place(t, NEW_AND_OLD);
  const seen: boolean[] = [];
  failing(t, 'rename', (_, to) => void seen.push(existsSync(to)));
  await mergeInto(into, tree, { aside });
  assert.deepEqual(seen, [true, true, false]);
  assert.deepEqual(treeOf(into), { ...NEW_AND_OLD.staged, own: 'mine' });
});

test('what was moved is taken back when a later file cannot be', async t => {
  const { tree, into, aside } = place(t, NEW_AND_OLD);
  failing(t, 'rename', from => (from === join(tree, 'c') ? 'ENOSPC' : undefined));
  await assert.rejects(mergeInto(into, tree, { aside }), { code: 'ENOSPC' });
  assert.deepEqual(treeOf(into), NEW_AND_OLD.there);
});

test('folders that were made for a tree that then cannot be moved are taken away again', async t => {
  const { root, tree, aside } = place(t, { staged: { a: 'new' }, there: {} });
  failing(t, 'rename', () => 'EIO');
  await assert.rejects(mergeInto(join(root, 'x', 'y', 'into'), tree, { aside }), { code: 'EIO' });
  assert.deepEqual(readdirSync(root), ['tree']);
});

test('what stands in the way is named for what it is, and a target that cannot be looked at is a failure', async t => {
  const staged = { 'lib/a': 'new' };
  const { root, tree, into, aside } = place(t, { staged, there: { lib: 'a file' } });
  await assert.rejects(mergeInto(into, tree, { aside }), {
    entry: 'lib',
    reason: `in ${into} a file is where its folder would go`,
  });
  if (process.platform === 'win32') return;
  const linked = join(root, 'linked');
  mkdirSync(linked);
  symlinkSync('.', join(linked, 'lib'));
  await assert.rejects(mergeInto(linked, tree, { aside }), {
    entry: 'lib',
    reason: `in ${linked} a link is where its folder would go`,
  });
  symlinkSync('round', join(root, 'round'));
  await assert.rejects(mergeInto(join(root, 'round', 'into'), tree, { aside }), { code: 'ELOOP', syscall: 'lstat' });
  assert.deepEqual(treeOf(tree), { 'lib/': 'folder', ...staged });
});
