import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { KernelLock as RunLock } from '../engine/host/run-lock/kernel-lock.js';
import { acquireRunLock } from '../engine/host/run-lock/run-lock.js';
import { holderInWords } from '../engine/host/run-lock/holder.js';
import { engineImport } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';

test('a second run is refused, and told who holds the lock', async t => {
  const folder = join(tempFolder(t), 'state');
  const first = await taken(folder, 'install --manifest x.yaml');
  const heldBy = await heldByWhom(folder);
  assert.match(heldBy, new RegExp(`^install --manifest x\\.yaml \\(process ${process.pid}, since 20.* UTC\\)$`));
  await first.release();
  await (await taken(folder, 'install')).release();
});

test('other roots have locks of their own', async t => {
  const folder = tempFolder(t);
  const first = await taken(join(folder, 'a'), 'install');
  const second = await taken(join(folder, 'b'), 'install');
  await Promise.all([first.release(), second.release()]);
});

test('whatever way leads to a root, it has one lock', async t => {
  if (process.platform === 'win32') return t.skip('making links needs a right that users of Windows lack');
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'linked'));
  const first = await taken(join(folder, 'real', '.state'), 'install');
  assert.match(await heldByWhom(join(folder, 'linked', '.state')), /^install /);
  await first.release();
});

test('of many that ask at the same time one gets the lock', async t => {
  const folder = join(tempFolder(t), 'state');
  const asked = await Promise.all(Array.from({ length: 20 }, () => acquireRunLock(folder, { command: 'install' })));
  const got = asked.filter(result => result.ok);
  assert.equal(got.length, 1);
  await got[0]?.value.release();
});

test('a run that is killed leaves no lock behind', async t => {
  const folder = join(tempFolder(t), 'state');
  const other = await otherRun(folder);
  t.after(() => other.kill('SIGKILL'));
  assert.match(await heldByWhom(folder), new RegExp(`^rehearse \\(process ${other.pid}, since 20.* UTC\\)$`));
  await ended(other, 'SIGKILL');
  await (await taken(folder, 'install')).release();
});

test('a run that is suspended keeps its lock, though it cannot say who it is', async t => {
  if (process.platform === 'win32') return t.skip('Windows has no SIGSTOP');
  const folder = join(tempFolder(t), 'state');
  const other = await otherRun(folder);
  t.after(() => other.kill('SIGKILL'));
  other.kill('SIGSTOP');
  const heldBy = await heldByWhom(folder);
  // Where the lock is a file, the holder's name stands in it.
  if (process.platform === 'linux') assert.equal(heldBy, 'another run, which does not say who it is');
  await ended(other, 'SIGKILL');
});

test('a lock does not keep a program running', { timeout: 20_000 }, async t => {
  const other = await otherRun(join(tempFolder(t), 'state'), { stays: false });
  t.after(() => other.kill('SIGKILL'));
  assert.deepEqual(await new Promise(resolve => other.once('exit', (code, signal) => resolve([code, signal]))), [
    0,
    null,
  ]);
});

test('what a holder says of itself is shown only as far as it can be trusted', () => {
  const said = { pid: 7, command: 'install', since: 0 };
  assert.equal(holderInWords(JSON.stringify(said)), 'install (process 7, since 1970-01-01 00:00:00 UTC)');
  const named = { ...said, command: 'install --root Größe' };
  assert.equal(holderInWords(JSON.stringify(named)), 'install --root Größe (process 7, since 1970-01-01 00:00:00 UTC)');
  const odd = { ...said, command: '\x1b[31mrm\n\u202e' };
  assert.equal(holderInWords(JSON.stringify(odd)), '?[31mrm?? (process 7, since 1970-01-01 00:00:00 UTC)');
  for (const text of [
    '',
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"pid":"7","command":"x","since":0}',
    '{"pid":7,"command":"x","since":1e99}',
  ]) {
    assert.equal(holderInWords(text), 'another run, which does not say who it is', text);
  }
});

async function taken(folder: string, command: string): Promise<RunLock> {
  const lock = await acquireRunLock(folder, { command });
  assert.ok(lock.ok, JSON.stringify(lock));
  return lock.value;
}

async function heldByWhom(folder: string): Promise<string> {
  const lock = await acquireRunLock(folder, { command: 'second' });
  assert.ok(!lock.ok && 'heldBy' in lock.error, JSON.stringify(lock));
  return lock.error.heldBy;
}

/** Another process that holds the lock when this returns. */
async function otherRun(folder: string, { stays = true } = {}): Promise<ChildProcess> {
  const source =
    engineImport('acquireRunLock', 'host/run-lock/run-lock.js') +
    `const lock = await acquireRunLock(${JSON.stringify(folder)}, { command: 'rehearse' });
    console.log(lock.ok ? 'held' : JSON.stringify(lock));
    ${stays ? 'setInterval(() => {}, 60_000);' : ''}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>(resolve => child.stdout.setEncoding('utf8').once('data', resolve));
  assert.equal(said, 'held\n');
  return child;
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const exit = new Promise(resolve => child.once('exit', resolve));
  child.kill(signal);
  return exit;
}
