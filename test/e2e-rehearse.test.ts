import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPythons } from '../engine/host/rehearsal/find-python.js';
import { eventsOf, place, shown, type CliEnd } from './support/cli.js';
import { nvccScript } from './support/compiler-ladder.js';

/** Scenario B on `default.yaml` itself, rehearsed. A and C are in the other tests of rehearsals. */

const python = (await findPythons('3.11', process.env)).find(({ version }) => version === '3.11');
const realPath = process.env['PATH'] ?? '';
const gxx = realPath
  .split(':')
  .map(folder => join(folder, 'g++'))
  .find(path => existsSync(path));
const skip =
  ((process.platform !== 'linux' || process.arch !== 'x64') && 'compilers of Linux') ||
  (python === undefined && 'no Python 3.11 with venv here') ||
  (gxx === undefined && 'no g++ here');

/** Step → the attempt that made it, or how else it ended. */
function endings(end: CliEnd): Readonly<Record<string, string>> {
  const settled = eventsOf(end).filter(event => event.type === 'step-settled');
  return Object.fromEntries(
    settled.map(({ step, outcome }) => [step, outcome.kind === 'succeeded' ? outcome.attempt : outcome.kind]),
  );
}

test(
  'B: default.yaml takes the compilers of the host whose versions fit, and by option its own; that runs nothing else again',
  { skip },
  async t => {
    const here = place(t);
    here.program('python3.11', `exec '${python?.path ?? ''}' "$@"`);
    here.program('nvcc', nvccScript);
    // it says that it is one that fits, and compiles as what it is
    here.program(
      'g++',
      `[ "$1" = -dumpfullversion ] && echo 12.2.0 && exit\nPATH='${realPath}' exec '${gxx ?? ''}' "$@"`,
    );
    const words = ['rehearse', '--json', '--profile', 'cuda-12.1'];
    const faults = ['--absent', 'pytorch3d-conda', '--absent', 'pytorch3d'];

    const first = await here.cli([...words, ...faults]);
    assert.equal(first.code, 0, shown(first));
    const ended = endings(first);
    assert.equal(ended['nvcc'], 'on this host');
    assert.equal(ended['cxx'], 'g++ on this host');
    assert.equal(ended['pytorch3d'], 'build from source');
    assert.equal(existsSync(join(here.root, '_tools', 'gxx')), false, 'nothing is downloaded for it');

    const second = await here.cli([...words, ...faults, '--option', 'compilers=download']);
    assert.equal(second.code, 0, shown(second));
    const again = endings(second);
    const anew = Object.keys(again).filter(step => again[step] !== 'up-to-date');
    assert.deepEqual(anew.sort(), ['check', 'cxx', 'nvcc', 'pytorch3d']);
    assert.equal(again['nvcc'], 'conda-forge, Linux');
    assert.equal(again['cxx'], 'conda-forge');
    assert.equal(again['pytorch3d'], 'build from source');
    const handOver = JSON.parse(readFileSync(join(here.root, '.sam3d-install', 'env.json'), 'utf8')) as {
      readonly env: Readonly<Record<string, string>>;
    };
    assert.equal(handOver.env['CUDA_HOME'], join(here.root, '_tools', 'cuda'));
    assert.equal(handOver.env['CXX'], join(here.root, '_tools', 'gxx', 'bin', 'x86_64-conda-linux-gnu-g++'));
  },
);
