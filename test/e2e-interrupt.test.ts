import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  gone,
  isAlive,
  openableGate,
  place,
  platformHere,
  shown,
  yamlList,
  type Gate,
  type Place,
} from './support/cli.js';
import { theLine } from './support/events-schema.js';

/** Ctrl-C, TERM and a second run on the same root, while a program of a step runs. */

/** Three steps, of which the second waits at the gate, and each of which writes down that it ran. */
function gatedPlace(t: TestContext, argv: readonly string[]): Place {
  const here = place(t);
  here.program('note', `echo "$1" >> ran.txt`);
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: gated
title: A gate
platforms: { ${platformHere()}: {} }
steps:
  before: { uses: run, with: { argv: [note, before] } }
  wait: { uses: run, needs: [before], with: { argv: ${yamlList(argv)} } }
  after: { uses: run, needs: [wait], with: { argv: [note, after] } }
`,
  );
  return here;
}

/** A program that obeys nobody and starts another that obeys nobody, which comes to the gate. */
function stubborn(gate: Gate): readonly string[] {
  const ignore = "for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});";
  const [node = '', ...rest] = gate.argv;
  const grandchild = `${ignore}${rest[1]}`;
  const parent = `${ignore}require('child_process').spawn(${JSON.stringify(node)}, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'ignore' })`;
  return [node, '-e', parent];
}

const ran = (here: Place) => readFileSync(join(here.root, 'ran.txt'), 'utf8').trim().split('\n');
const nextLine = '  next: run the same command again to go on: what is done is kept\n';
const skip = process.platform === 'win32' && 'there are no such signals, and the programs are scripts for sh';

describe('interrupted', { skip, concurrency: 3 }, () => {
  test('by Ctrl-C: ends what runs with all that it started, says how to go on, and the next run goes on', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, stubborn(gate));
    const running = here.start([]);
    const grandchild = await gate.arrived;
    running.kill('SIGINT');
    const end = await running.ended;
    assert.equal(end.code, 130, shown(end));
    assert.equal(isAlive(grandchild), false);
    assert.match(end.stderr, /\nstopping: ending what runs; Ctrl-C again ends at once\n/);
    assert.match(end.stderr, /\nA gate: interrupted, 1 step done, 0 up to date \(/);
    assert.ok(end.stderr.endsWith(nextLine), end.stderr);
    gate.open();
    const next = await here.cli([]);
    assert.equal(next.code, 0, shown(next));
    assert.deepEqual(ran(here), ['before', 'after']);
  });

  test('by Ctrl-C twice: ends at once', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, stubborn(gate));
    const running = here.start([]);
    const grandchild = await gate.arrived;
    running.kill('SIGINT');
    await running.line(/^stopping: /);
    running.kill('SIGINT');
    const end = await running.ended;
    assert.equal(end.code, 130, shown(end));
    await gone(grandchild);
    gate.open();
    assert.equal((await here.cli([])).code, 0);
    assert.deepEqual(ran(here), ['before', 'after']);
  });

  test('by TERM: the same, with the exit code of TERM', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, gate.argv);
    const running = here.start(['--json']);
    const waiting = await gate.arrived;
    running.kill('SIGTERM');
    const end = await running.ended;
    assert.equal(end.code, 143, shown(end));
    assert.equal(isAlive(waiting), false);
    const last = JSON.parse(end.stdout.trim().split('\n').at(-1) ?? '') as { readonly type: string };
    assert.equal(last.type, 'run-finished', 'the events come to their end');
    gate.open();
    assert.equal((await here.cli([])).code, 0);
    assert.deepEqual(ran(here), ['before', 'after']);
  });

  test('while it verifies: says so, and blames no step', async t => {
    const gate = await openableGate(t);
    const here = place(t);
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: gated
title: A gate
platforms: { ${platformHere()}: {} }
steps:
  made: { uses: write, with: { path: made.txt, text: x }, verify: [{ run: ${yamlList(gate.argv)} }] }
`,
    );
    const first = here.start([]);
    await gate.arrived;
    first.kill('SIGTERM');
    const end = await first.ended;
    assert.equal(end.code, 143, shown(end));
    const status = await here.cli(['status']);
    assert.match(status.stdout, /^ {2}made {2}would run: never done$/m, 'what was not verified is not done');
    gate.open();
    assert.equal((await here.cli([])).code, 0);
    assert.equal((await here.cli(['verify'])).code, 0);
  });
});

describe('two runs on one root', { skip }, () => {
  test('the second is refused, and is told who works there; the first goes on', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, gate.argv);
    const first = here.start(['install', '--jobs', '2']);
    await gate.arrived;
    const second = await here.cli([]);
    assert.equal(second.code, 3, shown(second));
    const words = second.stderr.slice(second.stderr.indexOf('error:')).replace(/since [\d :-]+ UTC/, 'since <time>');
    assert.equal(
      words,
      `error: another run works on ${here.root}: sam3d-install install --jobs 2 (process ${first.pid}, since <time>)\n` +
        'help: wait for it with --wait, or stop it, then run the same command again\n',
    );
    const status = await here.cli(['status']);
    assert.equal(status.code, 0, 'to look is always allowed');
    assert.equal(
      status.stdout.slice(status.stdout.indexOf('not complete')).replace(/since [\d :-]+ UTC/, 'since <time>'),
      'not complete: 2 would run\n' +
        `another run works here: sam3d-install install --jobs 2 (process ${first.pid}, since <time>)\n`,
    );
    const line = (await here.cli(['status', '--json'])).stdout;
    const { since, ...running } = theLine<{ readonly running: { readonly since: number } }>(line).running;
    assert.deepEqual(running, { pid: first.pid, command: 'sam3d-install install --jobs 2' });
    assert.equal(Number.isInteger(since), true);
    gate.open();
    const end = await first.ended;
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(ran(here), ['before', 'after']);
    assert.match((await here.cli(['status'])).stdout, /\ncomplete: nothing would run\n$/);
  });
});

describe('a run that waits', { skip, concurrency: 2 }, () => {
  test('says for whom, goes on when that one has ended, and does nothing again', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, gate.argv);
    const first = here.start([]);
    await gate.arrived;
    const second = here.start(['--wait']);
    const said = await second.line(/^waiting for another run/);
    assert.ok(
      said.startsWith(`waiting for another run on ${here.root}: sam3d-install (process ${first.pid}, since `),
      said,
    );
    gate.open();
    assert.equal((await first.ended).code, 0);
    const end = await second.ended;
    assert.equal(end.code, 0, shown(end));
    assert.match(end.stderr, /\nA gate: nothing to do, 3 steps up to date \(/);
    assert.deepEqual(ran(here), ['before', 'after']);
  });

  test('that was suspended holds its root all the same, and ends well when it comes back', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, gate.argv);
    const first = here.start([]);
    await gate.arrived;
    first.kill('SIGSTOP');
    const refused = await here.cli([]);
    assert.equal(refused.code, 3, shown(refused));
    assert.match(refused.stderr, /^error: another run works on .*: another run, which does not say who it is$/m);
    const waiting = here.start(['--wait']);
    await waiting.line(/^waiting for another run/);
    gate.open();
    assert.deepEqual(ran(here), ['before']);
    first.kill('SIGCONT');
    assert.equal((await first.ended).code, 0);
    assert.equal((await waiting.ended).code, 0);
    assert.deepEqual(ran(here), ['before', 'after']);
  });

  test('can be interrupted meanwhile, and has then changed nothing', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, gate.argv);
    const first = here.start([]);
    await gate.arrived;
    const second = here.start(['--wait']);
    await second.line(/^waiting for another run/);
    second.kill('SIGTERM');
    const end = await second.ended;
    assert.equal(end.code, 143, shown(end));
    gate.open();
    assert.equal((await first.ended).code, 0);
    assert.deepEqual(ran(here), ['before', 'after']);
  });
});

describe('run -- COMMAND', { skip }, () => {
  test('ends with 128 and the number of the signal that ended the command', async t => {
    const here = gatedPlace(t, [process.execPath, '-e', '0']);
    assert.equal((await here.cli([])).code, 0);
    const killed = await here.cli(['run', '--', process.execPath, '-e', "process.kill(process.pid, 'SIGTERM')"]);
    assert.equal(killed.code, 143, shown(killed));
  });

  test('passes TERM on to the command, so that none is left behind', async t => {
    const gate = await openableGate(t);
    const here = gatedPlace(t, [process.execPath, '-e', '0']);
    assert.equal((await here.cli([])).code, 0);
    const running = here.start(['run', '--', ...gate.argv]);
    const command = await gate.arrived;
    running.kill('SIGTERM');
    const end = await running.ended;
    assert.equal(end.code, 143, shown(end));
    assert.equal(isAlive(command), false);
  });
});
