import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, copyFileSync, openSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentOf } from '../engine/host/processes/processes.js';
import { systemCode } from '../engine/host/system-code.js';
import type { Command } from '../engine/model/ports.js';
import { engineImport, runNode } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';
import { NO_SHELL, run, runScript, commandFailure } from './support/run-programs.js';

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

function systemCodeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return systemCode(error);
  }
}
