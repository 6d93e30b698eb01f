import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { childOutput } from '../torture/trials/child-output.js';
import { interrupts } from '../torture/trials/interrupts.js';
import { NODE_AND_MAIN, place, platformHere } from './support/cli.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('interrupted at any time, everything that was started is gone within seconds, and the next run goes on', t =>
  passes(t, interrupts, { count: 1, seed: 2 }));

test('300 MB that a program says cost no memory, and little disk', t =>
  passes(t, childOutput, { count: 300, seed: 1 }));

const SCRIPT = ['/usr/bin/script', '/bin/script'].find(path => existsSync(path));
const skip = SCRIPT === undefined || process.platform !== 'linux' ? 'there is no util-linux `script` here' : false;

test('after Ctrl-C the terminal is as it was: the cursor is seen, what is typed too', { skip }, t => {
  const here = place(t);
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: cut
title: A cut
platforms: { ${platformHere()}: {} }
steps:
  cut: { uses: run, with: { argv: [/bin/sh, -c, 'kill -INT $PPID; exec /bin/sleep 100'] } }
`,
  );
  const command = `stty -a > before; ${NODE_AND_MAIN} --root '${here.root}'; echo "ended with $?"; stty -a > after; cmp before after && echo 'as before'`;
  const { stdout } = spawnSync(SCRIPT ?? '', ['-qec', command, '/dev/null'], {
    cwd: here.work,
    env: { HOME: here.folder, PATH: '/usr/bin:/bin', TERM: 'xterm-256color', SHELL: '/bin/sh', LANG: 'C.UTF-8' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.match(stdout, /ended with 130/);
  assert.match(stdout, /as before/);
  assert.equal(
    stdout.lastIndexOf('\u001b[?25l') <= stdout.lastIndexOf('\u001b[?25h'),
    true,
    'the cursor is shown again',
  );
});
