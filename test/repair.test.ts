import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { eventsOf, place, platformHere, shown, yamlList, type CliEnd, type Place } from './support/cli.js';
import { makeWheels, quickPythonHere } from './support/real-python.js';
import { realContext } from './support/real-context.js';

/** `repair` on the built program: what `verify` finds broken is made again, and nothing else. */

const GRAPH = `manifest: 1
name: graph
title: A graph
platforms: { ${platformHere()}: {} }
steps:
  base: { uses: write, with: { path: base.txt, text: "base\\n" } }
  side: { uses: write, needs: [base], with: { path: side.txt, text: "side\\n" }, verify: [{ file: side.txt }] }
  top: { uses: write, needs: [side], with: { path: top.txt, text: "top\\n" } }
`;

async function installed(t: TestContext, manifest = GRAPH): Promise<Place> {
  const here = place(t);
  here.write('sam3d-install.yaml', manifest);
  const first = await here.cli(['install']);
  assert.equal(first.code, 0, shown(first));
  return here;
}

function endings(end: CliEnd): Readonly<Record<string, string>> {
  const settled = eventsOf(end).filter(event => event.type === 'step-settled');
  return Object.fromEntries(settled.map(({ step, outcome }) => [step, outcome.kind]));
}

describe('repair', { concurrency: 2 }, () => {
  test('makes again what is broken, and says what that was', async t => {
    const here = await installed(t);
    writeFileSync(join(here.root, 'side.txt'), 'spoilt\n');
    const end = await here.cli(['repair']);
    assert.equal(end.code, 0, shown(end));
    assert.match(end.stderr, /^x side: broken\n {4}side: expected what write made, got it gone or changed\n/);
    assert.match(end.stderr, /\nrepaired: side\n$/);
    assert.equal(readFileSync(join(here.root, 'side.txt'), 'utf8'), 'side\n');
    assert.equal((await here.cli(['verify'])).code, 0);
  });

  test('runs no step that was never done, and none that changed since', async t => {
    const here = await installed(t);
    rmSync(join(here.root, 'base.txt'));
    here.write(
      'sam3d-install.yaml',
      `${GRAPH.replace('top\\n', 'new\\n')}  more: { uses: write, with: { path: m, text: m } }\n`,
    );
    const end = await here.cli(['repair', '--json']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(endings(end), { base: 'succeeded', side: 'up-to-date' });
    assert.equal(readFileSync(join(here.root, 'top.txt'), 'utf8'), 'top\n');
  });

  test('says so where nothing is broken, and changes nothing with --dry-run', async t => {
    const here = await installed(t);
    const whole = await here.cli(['repair']);
    assert.equal(whole.code, 0, shown(whole));
    assert.equal(whole.stderr, 'nothing to repair: all that is done holds\n');
    rmSync(join(here.root, 'top.txt'));
    const dry = await here.cli(['repair', '--dry-run']);
    assert.equal(dry.code, 1, shown(dry));
    assert.match(dry.stderr, /\nwould be made again: top\n$/);
    assert.throws(() => readFileSync(join(here.root, 'top.txt')));
  });

  test('mends a package and an interpreter that pip and venv take for installed', async t => {
    const quick = await quickPythonHere(t);
    if (quick === undefined) return t.skip('no Python with venv on this host');
    const { version: python, path: host } = quick;
    const here = place(t);
    const wheels = join(here.root, 'wheels');
    const context = realContext(t, { root: here.root });
    await makeWheels(wheels, ['example==1.0'], { python: host, context });
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '${python}', search: ${yamlList([dirname(host)])} }, verify: [{ python: 'import json' }] }
  package:
    uses: pip
    needs: [env]
    with: { python: '\${steps.env.python}', packages: ['example==1.0'], find-links: [wheels] }
    verify: [{ python: 'import example; assert example.version == "1.0"' }]
`,
    );
    const first = await here.cli(['install', '--offline'], { env: { PIP_NO_INDEX: '1' } });
    assert.equal(first.code, 0, shown(first));
    const module = join(here.root, '_env', 'lib', `python${python}`, 'site-packages', 'example.py');
    writeFileSync(module, 'this is no Python\n');
    const mended = await here.cli(['repair', '--json'], { env: { PIP_NO_INDEX: '1' } });
    assert.equal(mended.code, 0, shown(mended));
    assert.deepEqual(endings(mended), { env: 'up-to-date', package: 'succeeded' });
    assert.equal(readFileSync(module, 'utf8'), 'version = "1.0"');
    rmSync(join(here.root, '_env', 'bin', 'python'));
    const rebuilt = await here.cli(['repair', '--json'], { env: { PIP_NO_INDEX: '1' } });
    assert.equal(rebuilt.code, 0, shown(rebuilt));
    assert.deepEqual(endings(rebuilt), { env: 'succeeded', package: 'succeeded' });
  });
});
