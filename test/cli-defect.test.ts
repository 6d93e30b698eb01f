import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageFolder } from '../engine/host/package-folder.js';
import { tempFolder } from './support/temp-folder.js';

test('a fault of the program itself ends with 70, says that it is one, and how to report it', t => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'dist'));
  // a copy that lacks a part of itself: its schema
  cpSync(join(packageFolder, 'dist', 'engine'), join(folder, 'dist', 'engine'), { recursive: true });
  for (const part of ['package.json', 'manifests']) {
    cpSync(join(packageFolder, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(packageFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const main = join(folder, 'dist', 'engine', 'cli', 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'plan'], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 70, stderr);
  assert.equal(stdout, '');
  const lines = stderr.trimEnd().split('\n');
  assert.equal(lines[0], 'error: a fault of sam3d-install itself, not of your machine or manifest');
  assert.match(lines[1] ?? '', /^Error: the schema .*manifest\.schema\.json cannot be read: ENOENT$/);
  assert.equal(
    lines.at(-1),
    'help: run the same command again, what is done is kept; report it with these lines and the command',
  );
});
