import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as engine from '../engine/index.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { place } from './support/cli.js';
import { pageText, recipesOf } from './support/docs/recipes.js';

const page = pageText('embed.md');
const blocks = recipesOf(page).flatMap(recipe => recipe.blocks);

test('the program of the page about embedding does what the page says, and nothing the second time', t => {
  const { folder, bin } = place(t);
  const env = { HOME: folder, USERPROFILE: folder, PATH: bin };
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(packageFolder, join(folder, 'node_modules', 'sam3d-install'), 'junction');
  for (const { marker, text } of blocks) if (marker !== undefined) writeFileSync(join(folder, marker.slice(6)), text);
  const run = () => spawnSync(process.execPath, ['install-tool.mjs'], { cwd: folder, env, encoding: 'utf8' });
  const first = run();
  assert.equal(first.stderr, '');
  assert.equal(first.stdout, blocks.find(({ language }) => language === 'text')?.text);
  assert.equal(readFileSync(join(folder, 'environment', 'greeting.txt'), 'utf8'), 'hello');
  const again = run();
  assert.equal(again.stdout, first.stdout.replace('greeting: succeeded', 'greeting: up-to-date'));
  assert.ok(page.includes('`greeting: up-to-date`'));
});

test('the page about embedding names each function that there is, and no other', () => {
  const rows = page.split('\n').filter(line => line.startsWith('| `'));
  const named = rows.flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(named.sort(), Object.keys(engine).sort());
});

test('a program that embeds it is told why nothing was begun, in words', async t => {
  const { folder } = place(t);
  const wish = await engine.usualWish({ cwd: folder, root: 'environment', manifest: 'defualt.yaml' });
  assert.equal(wish.root, join(folder, 'environment'));
  const planned = await engine.planOnly(wish);
  assert.ok(!planned.ok);
  assert.equal(
    engine.refusalText(planned.error),
    'error: there is no manifest defualt.yaml\nhelp: did you mean default.yaml, a built-in one?',
  );
});

test('what a program says of a run is preferred to what is usual', async () => {
  const options = await engine.usualRunOptions({ jobs: 1, env: { XDG_CACHE_HOME: '/elsewhere' }, offline: true });
  const { jobs, offline, env, keep, locked } = options;
  assert.deepEqual(
    { jobs, offline, env, keep, locked },
    {
      jobs: 1,
      offline: true,
      env: { XDG_CACHE_HOME: '/elsewhere' },
      keep: 1,
      locked: false,
    },
  );
});
