import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventsOf, place, shown } from './support/cli.js';
import { quickPython } from './support/quick-python.js';
import { anyPython } from './support/rehearsal-python.js';

const python = await anyPython();
const skip =
  (process.platform === 'win32' && 'the Python on PATH is a script for sh') ||
  (python?.version !== '3.11' && 'no Python 3.11 here that can make environments');

test(
  'where the conda tool cannot be reached, default.yaml makes its environment of the system Python',
  { skip },
  async t => {
    const here = place(t);
    here.program('python3', `exec '${quickPython(python?.path ?? '')}' "$@"`);
    // real manifest, real engine, real venv: nobody is asked for the tool, so it is as out of reach as on a cut-off host
    const end = await here.cli([
      '--manifest',
      'default.yaml',
      '--only',
      'env',
      '--offline',
      '--json',
      '--profile',
      'cpu',
    ]);
    assert.equal(end.code, 0, shown(end));
    const outcomes = eventsOf(end).flatMap(event => (event.type === 'step-settled' ? [event] : []));
    const [tool, env] = outcomes;
    assert.equal(`${tool?.step} ${tool?.outcome.kind}`, 'micromamba failed');
    assert.ok(env?.step === 'env' && env.outcome.kind === 'succeeded', shown(end));
    assert.equal(env.outcome.attempt, 'system Python');
    assert.deepEqual(
      env.outcome.ladder.map(failed => [failed.attempt, failed.class]),
      [['conda', 'unreachable']],
    );
    assert.ok(existsSync(join(here.root, '_env', 'pyvenv.cfg')));
    const handOver = JSON.parse(readFileSync(join(here.root, '.sam3d-install', 'env.json'), 'utf8')) as {
      path: unknown;
    };
    assert.deepEqual(handOver.path, [join(here.root, '_env', 'bin')]);
  },
);
