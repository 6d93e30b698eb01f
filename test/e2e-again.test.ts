import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  eventsOf,
  gone,
  isAlive,
  openableGate,
  place,
  platformHere,
  shown,
  treeOf,
  yamlList,
  type CliEnd,
  type Place,
} from './support/cli.js';
import { has, tarOf, through } from './support/make-archive.js';
import { sha256Of, startMirror } from './support/mirror.js';

/** What a second run does: nothing, or what a change touches, or what a run that was killed had left. */

/** Steps that each write down that they ran: `<root>/ran.txt` is the list. */
const GRAPH = `manifest: 1
name: graph
title: A graph
versions: { base: '1.0', side: '1.0', top: '1.0' }
platforms: { ${platformHere()}: {} }
steps:
  base: { uses: run, with: { argv: [note, base, '\${base}'], creates: [base.txt] } }
  side: { uses: run, with: { argv: [note, side, '\${side}'], creates: [side.txt] } }
  above: { uses: run, needs: [base], with: { argv: [note, above, same], creates: [above.txt] } }
  top: { uses: run, needs: [above, side], with: { argv: [note, top, '\${top}'], creates: [top.txt] } }
  apart: { uses: write, with: { path: apart.txt, text: "\${side}\\n" } }
`;

function graphPlace(t: TestContext, manifest = GRAPH): Place {
  const here = place(t);
  here.write('sam3d-install.yaml', manifest);
  here.program('note', `echo "$1" >> ran.txt; echo "$2" > "$1.txt"`);
  return here;
}

const ran = (here: Place) => readFileSync(join(here.root, 'ran.txt'), 'utf8').trim().split('\n').sort();

/** But for the journal, which each run adds to, and the folder for what is under way. */
function withoutState(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const changing = ['.sam3d-install/journal.ndjson', '.sam3d-install/staging'];
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !changing.includes(path)));
}

/** Step → how it ended. */
function endings(end: CliEnd): Readonly<Record<string, string>> {
  const settled = eventsOf(end).filter(event => event.type === 'step-settled');
  return Object.fromEntries(settled.map(({ step, outcome }) => [step, outcome.kind]));
}

const skip = process.platform === 'win32' && 'the programs of the steps are scripts for sh';

describe('a second run', { skip, concurrency: 2 }, () => {
  test('says that there is nothing to do and leaves the root as it is', async t => {
    const here = graphPlace(t);
    const first = await here.cli([]);
    assert.equal(first.code, 0, shown(first));
    const made = treeOf(here.root);
    const second = await here.cli([]);
    assert.equal(second.code, 0, shown(second));
    assert.match(second.stderr, /A graph: nothing to do, 5 steps up to date \(/);
    assert.deepEqual(ran(here), ['above', 'base', 'side', 'top']);
    assert.deepEqual(withoutState(treeOf(here.root)), withoutState(made));
  });

  test('starts no process: the tracer sees none but the program itself', { skip: cannotTrace() }, async t => {
    const here = graphPlace(t);
    const trace = join(here.work, 'trace.txt');
    const strace = [found('strace') ?? '', '-f', '-qq', '-e', 'trace=execve,execveat', '-o', trace];
    const started = () =>
      readFileSync(trace, 'utf8')
        .split('\n')
        .filter(line => /exec(ve|veat)\(/.test(line) && !line.includes('nvidia-smi'));
    const first = await here.cli([], { before: strace });
    assert.equal(first.code, 0, shown(first));
    assert.ok(started().length > 4, 'the tracer sees the processes of a first run');
    const second = await here.cli([], { before: strace });
    assert.equal(second.code, 0, shown(second));
    assert.equal(started().length, 1, started().join('\n'));
  });

  test('after one changed version runs what depends on it, and nothing else', async t => {
    const here = graphPlace(t);
    assert.equal((await here.cli([])).code, 0);
    here.write('sam3d-install.yaml', GRAPH.replace("base: '1.0'", "base: '1.1'"));
    const status = await here.cli(['status']);
    assert.deepEqual(
      status.stdout.split('\n').map(line => line.replace(/, [\d-]+ [\d:]+ UTC/, '')),
      [
        `A graph: ${platformHere()}, profile default`,
        `root ${here.root}`,
        '  base   would run: changed',
        '  side   done by "run"',
        '  above  would run: a need changed',
        '  top    would run: a need changed',
        '  apart  done by "write"',
        'not complete: 3 would run',
        '',
      ],
    );
    const second = await here.cli(['--json']);
    assert.deepEqual(endings(second), {
      base: 'succeeded',
      side: 'up-to-date',
      above: 'succeeded',
      top: 'succeeded',
      apart: 'up-to-date',
    });
    assert.deepEqual(ran(here), ['above', 'above', 'base', 'base', 'side', 'top', 'top']);
    assert.equal(readFileSync(join(here.root, 'base.txt'), 'utf8'), '1.1\n');
  });

  test('makes again what somebody has removed, and what stands on it', async t => {
    const here = graphPlace(t);
    assert.equal((await here.cli([])).code, 0);
    spawnSync('rm', [join(here.root, 'side.txt')]);
    const verified = await here.cli(['verify']);
    assert.equal(verified.code, 1, shown(verified));
    assert.match(verified.stdout, /^x side: broken\n {4}side: expected what run made, got it gone or changed$/m);
    assert.match(verified.stderr, /help: run repair: it makes again what is broken\n$/);
    const log = await here.cli(['log', 'base']);
    assert.match(log.stdout, /note base 1\.0$/m, 'a check leaves the log of what was installed to be found');
    const second = await here.cli(['--json']);
    assert.equal(endings(second)['side'], 'succeeded');
    assert.equal(endings(second)['base'], 'up-to-date');
    assert.equal((await here.cli(['verify'])).code, 0);
  });

  test('log shows the newest log of a step, and names that of the run that did it where a check came later', async t => {
    const here = graphPlace(
      t,
      GRAPH.replace('creates: [base.txt] } }', 'creates: [base.txt] }, verify: [{ run: [check] }] }'),
    );
    here.program('check', 'echo looked at');
    assert.equal((await here.cli([])).code, 0);
    const done = await here.cli(['log', 'base']);
    assert.match(done.stdout, /note base 1\.0$/m);
    assert.equal(done.stderr, '');
    assert.equal((await here.cli(['verify'])).code, 0);
    const checked = await here.cli(['log', 'base']);
    assert.doesNotMatch(checked.stdout, /note base/);
    assert.match(checked.stdout, /looked at/);
    const [, path = ''] = /^what was said when base was done: (.*)\n$/.exec(checked.stderr) ?? [];
    assert.equal(readFileSync(path, 'utf8'), done.stdout);
  });

  test('runs one step again with --force, and one step alone with --only', async t => {
    const here = graphPlace(t);
    const only = await here.cli(['--only', 'above', '--json']);
    assert.deepEqual(endings(only), { base: 'succeeded', above: 'succeeded' });
    assert.equal((await here.cli([])).code, 0);
    const forced = await here.cli(['--force', 'side', '--json']);
    assert.equal(endings(forced)['side'], 'succeeded');
    assert.equal(endings(forced)['base'], 'up-to-date');
    assert.deepEqual(
      ran(here).filter(step => step === 'base'),
      ['base'],
    );
  });
});

describe('killed in the middle', { skip, concurrency: 2 }, () => {
  test('while a program runs: the next run ends what was left of it, goes on, and redoes no finished step', async t => {
    const gate = await openableGate(t);
    const here = graphPlace(
      t,
      GRAPH.replace('argv: [note, above, same], creates: [above.txt]', `argv: ${yamlList(gate.argv)}`),
    );
    const first = here.start([]);
    const left = await gate.arrived;
    first.kill('SIGKILL');
    assert.equal((await first.ended).signal, 'SIGKILL');
    assert.equal(ran(here).includes('top'), false);
    gate.open();
    const second = await here.cli(['--json']);
    assert.equal(second.code, 0, shown(second));
    assert.equal(endings(second)['base'], 'up-to-date');
    assert.equal(endings(second)['above'], 'succeeded');
    assert.equal(endings(second)['top'], 'succeeded');
    assert.deepEqual(
      ran(here).filter(step => step === 'base'),
      ['base'],
    );
    await gone(left);
  });

  test('a program that was left running does not go on beside the next run', async t => {
    const gate = await openableGate(t);
    const here = graphPlace(
      t,
      GRAPH.replace('argv: [note, above, same], creates: [above.txt]', `argv: ${yamlList(gate.argv)}`),
    );
    const first = here.start([]);
    const left = await gate.arrived;
    first.kill('SIGKILL');
    await first.ended;
    assert.ok(isAlive(left));
    const second = await here.cli(['--only', 'apart']);
    assert.equal(second.code, 0, shown(second));
    assert.equal(isAlive(left), false);
  });

  test(
    'while an archive comes: the next run has it whole, and nothing half-made was ever seen',
    { skip: !has('gzip') && 'no gzip to make the archive with' },
    async t => {
      const mirror = await startMirror();
      t.after(() => mirror.close());
      const body = through(
        'gzip',
        ['-c'],
        tarOf({ name: 'one.txt', body: 'one\n' }, { name: 'two.txt', body: 'two\n' }),
      );
      mirror.serve('/parts.tar.gz', { kind: 'stall', body, after: 40 }, { kind: 'file', body });
      const here = graphPlace(
        t,
        `${GRAPH.split('steps:')[0]}artifacts:
  parts: { sources: ['https://packages.test/parts.tar.gz'], sha256: ${sha256Of(body)} }
steps:
  base: { uses: run, with: { argv: [note, base, '\${base}'], creates: [base.txt] } }
  parts: { uses: unpack, needs: [base], with: { artifact: parts, to: parts } }
  top: { uses: run, needs: [parts], with: { argv: [note, top, '\${side}\${top}'], creates: [top.txt] } }
`,
      );
      const args = ['--json', '--timeout', '2', '--mirror', `https://packages.test/=${mirror.url}/`];
      const first = here.start(args);
      await first.line(/"type":"attempt-started".*"step":"parts"/);
      first.kill('SIGKILL');
      await first.ended;
      assert.equal(existsSync(join(here.root, 'parts')), false);
      const second = await here.cli(args);
      assert.equal(second.code, 0, shown(second));
      assert.deepEqual(endings(second), { base: 'up-to-date', parts: 'succeeded', top: 'succeeded' });
      assert.deepEqual(readdirSync(join(here.root, 'parts')), ['one.txt', 'two.txt']);
      assert.deepEqual(readdirSync(here.root).sort(), ['.sam3d-install', 'base.txt', 'parts', 'ran.txt', 'top.txt']);
    },
  );
});

function cannotTrace(): string | false {
  const strace = found('strace');
  if (strace === undefined) return 'no strace here';
  const { status } = spawnSync(strace, ['-qq', '-o', '/dev/null', process.execPath, '-e', '0']);
  return status !== 0 && 'strace may not trace here';
}

function found(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  return folders.map(folder => join(folder, program)).find(path => existsSync(path));
}
