import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { NODE_AND_MAIN, place, platformHere } from './support/cli.js';

// The live view, drawn in a real pseudo-terminal that `script` (util-linux) makes.
const SCRIPT = ['/usr/bin/script', '/bin/script'].find(path => existsSync(path));
const skip = SCRIPT === undefined || process.platform !== 'linux' ? 'there is no util-linux `script` here' : false;

const MANIFEST = `manifest: 1
name: shown
title: What is shown
platforms: { ${platformHere()}: {} }
steps:
  tool:
    title: the tool
    on-demand: true
    uses: write
    with: { path: tool.txt, text: tool }
  talk:
    title: talks
    uses: run
    with: { argv: ['${process.execPath}', -e, "console.log('hello from a program'); setTimeout(() => {}, 1500)"] }
  broken:
    title: breaks
    needs: [talk]
    optional: true
    uses: run
    with: { argv: ['${process.execPath}', -e, 'process.exit(3)'] }
`;

function drawn(t: TestContext, env: Readonly<Record<string, string>>, columns: number, flags = ''): string {
  const here = place(t);
  here.write('sam3d-install.yaml', MANIFEST);
  const command = `stty cols ${columns} rows 40; exec ${NODE_AND_MAIN} --root '${here.root}' ${flags}`;
  const base = { HOME: here.folder, PATH: '/usr/bin:/bin', TERM: 'xterm-256color', SHELL: '/bin/sh' };
  const ended = spawnSync(SCRIPT ?? '', ['-qec', command, '/dev/null'], {
    cwd: here.work,
    env: { ...base, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(ended.status, 0, ended.stdout);
  return ended.stdout;
}

test('a terminal shows a line a step: waiting, what it does, its last words, how it ended', { skip }, t => {
  const text = drawn(t, { LANG: 'C.UTF-8' }, 100);
  for (const part of [
    'the tool: runs only if it is needed',
    'breaks: waiting',
    'talks: run ',
    'hello from a program',
    'talks: done (',
    'breaks: failed (',
    'the tool: skipped: not needed',
    'What is shown: installed',
  ]) {
    assert.ok(text.includes(part), `${part} is missing in:\n${text}`);
  }
  assert.ok(text.includes('\u001b['), 'it is redrawn');
  assert.ok(text.includes('\u2714'), 'a mark of Unicode is drawn');
  assert.ok(text.lastIndexOf('\u001b[?25h') > text.lastIndexOf('\u001b[?25l'), 'the cursor is given back');
});

test('a terminal that is not of UTF-8 gets ASCII', { skip }, t => {
  const text = drawn(t, { LANG: 'C', LC_ALL: 'C' }, 60);
  assert.doesNotMatch(text, /[^\x00-\x7f]/);
  assert.match(stripVTControlCharacters(text), /\+ talks: done \(/);
});

test('--no-color draws without colour', { skip }, t => {
  const text = drawn(t, { LANG: 'C.UTF-8' }, 100, '--no-color');
  assert.ok(text.includes('\u001b[3A'), 'it is redrawn');
  assert.doesNotMatch(text, /\u001b\[\d+m/, 'no colour is set');
});

test('CI gets plain lines, on a terminal too', { skip }, t => {
  const text = drawn(t, { LANG: 'C.UTF-8', CI: 'true' }, 100);
  assert.ok(!text.includes('\u001b['), text);
  assert.match(text, /^\+ talk: talks: done \(/m);
});
