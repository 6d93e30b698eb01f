import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { mergeInto } from '../engine/host/archives/write/merge-into.js';
import { tempFolder } from './support/temp-folder.js';

// A folder of the root may be a volume of its own, as in a container; what is staged lies on another one then.

test('an archive is merged into a folder on another volume, with what it replaces and what it leaves', async t => {
  const { tree, into, aside } = twoVolumes(t);
  if (into === undefined) return t.skip('there is no second volume here');
  writeFileSync(join(into, 'old.txt'), 'old');
  writeFileSync(join(into, 'own.txt'), 'own');
  writeFileSync(join(tree, 'old.txt'), 'new');
  mkdirSync(join(tree, 'deep'));
  writeFileSync(join(tree, 'deep', 'tool'), 'tool', { mode: 0o755 });
  await mergeInto(into, tree, { aside });
  assert.deepEqual(readdirSync(into).sort(), ['deep', 'old.txt', 'own.txt']);
  assert.deepEqual(
    ['old.txt', 'own.txt'].map(name => readFileSync(join(into, name), 'utf8')),
    ['new', 'own'],
  );
  assert.equal(statSync(join(into, 'deep', 'tool')).mode & 0o777, 0o755);
  assert.deepEqual(readdirSync(tree), [], 'nothing is left where it was staged');
});

test('a merge that fails there takes back what it had moved', async t => {
  const { tree, into, aside } = twoVolumes(t);
  if (into === undefined) return t.skip('there is no second volume here');
  writeFileSync(join(into, 'a.txt'), 'old');
  writeFileSync(join(tree, 'a.txt'), 'new');
  writeFileSync(join(tree, 'b.txt'), 'new');
  // no archive makes one: it stands for what cannot be copied, and comes last
  execFileSync('mkfifo', [join(tree, 'c.pipe')]);
  await assert.rejects(mergeInto(into, tree, { aside }), { code: 'ENOENT' });
  assert.deepEqual(readdirSync(into), ['a.txt']);
  assert.equal(readFileSync(join(into, 'a.txt'), 'utf8'), 'old');
});

function twoVolumes(t: TestContext): { readonly tree: string; readonly into?: string; readonly aside: string } {
  const here = tempFolder(t);
  const tree = join(here, 'tree');
  mkdirSync(tree);
  const place = { tree, aside: join(here, 'replaced') };
  const shared = '/dev/shm';
  if (!existsSync(shared) || statSync(shared).dev === statSync(here).dev) return place;
  const into = mkdtempSync(join(shared, 'sam3d-volume-'));
  t.after(() => rmSync(into, { recursive: true, force: true }));
  return { ...place, into };
}
