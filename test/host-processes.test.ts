import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Result } from '../engine/base/result.js';
import { createProbes } from '../engine/host/probes/probes.js';
import { createProcesses, environmentOf } from '../engine/host/processes/processes.js';
import { systemCode } from '../engine/host/system-code.js';
import type { CommandFailure, Failure } from '../engine/model/failure.js';
import type { Command, Finished } from '../engine/model/ports.js';
import { engineImport, runNode } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';

const NO_SHELL = process.platform === 'win32' ? 'the programs of this test are shell scripts' : false;
const NO_ENVIRONMENTS = process.platform === 'win32' ? "Windows does not show another process's environment" : false;
const NO_GROUPS = process.platform === 'win32' ? 'Windows has no process groups' : false;

test('a program that succeeds gives its answer and its last lines', async () => {
  const { result, lines } = await runScript(`console.log('out'); console.error('err')`);
  assert.ok(result.ok);
  assert.equal(result.value.stdout, 'out\n');
  assert.deepEqual([...result.value.lastLines].sort(), ['err', 'out']);
  assert.deepEqual([...lines].sort(), ['err', 'out']);
});

test('a program that fails gives its exit code and what it said last', async () => {
  const script = `for (let n = 1; n <= 100; n++) console.log('line ' + n); process.exitCode = 3`;
  const failure = commandFailure((await runScript(script)).result);
  assert.equal(failure.exitCode, 3);
  assert.equal(failure.signal, undefined);
  assert.deepEqual(failure.argv, [process.execPath, '-e', script]);
  assert.deepEqual(
    failure.lastLines,
    Array.from({ length: 40 }, (_, index) => `line ${index + 61}`),
  );
});

test('a program that is killed by a signal says which', { skip: NO_SHELL }, async () => {
  const failure = commandFailure((await run(['sh', '-c', 'echo so far; kill -SEGV $$'])).result);
  assert.deepEqual(failure, {
    kind: 'command',
    argv: ['sh', '-c', 'echo so far; kill -SEGV $$'],
    signal: 'SIGSEGV',
    lastLines: ['so far'],
  });
});

test('a program that is nowhere, or cannot be run, says the code of the system', async t => {
  const folder = tempFolder(t);
  const startError = async (argv: Command['argv']) => commandFailure((await run(argv)).result).startError;
  assert.equal(await startError(['no-such-program-anywhere']), 'ENOENT');
  assert.equal(await startError([join(folder, 'absent')]), 'ENOENT');
  assert.equal(await startError([process.execPath, 'a\0b']), 'EINVAL');
  if (process.platform === 'win32') return;
  writeFileSync(join(folder, 'text'), 'no program');
  assert.equal(await startError([join(folder, 'text')]), 'EACCES');
});

test('a working folder that is not there is told as that, not as an absent program', async t => {
  const absent = join(tempFolder(t), 'absent');
  const { result } = await run([process.execPath, '--version'], { cwd: absent });
  assert.deepEqual(result, { ok: false, error: { kind: 'file', operation: 'enter', path: absent, code: 'ENOENT' } });
});

test('every argument arrives byte for byte', async () => {
  const odd = [
    ...[
      '',
      ' ',
      'a b',
      '"',
      "'",
      '\\',
      '\\\\',
      '\\"',
      'a\\',
      '"a b"',
      '$HOME',
      '`id`',
      '$(id)',
      '%PATH%',
      '^',
      '&',
      '|',
    ],
    ...[
      '<',
      '>',
      ';',
      '*',
      '?',
      '~',
      '!',
      '#',
      '(',
      ')',
      '{a,b}',
      '[a]',
      '\t',
      'a\nb',
      '-rf',
      '--',
      '=',
      ',',
      '@',
      'a=b',
    ],
    ...['grüße', '\u{1f600}', '\u202e', 'é', '\ufeff', '\x01\x1b[31m', 'x'.repeat(10_000)],
  ];
  const print = `process.stdout.write(Buffer.from(JSON.stringify(process.argv.slice(1))).toString('base64'))`;
  const { result } = await run([process.execPath, '-e', print, '--', ...odd]);
  assert.ok(result.ok);
  assert.deepEqual(JSON.parse(Buffer.from(result.value.stdout, 'base64').toString()), odd);
});

test('a program gets no input, not even from a terminal', async () => {
  const { result } = await runScript(`process.stdin.on('data', () => {}).on('end', () => console.log('ended'))`);
  assert.ok(result.ok);
  assert.equal(result.value.stdout, 'ended\n');
});

test('a program sees its own variables, the allowed ones, and nothing else of the host', async () => {
  const hostEnv = { ...process.env, HTTPS_PROXY: 'http://proxy:1', PYTHONPATH: '/leak', SECRET_OF_THE_HOST: '1' };
  const { result } = await runScript(
    `console.log(JSON.stringify(process.env))`,
    { env: { OWN: 'mine', PYTHONUTF8: '0' }, pathPrepend: ['/first', '/second'] },
    { hostEnv },
  );
  assert.ok(result.ok);
  const env = JSON.parse(result.value.stdout) as Record<string, string>;
  const { OWN, PYTHONUTF8, HTTPS_PROXY, PYTHONPATH, SECRET_OF_THE_HOST } = env;
  assert.deepEqual([OWN, PYTHONUTF8, HTTPS_PROXY], ['mine', '0', 'http://proxy:1']);
  assert.deepEqual([PYTHONPATH, SECRET_OF_THE_HOST], [undefined, undefined]);
  const delimiter = process.platform === 'win32' ? ';' : ':';
  assert.ok((env['PATH'] ?? env['Path'])?.startsWith(['/first', '/second', ''].join(delimiter)));
});

test('on Windows a variable replaces the one that differs only in case', () => {
  const command = { env: { Path: 'C:\\own', TEMP: 'T:\\' }, pathPrepend: ['C:\\first'] };
  assert.deepEqual(environmentOf(command, { PATH: 'C:\\host', temp: 'C:\\t' }, 'win32'), {
    Path: 'C:\\first;C:\\own',
    TEMP: 'T:\\',
  });
  assert.deepEqual(environmentOf({ env: {} }, { Path: 'C:\\host' }, 'win32'), { Path: 'C:\\host' });
  assert.deepEqual(environmentOf({ env: {}, pathPrepend: ['/first'] }, {}, 'linux'), { PATH: '/first' });
});

test('a name is looked for in the folders put before PATH, a path is taken as it is', { skip: NO_SHELL }, async t => {
  const folder = tempFolder(t);
  for (const name of ['one', 'two']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'tool'), `#!/bin/sh\necho ${name}\n`);
    chmodSync(join(folder, name, 'tool'), 0o755);
  }
  const said = async (argv: Command['argv'], pathPrepend: readonly string[]) => {
    const { result } = await run(argv, { pathPrepend, cwd: join(folder, 'one') });
    return result.ok ? result.value.stdout : result.error;
  };
  assert.equal(await said(['tool'], [join(folder, 'two'), join(folder, 'one')]), 'two\n');
  assert.equal(await said([join(folder, 'one', 'tool')], [join(folder, 'two')]), 'one\n');
  const absent = await said(['tool'], []);
  assert.ok(typeof absent === 'object' && absent.kind === 'command' && absent.startError === 'ENOENT');
});

test('a program that is still held open for writing is started when it is let go', async t => {
  if (process.platform === 'win32') return t.skip('the program of this test is a shell');
  const tool = join(tempFolder(t), 'tool');
  copyFileSync('/bin/sh', tool);
  chmodSync(tool, 0o755);
  const held = openSync(tool, 'r+');
  if (systemCodeOf(() => execFileSync(tool, ['-c', ':'])) !== 'ETXTBSY') return t.skip('this system starts it at once');
  const running = run([tool, '-c', 'exit 7']);
  setTimeout(() => closeSync(held), 50);
  const failure = commandFailure((await running).result);
  assert.deepEqual([failure.startError, failure.exitCode !== undefined], [undefined, true]);
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

test('200 MB of output pass through without staying in memory', async () => {
  const source =
    engineImport('createProcesses', 'host/processes/processes.js') +
    `const probes = { which: async () => undefined };
    const { run } = createProcesses({ hostEnv: process.env, probes, platform: process.platform });
    const script = "const line = 'x'.repeat(99) + '\\\\n'; const chunk = line.repeat(640); let left = 200e6;" +
      "const go = () => { while (left > 0) { left -= chunk.length; if (!process.stdout.write(chunk)) return process.stdout.once('drain', go); } }; go()";
    let lines = 0;
    const result = await run({ argv: [process.execPath, '-e', script], cwd: process.cwd(), env: {} },
      { signal: new AbortController().signal, output: () => { lines += 1; } });
    console.log(JSON.stringify({ ok: result.ok, lines, kept: result.value?.stdout.length, lastLines: result.value?.lastLines.length, peak: process.resourceUsage().maxRSS }));`;
  const said = JSON.parse(await runNode(source)) as Record<'lines' | 'kept' | 'lastLines' | 'peak', number>;
  assert.ok(said.lines >= 2_000_000, JSON.stringify(said));
  assert.deepEqual([said.kept, said.lastLines], [64 * 1024, 40]);
  assert.ok(said.peak < 200 * 1024, `${said.peak} KiB at the peak`);
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

interface RunOptions {
  readonly signal?: AbortSignal;
  readonly hostEnv?: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => unknown;
  readonly killAfterMs?: number;
}

async function run(argv: Command['argv'], command: Partial<Command> = {}, options: RunOptions = {}) {
  const { hostEnv = process.env, signal = new AbortController().signal, onLine, killAfterMs } = options;
  const { platform } = process;
  const probes = createProbes({ env: hostEnv, platform });
  const processes = createProcesses({
    hostEnv,
    probes,
    platform,
    ...(killAfterMs === undefined ? {} : { killAfterMs }),
  });
  const lines: string[] = [];
  const output = (line: string) => {
    lines.push(line);
    onLine?.(line);
  };
  const result = await processes.run({ argv, cwd: process.cwd(), env: {}, ...command }, { signal, output });
  return { result, lines };
}

function runScript(script: string, command: Partial<Command> = {}, options: RunOptions = {}) {
  return run([process.execPath, '-e', script], command, options);
}

function commandFailure(result: Result<Finished, Failure>): CommandFailure {
  assert.ok(!result.ok && result.error.kind === 'command', JSON.stringify(result));
  return result.error;
}

function systemCodeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return systemCode(error);
  }
}

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
