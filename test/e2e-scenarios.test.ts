import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Event } from '../engine/model/event.js';
import { eventsOf, place, shown, type CliEnd, type Place } from './support/cli.js';
import { pythonLadder, serveLadder } from './support/compiler-ladder.js';
import { has } from './support/make-archive.js';
import { startMirror, type Mirror } from './support/mirror.js';
import { quickPython } from './support/quick-python.js';
import { anyPython } from './support/rehearsal-python.js';

/** Scenarios A and C: a host without compilers, with a real environment, real pip and a real build of a package. */

interface Scene {
  readonly here: Place;
  readonly mirror: Mirror;
  readonly install: (...args: readonly string[]) => Promise<CliEnd>;
}

const python = await anyPython();

async function scene(t: TestContext, { prebuilt }: { readonly prebuilt: boolean }): Promise<Scene> {
  if (python === undefined) throw new Error('no Python');
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  here.write('sam3d-install.yaml', pythonLadder(serveLadder(mirror, { prebuilt }), python));
  here.program('python3', `exec '${quickPython(python.path)}' "$@"`);
  // No index: what is not on the mirror is nowhere.
  const env = { PIP_NO_INDEX: '1' };
  const args = ['install', '--mirror', `https://packages.test/=${mirror.url}/`];
  return { here, mirror, install: (...more) => here.cli([...args, ...more], { env }) };
}

const asked = (mirror: Mirror) => mirror.requests.map(({ path }) => path).sort();

/** The place of the first event of a type about a step; fails where there is none. */
function placeOf(events: readonly Event[], type: Event['type'], step: string, attempt?: string): number {
  const index = events.findIndex(
    event => event.type === type && 'step' in event && event.step === step && isOf(event, attempt),
  );
  assert.notEqual(index, -1, `there is no ${type} of ${step}`);
  return index;
}

function isOf(event: Event, attempt: string | undefined): boolean {
  return attempt === undefined || ('attempt' in event && event.attempt === attempt);
}

function outcomeOf(events: readonly Event[], step: string): string {
  const event = events[placeOf(events, 'step-settled', step)];
  if (event?.type !== 'step-settled') return '';
  const { outcome } = event;
  return 'attempt' in outcome ? `${outcome.kind} ${outcome.attempt}` : outcome.kind;
}

const skip =
  (process.platform === 'win32' && 'the stand-in compilers are scripts for sh') ||
  (!has('bzip2') && 'no bzip2 to make the archives with') ||
  (python === undefined && 'no Python here that can make environments');

describe('on a host without compilers', { skip, concurrency: 2 }, () => {
  test('A: the prebuilt archive is taken, and no compiler is asked for', async t => {
    const { here, mirror, install } = await scene(t, { prebuilt: true });
    const end = await install();
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(asked(mirror), ['/meshes-prebuilt.tar.bz2', '/wheels/', `/wheels/arrays-1.26-py3-none-any.whl`]);
    assert.equal(existsSync(join(here.root, '_tools')), false);
    const ran = await here.cli(['run', '--', 'python', '-c', 'import meshes; print(meshes.made)']);
    assert.equal(ran.stdout, 'prebuilt\n', shown(ran));
    assert.ok(
      end.stderr.includes(
        '  unverified, since no hash covers it:\n' +
          '    packages from an index, by name: arrays\n' +
          '    artifact prebuilt: meshes\n',
      ),
      shown(end),
    );
    const again = await install();
    assert.match(again.stderr, /Meshes: nothing to do, 3 steps up to date/);
  });

  test('C: the prebuilt archive is not there, the compilers are there before the build, and the build succeeds', async t => {
    const { here, mirror, install } = await scene(t, { prebuilt: false });
    const end = await install('--json');
    assert.equal(end.code, 0, shown(end));
    const events = eventsOf(end);
    assert.equal(outcomeOf(events, 'nvcc'), 'succeeded downloaded');
    assert.equal(outcomeOf(events, 'cxx'), 'succeeded downloaded');
    assert.equal(outcomeOf(events, 'meshes'), 'succeeded build from source');
    const missed = placeOf(events, 'attempt-failed', 'meshes');
    const build = placeOf(events, 'attempt-started', 'meshes', 'build from source');
    for (const compiler of ['nvcc', 'cxx']) {
      assert.ok(missed < placeOf(events, 'step-started', compiler), `${compiler} waits until it is needed`);
      assert.ok(placeOf(events, 'step-settled', compiler) < build, `${compiler} is there before the build`);
    }
    assert.ok(asked(mirror).includes('/nvcc.tar.bz2') && asked(mirror).includes('/gxx.tar.bz2'));
    const ran = await here.cli(['run', '--', 'python', '-c', 'import meshes; print(meshes.made)']);
    assert.equal(ran.stdout, 'int answer() { return 42; }\ncompiled by g++ of the mirror\n\n', shown(ran));
    const handOver = JSON.parse(readFileSync(join(here.root, '.sam3d-install', 'env.json'), 'utf8')) as {
      readonly env: Readonly<Record<string, string>>;
    };
    assert.deepEqual(handOver.env, {
      CUDACXX: join(here.root, '_tools/cuda/bin/nvcc'),
      CXX: join(here.root, '_tools/gxx/bin/g++'),
    });
  });
});
