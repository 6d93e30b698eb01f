import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { place, platformHere, shown, yamlList } from './support/cli.js';
import { makeWheels, pythonHere } from './support/real-python.js';
import { realContext } from './support/real-context.js';
import { protectedBy } from '../engine/actions/protected.js';

/** What a step protects stays, whatever a later step brings: with real pip in a real environment. */

test('constraints and pinned packages are protected, and nothing that a marker or an address decides', () => {
  assert.deepEqual(
    protectedBy(['a==1.0', 'b>=2', 'c @ https://host/c.whl', "d==1 ; sys_platform == 'x'"], ['e<2', 'a==1.0']),
    ['a==1.0', 'e<2'],
  );
});

describe('a step that changes what an earlier one protects', () => {
  test('fails, names what and whose it is, and what was there is there again', async t => {
    const python = await pythonHere(t);
    if (python === undefined) return t.skip('no Python with venv on this host');
    const here = place(t);
    const context = realContext(t, { root: here.root });
    const host = (await context.probes.which('python3')) ?? '';
    await makeWheels(join(here.root, 'wheels'), ['base==1.0', 'base==2.0'], { python: host, context });
    const search = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '${python}', search: ${yamlList(search)} } }
  base:
    uses: pip
    needs: [env]
    with: { python: '\${steps.env.python}', packages: [base], constraints: ['base<2'], find-links: [wheels] }
  spoiler:
    uses: pip
    needs: [base]
    with: { python: '\${steps.env.python}', packages: ['base>=2'], find-links: [wheels] }
`,
    );
    const offline = { env: { PIP_NO_INDEX: '1' } };
    const end = await here.cli(['install'], offline);
    assert.equal(end.code, 1, shown(end));
    assert.match(end.stderr, /failed: spoiler\n {4}"pip":\n {6}what base protects: expected base<2, got 2\.0\n/);
    const packages = join(here.root, '_env', 'lib', `python${python}`, 'site-packages');
    assert.ok(existsSync(join(packages, 'base-1.0.dist-info')));
    assert.ok(!existsSync(join(packages, 'base-2.0.dist-info')));

    const pip = join(here.root, '_env', 'bin', 'python');
    const spoilt = await context.command([
      pip,
      '-m',
      'pip',
      'install',
      '--no-index',
      '-f',
      join(here.root, 'wheels'),
      'base==2.0',
    ]);
    assert.ok(spoilt.ok);
    const verified = await here.cli(['verify'], offline);
    assert.match(verified.stdout, /^x base: broken\n {4}what base protects: expected base<2, got 2\.0$/m);
  });
});
