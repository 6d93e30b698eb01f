import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dropOldLogs, latestLog, loggedRuns } from '../engine/host/logs/logs-of-runs.js';
import { stepLogs } from '../engine/host/logs/step-logs.js';
import { tempFolder } from './support/temp-folder.js';

test('each step has a log of its own in the folder of the run', async t => {
  const state = tempFolder(t);
  const logs = stepLogs(state, 'run-1');
  const [env, torch] = [logs.open('env'), logs.open('torch')];
  env.write('grüße');
  torch.write('two');
  env.write('');
  env.write('last');
  await Promise.all([env.close(), torch.close()]);
  assert.equal(env.path, join(state, 'logs', 'run-1', 'env.log'));
  assert.equal(readFileSync(env.path, 'utf8'), 'grüße\n\nlast\n');
  assert.equal(readFileSync(torch.path, 'utf8'), 'two\n');
});

test('a reader sees lines before the log is closed', async t => {
  const log = stepLogs(tempFolder(t), 'run-1').open('env');
  log.write('already there');
  await new Promise(resolve => setImmediate(resolve));
  assert.equal(readFileSync(log.path, 'utf8'), 'already there\n');
  await log.close();
});

test('of a log that is too long the middle is left out, and how much of it is said', async t => {
  const log = stepLogs(tempFolder(t), 'run-1', { limits: { head: 30, tail: 24 } }).open('env');
  for (let line = 1; line <= 100; line += 1) log.write(`line ${String(line).padStart(3, '0')}`);
  await log.close();
  assert.deepEqual(readFileSync(log.path, 'utf8').split('\n'), [
    ...['line 001', 'line 002', 'line 003'],
    '[... 95 lines (855 bytes) are left out here ...]',
    ...['line 099', 'line 100', ''],
  ]);
});

test('a log that just fits is whole, and so is one whose end still fits', async t => {
  for (const lines of [3, 4, 5]) {
    const log = stepLogs(tempFolder(t), 'run-1', { limits: { head: 27, tail: 18 } }).open('env');
    const written = Array.from({ length: lines }, (_, index) => `line 00${index}`);
    for (const line of written) log.write(line);
    await log.close();
    assert.equal(readFileSync(log.path, 'utf8'), written.map(line => `${line}\n`).join(''));
  }
});

test('a short line after the cut does not slip in before it', async t => {
  const log = stepLogs(tempFolder(t), 'run-1', { limits: { head: 10, tail: 1000 } }).open('env');
  for (const line of ['first', 'too long for the head', 'x']) log.write(line);
  await log.close();
  assert.equal(readFileSync(log.path, 'utf8'), 'first\ntoo long for the head\nx\n');
});

test('a log that cannot be written disturbs nobody', async t => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const log = stepLogs(join(folder, 'file'), 'run-1').open('env');
  log.write('x');
  await log.close();
  log.write('after the end');
  assert.deepEqual(readdirSync(folder), ['file']);
});

test('a step that is named like a device of Windows has a log like any other', async t => {
  const state = tempFolder(t);
  for (const step of ['con', 'con_', 'NUL', 'console']) await stepLogs(state, 'run-1').open(step).close();
  assert.deepEqual(readdirSync(join(state, 'logs', 'run-1')).sort(), [
    'NUL_.log',
    'con_.log',
    'con__.log',
    'console.log',
  ]);
  const [run] = await loggedRuns(state);
  assert.deepEqual(run?.steps, ['NUL', 'con', 'con_', 'console']);
  assert.equal(await latestLog(state, 'con'), join(state, 'logs', 'run-1', 'con_.log'));
});

test('the newest log of a step is found, though a later run did not touch the step', async t => {
  const state = tempFolder(t);
  for (const [at, run, steps] of [
    [1, 'b', ['env', 'torch']],
    [2, 'a', ['env']],
    [3, 'c', []],
  ] as const) {
    mkdirSync(join(state, 'logs', run), { recursive: true });
    for (const step of steps) await stepLogs(state, run).open(step).close();
    utimesSync(join(state, 'logs', run), at, at);
  }
  assert.deepEqual(
    (await loggedRuns(state)).map(({ run, steps }) => [run, steps]),
    [
      ['c', []],
      ['a', ['env']],
      ['b', ['env', 'torch']],
    ],
  );
  assert.equal(await latestLog(state, 'env'), join(state, 'logs', 'a', 'env.log'));
  assert.equal(await latestLog(state, 'torch'), join(state, 'logs', 'b', 'torch.log'));
  assert.equal(await latestLog(state, 'other'), undefined);
  await dropOldLogs(state, 2);
  assert.deepEqual(readdirSync(join(state, 'logs')), ['a', 'c']);
});

test('where nothing has run there are no logs', async t => {
  assert.deepEqual(await loggedRuns(join(tempFolder(t), 'absent')), []);
});
