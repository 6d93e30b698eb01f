import assert from 'node:assert/strict';
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { handOverTexts, parseHandOver, type HandOver } from '../engine/report/hand-over-text.js';
import { has } from './support/make-archive.js';
import { windows } from './support/other-system.js';
import { tempFolder } from './support/temp-folder.js';

const handOver: HandOver = {
  name: 'a node',
  platform: 'linux-64',
  profile: 'cpu',
  root: '/r',
  path: ["/r/it's here/bin", '/r/$HOME/`id`', '/r/größe'],
  env: { CUDA_HOME: '/r/cuda 12', ODD: `a'b"c$HOME\`x\`%PATH%\\!x!~\u2019`, LINES: 'one\ntwo\n;three' },
};

test('env.json is read back as it was written', () => {
  const { 'env.json': text } = handOverTexts(handOver);
  const { name, env, path } = parseHandOver(text ?? '') ?? assert.fail('not read');
  assert.deepEqual({ name, env, path }, { name: handOver.name, env: handOver.env, path: handOver.path });
});

test('a file that is no env.json of ours is not taken for one', () => {
  for (const text of ['', '{', '[]', 'null', '{"format":2,"path":[],"env":{}}', '{"format":1}']) {
    assert.equal(parseHandOver(text), undefined, text);
  }
});

for (const shell of ['sh', 'dash', 'bash', 'zsh', 'busybox']) {
  const lacks = process.platform === 'win32' || !has(shell) ? `there is no ${shell} here` : false;
  test(`activate.sh gives ${shell} exactly the values, whatever is in them`, { skip: lacks }, t => {
    const { value } = inShell(t, shell, handOver);
    for (const [name, wanted] of Object.entries(handOver.env)) assert.equal(value(name), wanted);
    assert.equal(value('PATH'), `${handOver.path.join(':')}:/usr/bin`);
  });
}

const noShell = process.platform === 'win32' ? 'the shell of this test is that of Unix' : false;

test('activate.sh has the folders made into its own paths by a shell that runs on Windows', { skip: noShell }, t => {
  const there = { ...handOver, platform: 'win-64', path: ["C:\\it's", 'D:\\b c'], env: {} };
  // stands in for the tool of that name that such shells bring
  const cygpath = 'cygpath() { printf "%s\\n" "<$*>"; }; ';
  assert.equal(inShell(t, 'sh', there, cygpath).value('PATH'), "<-u -p C:\\it's;D:\\b c>:/usr/bin");
});

/** Values as a shell has them after it has read the script; a dot marks their end, which `$(...)` would cut. */
function inShell(t: Parameters<typeof tempFolder>[0], shell: string, given: HandOver, before = '') {
  const file = join(tempFolder(t), 'activate.sh');
  writeFileSync(file, handOverTexts(given)['activate.sh'] ?? '');
  const print = `${before}. "$1"; eval "printf '%s.' \\"\\$$2\\""`;
  const words = shell === 'busybox' ? ['sh', '-c', print] : ['-c', print];
  // a bash whose input is a socket takes itself for a login from afar, and reads the user's settings
  const how: ExecFileSyncOptionsWithStringEncoding = {
    encoding: 'utf8',
    env: { PATH: '/usr/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
  };
  const value = (name: string) => execFileSync(shell, [...words, shell, file, name], how).slice(0, -1);
  return { value };
}

const HOSTILE: HandOver = {
  ...handOver,
  platform: 'win-64',
  path: ['C:\\r & s\\100% ^x!\\bin', "D:\\it's (x86)"],
  env: {
    PERCENT: "100% it's %PATH% %~ %1 %%",
    SIGNS: 'a & b | c < d > e ^ f ! (g) ) (',
    QUOTED: 'say "hi" & echo intruder',
    HALF: 'odd " & echo intruder> intruder.txt ^',
    BACK: 'back\\',
    LINES: 'two\r\necho intruder> intruder.txt',
    CURLY: '',
  },
};

test('activate.bat and activate.ps1 quote what their shells would read', () => {
  const texts = handOverTexts(HOSTILE);
  assert.deepEqual(texts['activate.bat']?.split('\r\n'), [
    '@rem the environment of a node: call this file',
    `@set "PERCENT=100%% it's %%PATH%% %%~ %%1 %%%%"`,
    '@set "SIGNS=a & b | c < d > e ^ f ! (g) ) ("',
    '@set "QUOTED=say "hi" & echo intruder"',
    '@set "HALF=odd " ^& echo intruder^> intruder.txt ^^"',
    '@set "BACK=back\\"',
    '@rem LINES has more than one line: it is in env.json',
    '@set "CURLY="',
    `@set "PATH=C:\\r & s\\100%% ^x!\\bin;D:\\it's (x86);%PATH%"`,
    '',
  ]);
  assert.deepEqual(texts['activate.ps1']?.split('\r\n'), [
    '# the environment of a node: . this file',
    "$env:PERCENT = '100% it''s %PATH% %~ %1 %%'",
    "$env:SIGNS = 'a & b | c < d > e ^ f ! (g) ) ('",
    `$env:QUOTED = 'say "hi" & echo intruder'`,
    `$env:HALF = 'odd " & echo intruder> intruder.txt ^'`,
    "$env:BACK = 'back\\'",
    "$env:LINES = 'two",
    "echo intruder> intruder.txt'",
    "$env:CURLY = ''",
    "$env:PATH = ('C:\\r & s\\100% ^x!\\bin', 'D:\\it''s (x86)' -join [IO.Path]::PathSeparator) + [IO.Path]::PathSeparator + $env:PATH",
    '',
  ]);
});

test('beyond ASCII activate.bat is read as UTF-8 for the while, and activate.ps1 has the mark that says UTF-8', () => {
  const texts = handOverTexts({ ...HOSTILE, path: [], env: { HOME_OF: 'C:\\größe\\모델', SAYS: "\u2018it's\u2019" } });
  assert.deepEqual(texts['activate.bat']?.split('\r\n'), [
    '@rem the environment of a node: call this file',
    `@for /f "tokens=2 delims=:." %%a in ('"%SystemRoot%\\System32\\chcp.com"') do @set "_SAM3D_CODE_PAGE=%%a"`,
    '@"%SystemRoot%\\System32\\chcp.com" 65001 >nul',
    '@set "HOME_OF=C:\\größe\\모델"',
    `@set "SAYS=\u2018it's\u2019"`,
    '@if defined _SAM3D_CODE_PAGE "%SystemRoot%\\System32\\chcp.com" %_SAM3D_CODE_PAGE% >nul',
    '@set "_SAM3D_CODE_PAGE="',
    '',
  ]);
  // PowerShell takes typographic quotes for plain ones
  assert.equal(
    texts['activate.ps1'],
    "\ufeff# the environment of a node: . this file\r\n$env:HOME_OF = 'C:\\größe\\모델'\r\n$env:SAYS = '\u2018\u2018it''s\u2019\u2019'\r\n",
  );
});

test('a name of a manifest can add no line and no command to a script', () => {
  const texts = handOverTexts({ ...HOSTILE, name: 'x\r\n& echo %PATH% > y ^', path: [], env: {} });
  assert.equal(texts['activate.bat'], '@rem the environment of x echo PATH y : call this file\r\n');
  assert.equal(texts['activate.sh'], '# the environment of x echo PATH y : . this file\n');
});

test('activate.bat, really called, leaves exactly these values, runs nothing, and stays as silent as its caller', t => {
  const system = process.platform === 'linux' ? windows() : 'the emulator is one of Linux';
  if (typeof system === 'string') return t.skip(system);
  const folder = tempFolder(t);
  // of text beyond ASCII Wine's command line heeds no code page: the text of the script is held above
  writeFileSync(join(folder, 'activate.bat'), handOverTexts(HOSTILE)['activate.bat'] ?? '');
  const tell = `require('fs').writeFileSync('told.json', JSON.stringify(process.env))`;
  const check = ['@call activate.bat > said.txt', `@"${system.node}" -e "${tell}"`, ''];
  writeFileSync(join(folder, 'check.bat'), check.join('\r\n'));
  system.call(['cmd', '/c', 'check.bat'], { cwd: folder });
  const told = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')) as Readonly<Record<string, string>>;
  const { LINES, CURLY, ...values } = HOSTILE.env;
  for (const [name, value] of Object.entries(values)) assert.equal(told[name], value, name);
  assert.deepEqual([LINES, CURLY, told['LINES'], told['CURLY']], [LINES, '', undefined, undefined]);
  assert.ok(told['PATH']?.startsWith(`${HOSTILE.path.join(';')};`), told['PATH']);
  assert.equal(readFileSync(join(folder, 'said.txt'), 'utf8'), '');
  assert.throws(() => readFileSync(join(folder, 'intruder.txt')));
});
