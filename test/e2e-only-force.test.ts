import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { place, platformHere, shown, type CliEnd, type Place } from './support/cli.js';

/** What `--only STEP` and `--force [STEP]` do, as a user who repairs something by hand expects it. */

const GRAPH = `manifest: 1
name: graph
title: A graph
platforms: { ${platformHere()}: {} }
steps:
  compiler: { on-demand: true, uses: run, with: { argv: [note, compiler], creates: [compiler.txt] }, exports: { CC: gcc } }
  base: { uses: run, with: { argv: [note, base], creates: [base.txt] }, exports: { BASE: one } }
  build: { uses: run, needs: [base, compiler], with: { argv: [note, build], creates: [build.txt] } }
  side: { uses: run, with: { argv: [note, side], creates: [side.txt] }, exports: { SIDE: two } }
`;

function graphPlace(t: TestContext): Place {
  const here = place(t);
  here.write('sam3d-install.yaml', GRAPH);
  here.program('note', `echo "$1" >> ran.txt; echo made > "$1.txt"`);
  return here;
}

/** The steps that ran since it was asked last, in order of name. */
function ran(here: Place): string {
  const path = join(here.root, 'ran.txt');
  try {
    return readFileSync(path, 'utf8').trim().split('\n').sort().join(' ');
  } catch {
    return '';
  } finally {
    rmSync(path, { force: true });
  }
}

const handedOver = (here: Place): unknown =>
  (JSON.parse(readFileSync(join(here.root, '.sam3d-install', 'env.json'), 'utf8')) as { readonly env: unknown }).env;

function succeeded(end: CliEnd): string {
  assert.equal(end.code, 0, shown(end));
  return end.stderr;
}

const skip = process.platform === 'win32' && 'the programs of the steps are scripts for sh';

describe('one step', { skip, concurrency: 2 }, () => {
  test('is what a dry run shows, and nothing runs', async t => {
    const here = graphPlace(t);
    succeeded(await here.cli([]));
    ran(here);
    const heads = (end: CliEnd) => end.stdout.split('\n').filter(line => /^ {2}(\d+\.|stands)/.test(line));
    assert.deepEqual(heads(await here.cli(['plan', '--only', 'build', '--force', 'base'])), [
      '  1. compiler [up to date, by run] [on demand]',
      '  2. base [will run: forced]',
      '  3. build [up to date, by run]',
      '  4. side [left out]',
      '  stands      2 up to date, 1 to run, 1 left out',
    ]);
    const wrong = await here.cli(['--dry-run', '--only', 'bulid']);
    assert.equal(wrong.code, 64);
    assert.match(wrong.stderr, /^error: --only names bulid, which is no step of the plan\nhelp: .*build/m);
    assert.equal(ran(here), '');
  });

  test('with --only runs with what it needs, and says so before it begins', async t => {
    const here = graphPlace(t);
    const said = succeeded(await here.cli(['--only', 'base']));
    assert.match(said, /: 1 of 1 steps to run\n/);
    assert.equal(ran(here), 'base');
    assert.match(succeeded(await here.cli(['--only', 'build'])), /: 1 of 3 steps to run\n/);
    assert.equal(ran(here), 'build compiler');
    assert.match(succeeded(await here.cli([])), /: 1 of 4 steps to run\n/);
    assert.equal(ran(here), 'side');
    rmSync(join(here.root, '.sam3d-install', 'journal.ndjson'));
    assert.match(succeeded(await here.cli(['--only', 'compiler'])), /: 1 of 1 steps to run\n/);
    assert.equal(ran(here), 'compiler');
  });

  test('with --only leaves in the hand-over what other steps have exported', async t => {
    const here = graphPlace(t);
    succeeded(await here.cli([]));
    const all = { BASE: 'one', CC: 'gcc', SIDE: 'two' };
    assert.deepEqual(handedOver(here), all);
    succeeded(await here.cli(['--only', 'side', '--force', 'side']));
    assert.deepEqual(handedOver(here), all);
  });

  test('with --force runs again, with nothing else; without a name everything does', async t => {
    const here = graphPlace(t);
    succeeded(await here.cli([]));
    ran(here);
    assert.match(succeeded(await here.cli(['--force', 'side'])), /: 1 of 4 steps to run\n/);
    assert.equal(ran(here), 'side');
    succeeded(await here.cli(['--force', '--only', 'base']));
    assert.equal(ran(here), 'base');
    succeeded(await here.cli(['--force']));
    assert.equal(ran(here), 'base build compiler side');
  });
});
