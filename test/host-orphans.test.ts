import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOrphans, processMark } from '../engine/host/processes/orphans.js';
import { stagingFolder, tidyUp, wasCutShort } from '../engine/host/tidy-up.js';
import type { JournalEntry } from '../engine/model/journal.js';
import { engineImport } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';

const STARTED: JournalEntry = {
  type: 'run-started',
  run: 'r',
  at: 1,
  manifest: 'm',
  platform: 'linux-64',
  profile: 'cpu',
};
const FINISHED: JournalEntry = { type: 'run-finished', run: 'r', at: 2, result: 'failed' };
const NO_ENVIRONMENTS = process.platform === 'win32' ? "Windows does not show another process's environment" : false;
const TIMEOUT = 30_000;

test(
  'what a killed run has left running is ended before the next one starts',
  { skip: NO_ENVIRONMENTS, timeout: TIMEOUT },
  async t => {
    const folder = tempFolder(t);
    await killedRun(folder, 'sleep 1000 & echo $! > "$1/child"; echo $$ > "$1/self"; echo ready; wait');
    assert.deepEqual([isAlive(folder, 'self'), isAlive(folder, 'child')], [true, true]);
    await tidyUp({ stateFolder: folder, cacheFolder: join(folder, 'cache') }, [STARTED]);
    assert.deepEqual([isAlive(folder, 'self'), isAlive(folder, 'child')], [false, false]);
  },
);

test('a leftover that does not listen is killed', { skip: NO_ENVIRONMENTS, timeout: TIMEOUT }, async t => {
  const folder = tempFolder(t);
  await killedRun(folder, `trap '' TERM; echo $$ > "$1/self"; echo ready; while :; do sleep 1; done`);
  assert.ok((await endOrphans(processMark(folder))) >= 1);
  assert.equal(isAlive(folder, 'self'), false);
});

test(
  'programs of another root, and those that only name the mark, are let be',
  { skip: NO_ENVIRONMENTS, timeout: TIMEOUT },
  async t => {
    const folder = tempFolder(t);
    const mark = processMark(folder);
    const env = { ...process.env, SAM3D_INSTALL_MARK: `${mark}0`, OTHER: `SAM3D_INSTALL_MARK=${mark}` };
    const stranger = spawn('sleep', ['1000'], { env, stdio: 'ignore' });
    t.after(() => stranger.kill('SIGKILL'));
    assert.equal(await endOrphans(mark), 0);
    assert.equal(stranger.exitCode ?? stranger.signalCode, null);
  },
);

test('a run was cut short when its start is the last that is known of it', () => {
  const begun: JournalEntry = { type: 'step-begun', run: 'r', step: 's', at: 1 };
  assert.equal(wasCutShort([]), false);
  assert.equal(wasCutShort([STARTED, begun]), true);
  assert.equal(wasCutShort([STARTED, begun, FINISHED]), false);
  assert.equal(wasCutShort([STARTED, FINISHED, STARTED]), true);
});

test('what was half-made is removed before a run, logs of the last runs stay', async t => {
  const state = tempFolder(t);
  mkdirSync(join(stagingFolder(state), 'half'), { recursive: true });
  writeFileSync(join(stagingFolder(state), 'half', 'file'), '');
  for (let run = 0; run < 32; run += 1) mkdirSync(join(state, 'logs', `run-${run}`), { recursive: true });
  await tidyUp({ stateFolder: state, cacheFolder: join(state, 'cache') }, [STARTED, FINISHED]);
  assert.ok(!existsSync(stagingFolder(state)));
  assert.equal(readdirSync(join(state, 'logs')).length, 30);
});

/** Another engine that runs a script for this state folder, and is killed as soon as the script says it is ready. */
async function killedRun(folder: string, script: string): Promise<void> {
  const source =
    engineImport('createProcesses', 'host/processes/processes.js') +
    engineImport('processMark', 'host/processes/orphans.js') +
    `const folder = ${JSON.stringify(folder)};
    const probes = { which: async () => undefined };
    const { run } = createProcesses({ hostEnv: process.env, probes, platform: process.platform, mark: processMark(folder) });
    await run({ argv: ['/bin/sh', '-c', ${JSON.stringify(script)}, 'sh', folder], cwd: '/', env: {} },
      { signal: new AbortController().signal, output: line => console.log(line) });`;
  const engine = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  engine.stdout.setEncoding('utf8').once('data', () => engine.kill('SIGKILL'));
  await new Promise(resolve => engine.once('exit', resolve));
}

/** What is dead and not yet taken off the list of processes is not alive. */
function isAlive(folder: string, pidFile: string): boolean {
  const pid = Number(readFileSync(join(folder, pidFile), 'utf8'));
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(existsSync('/proc') ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '');
  } catch {
    return false;
  }
}
