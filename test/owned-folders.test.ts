import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildFolder, folderState, ownedFolders, settleClaims } from '../engine/actions/owned-folder.js';
import { ok } from '../engine/base/result.js';
import { realContext } from './support/real-context.js';

// What is said of the folders that steps make as a whole has to fit what stands: `uninstall` removes them as a whole.

test('once a way back has taken a folder away, one that the user makes there is not ours', async t => {
  const context = realContext(t);
  const { root, stateFolder } = context;
  const folder = join(root, 'env');
  assert.ok((await buildFolder(folder, context, () => context.files.makeFolder(folder))).ok);
  writeFileSync(join(folder, 'made.txt'), '');
  assert.deepEqual([...(await ownedFolders(context))], [folder]);
  await settleClaims(context);
  assert.deepEqual([...(await ownedFolders(context))], [folder], 'it stands: it stays ours');

  rmSync(folder, { recursive: true });
  await settleClaims(context);
  assert.deepEqual(readdirSync(join(stateFolder, 'folders')), []);
  mkdirSync(folder);
  writeFileSync(join(folder, 'own.txt'), '');
  assert.deepEqual([...(await ownedFolders(context))], []);
  assert.deepEqual(await folderState(folder, context), ok({ kind: 'occupied' }));
});

test('a folder whose new one was never finished is again what it was, also where that could not be said at once', async t => {
  const context = realContext(t, { step: 'first' });
  const folder = join(context.root, 'env');
  const made = await buildFolder(folder, context, () => context.files.makeFolder(folder));
  assert.ok(made.ok);
  writeFileSync(join(folder, 'worked.txt'), '');
  // cut short while the second step replaced it, and put back by hand of a way back
  const second = { ...context, step: 'second' };
  await assert.rejects(buildFolder(folder, second, () => Promise.reject(new Error('cut short'))));
  assert.ok(existsSync(`${folder}.before`));
  await settleClaims(context);
  assert.deepEqual([...(await ownedFolders(context))], [folder, `${folder}.before`], 'the next run decides');
  renameSync(`${folder}.before`, folder);
  await settleClaims(context);
  assert.deepEqual([...(await ownedFolders(context))], [folder]);
  assert.deepEqual(await folderState(folder, context), ok({ kind: 'occupied', owner: 'first' }));
});
