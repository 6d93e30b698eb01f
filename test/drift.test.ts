import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { place, platformHere, shown, yamlList } from './support/cli.js';
import { makeWheels, quickPythonHere } from './support/real-python.js';
import { realContext } from './support/real-context.js';
import { scriptedContext } from './support/scripted-context.js';
import { pip } from '../engine/actions/pip.js';
import { protectedBy } from '../engine/actions/protected.js';

/** What a step protects stays, whatever a later step brings: with real pip in a real environment. */

test('constraints and pinned packages are protected, and nothing that a marker or an address decides', () => {
  assert.deepEqual(
    protectedBy(['a==1.0', 'b>=2', 'c @ https://host/c.whl', "d==1 ; sys_platform == 'x'"], ['e<2', 'a==1.0']),
    ['a==1.0', 'e<2'],
  );
});

describe('a step that changes what an earlier one protects', () => {
  test('fails and is named, and the very version that was there is there again; what changed outside a run is made again by the next', async t => {
    const quick = await quickPythonHere(t);
    if (quick === undefined) return t.skip('no Python with venv on this host');
    const { version: python, path: host } = quick;
    const here = place(t);
    const context = realContext(t, { root: here.root });
    await makeWheels(join(here.root, 'first'), ['base==1.0'], { python: host, context });
    await makeWheels(join(here.root, 'wheels'), ['base==1.1', 'base==2.0'], { python: host, context });
    const declare = (spoiler: string) =>
      here.write(
        'sam3d-install.yaml',
        `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '${python}', search: ${yamlList([dirname(host)])} } }
  base:
    uses: pip
    needs: [env]
    with: { python: '\${steps.env.python}', packages: [base], constraints: ['base<2'], find-links: [first] }
  spoiler: { needs: [base], ${spoiler} }
`,
      );
    declare(`uses: pip, with: { python: '\${steps.env.python}', packages: ['base>=2'], find-links: [wheels] }`);
    const offline = { env: { PIP_NO_INDEX: '1' } };
    const end = await here.cli(['install'], offline);
    assert.equal(end.code, 1, shown(end));
    assert.match(end.stderr, /failed: spoiler\n {2}because: what base protects: expected base<2, got 2\.0\n/);
    const packages = join(here.root, '_env', 'lib', `python${python}`, 'site-packages');
    assert.ok(existsSync(join(packages, 'base-1.0.dist-info')));
    assert.ok(!existsSync(join(packages, 'base-2.0.dist-info')));

    declare(`uses: run, with: { argv: ['\${steps.env.python}', -m, pip, uninstall, --yes, base] }`);
    const removed = await here.cli(['install'], offline);
    assert.equal(removed.code, 1, shown(removed));
    assert.match(removed.stderr, /failed: spoiler\n {2}because: what base protects: expected base<2, got none\n/);
    assert.ok(existsSync(join(packages, 'base-1.0.dist-info')));

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

    declare(`uses: write, with: { path: last.txt, text: last }`);
    const again = await here.cli(['install'], offline);
    assert.equal(again.code, 0, shown(again));
    assert.ok(existsSync(join(packages, 'base-1.0.dist-info')));
  });
});

test('what a step protects is put back as it was: its version by its hash or its number, and none where there was none', async () => {
  const files = { '/root/_env/bin/python': '', '/root/_env/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.9\n' };
  const context = scriptedContext({ files, command: () => ({}) });
  const hashed = 'torso==2.5.1 --hash=sha256:aa';
  const drifted = [
    { wanted: hashed, holds: false, found: '2.6', before: '2.5.1+cu121' },
    { wanted: 'number<2', holds: false, found: '2.0', before: '1.26.4' },
    { wanted: 'other<2', holds: false, found: '2.0' },
  ];
  const params = { python: '_env/bin/python', packages: ['torso'], 'index-url': 'https://mirror/simple' };
  const restored = await pip.protection?.restore(params, drifted, context);
  assert.ok(restored?.ok);
  const [install, uninstall] = context.calls.map(({ argv }) => argv.slice(7));
  const requirements = '/root/.state/pip/a-step-requirements.txt';
  assert.deepEqual(install, ['--index-url', 'https://mirror/simple', '--no-deps', '--requirement', requirements]);
  const written = await context.files.readText(requirements);
  assert.equal(written.ok && written.value, `${hashed}\nnumber==1.26.4\n`);
  assert.deepEqual(uninstall, ['other']);
});
