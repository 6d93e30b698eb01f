import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unpack } from '../engine/actions/unpack.js';
import { createArchives } from '../engine/host/archives/create-archives.js';
import { ok } from '../engine/base/result.js';
import { freshFolder, realContext } from './support/real-context.js';
import { fetchedFile } from './support/scripted-context.js';

const skip = spawnSync('tar', ['--version']).status === 0 ? false : 'this machine has no tar on its PATH';

test('a program picked from a real archive runs, and is missed once it is cut short', { skip }, async t => {
  const made = freshFolder(t);
  mkdirSync(join(made, 'bin'));
  writeFileSync(join(made, 'bin', 'tool'), '#!/bin/sh\necho "tool $1"\n', { mode: 0o755 });
  writeFileSync(join(made, 'bin', 'other'), 'not wanted');
  const archive = join(freshFolder(t), 'f00');
  execFileSync('tar', ['-czf', archive, '-C', made, 'bin']);
  const base = realContext(t);
  const fetched = fetchedFile({ path: archive, source: 'https://host/api/tool/1.0', bytes: statSync(archive).size });
  const context = { ...base, archives: createArchives({ writable: [base.root] }), fetch: async () => ok(fetched) };

  const params = { artifact: 'tool', pick: { 'bin/tool': 'tool-1.0' }, to: '_tools', format: 'tar.gz' } as const;
  const result = await unpack.run(params, context);
  assert.ok(result.ok, JSON.stringify(result));
  const tool = join(base.root, '_tools', 'tool-1.0');
  assert.deepEqual(result.value.outputs, { path: tool, folder: join(base.root, '_tools') });
  assert.deepEqual(result.value.files, [tool]);
  assert.match(readFileSync(tool, 'utf8'), /echo/);
  if (process.platform !== 'win32') {
    const told = await context.command([tool, 'one']);
    assert.equal(told.ok && told.value.stdout, 'tool one\n');
  }
  assert.equal(await unpack.isDone(params, result.value, context), true);
  truncateSync(tool, 5);
  assert.equal(await unpack.isDone(params, result.value, context), false);
});
