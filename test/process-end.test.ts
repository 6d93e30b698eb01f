import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { engineImport, runNode } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';
import { NO_SHELL, run, runScript, commandFailure } from './support/run-programs.js';

const NO_ENVIRONMENTS = process.platform === 'win32' ? "Windows does not show another process's environment" : false;
const NO_GROUPS = process.platform === 'win32' ? 'Windows has no process groups' : false;

test('a program that is killed by a signal says which', { skip: NO_SHELL }, async () => {
  const failure = commandFailure((await run(['sh', '-c', 'echo so far; kill -SEGV $$'])).result);
  assert.deepEqual(failure, {
    kind: 'command',
    argv: ['sh', '-c', 'echo so far; kill -SEGV $$'],
    signal: 'SIGSEGV',
    lastLines: ['so far'],
  });
});

test('an abort before the start starts nothing', async t => {
  const mark = join(tempFolder(t), 'mark');
  const script = `require('fs').writeFileSync(${JSON.stringify(mark)}, '')`;
  const { result } = await runScript(script, {}, { signal: AbortSignal.abort() });
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.ok(!existsSync(mark));
});

test('an abort ends the program and its children', { skip: NO_SHELL }, async t => {
  const folder = tempFolder(t);
  const abort = new AbortController();
  const script = `sleep 1000 & echo $! > "$1/child"; echo $$ > "$1/self"; echo ready; wait`;
  const { result } = await run(
    ['sh', '-c', script, 'sh', folder],
    {},
    { signal: abort.signal, onLine: () => abort.abort() },
  );
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.deepEqual([isAlive(join(folder, 'self')), isAlive(join(folder, 'child'))], [false, false]);
});

test('an abort ends also a grandchild that ignores the request and holds the pipe', { skip: NO_SHELL }, async t => {
  const folder = tempFolder(t);
  const abort = new AbortController();
  const stubborn = `trap '' TERM; echo $$ > "$1/child"; echo ready; while :; do sleep 1; done`;
  const script = `sh -c '${stubborn.replaceAll("'", `'\\''`)}' sh "$1" & wait`;
  const { result } = await run(
    ['sh', '-c', script, 'sh', folder],
    {},
    { signal: abort.signal, onLine: () => abort.abort(), killAfterMs: 100 },
  );
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.equal(isAlive(join(folder, 'child')), false);
});

test(
  'an abort ends also what hides in a session of its own and ignores the request',
  { skip: NO_ENVIRONMENTS },
  async t => {
    const folder = tempFolder(t);
    const abort = new AbortController();
    const hidden = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')`;
    const script = `const child = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hidden)}], { detached: true, stdio: ['ignore', 1, 2] });
    require('fs').writeFileSync(process.argv[1], String(child.pid)); setInterval(() => {}, 1000)`;
    const { result } = await run(
      [process.execPath, '-e', script, join(folder, 'child')],
      {},
      { signal: abort.signal, onLine: () => abort.abort(), killAfterMs: 100 },
    );
    assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
    assert.equal(isAlive(join(folder, 'child')), false);
  },
);

test('a program is given time to clean up when it is asked to end', { skip: NO_SHELL }, async () => {
  const abort = new AbortController();
  const script = `trap 'sleep 0.2; echo cleaned up; exit 0' TERM; echo ready; while :; do sleep 0.05; done`;
  const { result, lines } = await run(
    ['sh', '-c', script],
    {},
    { signal: abort.signal, onLine: line => line === 'ready' && abort.abort() },
  );
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.ok(lines.includes('cleaned up'), lines.join('\n'));
});

test('a program that has ended is not waited for because of what it left behind', { skip: NO_SHELL }, async t => {
  const folder = tempFolder(t);
  const script = `sleep 1000 & echo $! > "$1/child"; echo done`;
  const { result } = await run(['sh', '-c', script, 'sh', folder], {});
  assert.ok(result.ok);
  assert.equal(result.value.stdout, 'done\n');
  assert.equal(isAlive(join(folder, 'child')), false, 'what it left in its group is ended');
});

test('a stranger who holds the pipe open keeps nobody waiting', { skip: NO_GROUPS }, async t => {
  const folder = tempFolder(t);
  // In a group of its own, so that it is out of reach.
  const stranger = `require('child_process').spawn('sleep', ['1000'], { detached: true, stdio: ['ignore', 1, 2] })`;
  const script = `const child = ${stranger}; require('fs').writeFileSync(process.argv[1], String(child.pid)); console.log('done'); child.unref(); process.exit()`;
  const { result } = await run([process.execPath, '-e', script, join(folder, 'pid')]);
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  t.after(() => process.kill(pid, 'SIGKILL'));
  assert.ok(result.ok);
  assert.equal(result.value.stdout, 'done\n');
  assert.ok(process.kill(pid, 0), 'it still runs, and holds the pipe');
});

test(
  'a program that says nothing for too long is ended, with the limit as the reason',
  { skip: NO_SHELL },
  async () => {
    const timeout = { silenceMs: 1500, totalMs: 60_000 };
    const failure = commandFailure((await run(['sh', '-c', 'echo last words; sleep 1000'], { timeout })).result);
    assert.deepEqual(failure.timedOut, { limit: 'silence', ms: 1500 });
    assert.deepEqual(failure.lastLines, ['last words']);
  },
);

test('a program that goes on talking is ended at the limit of the whole, not for silence', async () => {
  const script = `setInterval(() => console.error('busy'), 20)`;
  const failure = commandFailure((await runScript(script, { timeout: { silenceMs: 2000, totalMs: 3000 } })).result);
  assert.deepEqual(failure.timedOut, { limit: 'total', ms: 3000 });
});

test('when the engine ends at once, so do the programs it runs', { skip: NO_SHELL, timeout: 20_000 }, async t => {
  const folder = tempFolder(t);
  const source =
    engineImport('createProcesses', 'host/processes/processes.js') +
    `const { run } = createProcesses({ hostEnv: process.env, probes: { which: async () => undefined }, platform: process.platform });
    void run({ argv: ['/bin/sh', '-c', 'echo $$ > "$1/self"; sleep 1000 & echo $! > "$1/child"; echo ready; wait', 'sh', ${JSON.stringify(folder)}], cwd: '/', env: {} },
      { signal: new AbortController().signal, output: () => process.exit(0) });`;
  await runNode(source);
  for (const name of ['self', 'child']) await untilDead(join(folder, name));
});

/** Of the process whose number is in a file: whether it runs. What is dead and not yet taken off the list does not. */
function isAlive(pidFile: string): boolean {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  assert.ok(pid > 1, pidFile);
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(existsSync('/proc') ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '');
  } catch {
    return false;
  }
}

/** A kill takes effect in its own time; the test's own limit ends this where it does not. */
async function untilDead(pidFile: string): Promise<void> {
  while (isAlive(pidFile)) await new Promise(resolve => setTimeout(resolve, 10));
}
