import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import { venv } from '../engine/actions/venv.js';
import { offlineEnvironment } from '../engine/host/environment/offline-environment.js';
import { countingServer } from './support/counting-server.js';
import { freshFolder, realContext } from './support/real-context.js';
import { failureOf, makeWheels, NO_INDEX, quickPythonHere, serverAnswering } from './support/real-python.js';

// A real Python, a real venv, the real pip in it; packages are made here, and servers are on loopback.

test('Python packages, with the real pip', async t => {
  const root = freshFolder(t);
  const host = await quickPythonHere(t);
  if (host === undefined) return t.skip('this machine has no Python 3 with venv on its PATH');
  const offline = realContext(t, { root, env: { ...NO_INDEX, PIP_NO_INDEX: '1' } });
  const env = await venv.run({ prefix: '_env', python: host.version, search: [dirname(host.path)] }, offline);
  assert.ok(env.ok, JSON.stringify(env));
  const python = env.value.outputs.python ?? '';
  const wheels = join(root, 'wheels');
  await makeWheels(wheels, ['example==1.0', 'example==2.0+cu1', 'part==1.0'], { python, context: offline });

  await t.test('a package of a local folder is installed, found done, and missed once it is gone', async () => {
    const params = { python, packages: ['example==1.0'], 'find-links': ['wheels'] };
    const made = await pip.run(params, offline);
    assert.ok(made.ok, JSON.stringify(made));
    assert.deepEqual(made.value.outputs, { python, 'site-packages': env.value.outputs['site-packages'] });
    assert.equal(await pip.isDone(params, made.value, offline), true);
    assert.ok((await offline.command([python, '-m', 'pip', 'uninstall', '--yes', 'example'])).ok);
    assert.equal(await pip.isDone(params, made.value, offline), false);
  });

  await t.test('a constraint keeps the version that it names', async () => {
    const params = { python, packages: ['example'], 'find-links': ['wheels'], constraints: ['example==1.0'] };
    assert.ok((await pip.run(params, offline)).ok);
    assert.equal(await pip.isDone({ ...params, packages: ['example==1.0'] }, madeIn(env.value.outputs), offline), true);
  });

  await t.test('an upgrade to a build for some hardware counts as the version that was asked for', async () => {
    const params = { python, packages: ['example==2.0'], 'find-links': ['wheels'] };
    const made = await pip.run(params, offline);
    assert.ok(made.ok, JSON.stringify(made));
    assert.equal(await pip.isDone(params, made.value, offline), true);
  });

  await t.test('a wheel by its path is installed, in a root with blanks in its name', async () => {
    const params = { python, packages: ['wheels/part-1.0-py3-none-any.whl'] };
    const made = await pip.run(params, offline);
    assert.ok(made.ok, JSON.stringify(made));
    assert.equal(await pip.isDone(params, made.value, offline), true);
  });

  await t.test('a hash that is not the one of the bytes is refused', async () => {
    const packages = [`part==1.0 --hash=sha256:${'0'.repeat(64)}`];
    const params = { python, packages, 'require-hashes': true, 'find-links': ['wheels'], upgrade: true };
    assert.ok((await offline.command([python, '-m', 'pip', 'uninstall', '--yes', 'part'])).ok);
    assert.equal(await failureOf(params, offline), 'refused');
  });

  const online = realContext(t, { root, env: { ...NO_INDEX, PIP_RETRIES: '0' } });
  for (const [status, expected] of [
    [404, 'absent'],
    [403, 'refused'],
    [429, 'unreachable'],
    [503, 'unreachable'],
  ] as const) {
    await t.test(`an index that answers ${status} means ${expected}`, async t => {
      const index = await serverAnswering(t, status);
      assert.equal(await failureOf({ python, packages: ['nothing-here'], 'index-url': index }, online), expected);
    });
  }

  await t.test('an index that nobody answers at is out of reach', async () => {
    const params = { python, packages: ['nothing-here'], 'index-url': 'http://127.0.0.1:9/' };
    assert.equal(await failureOf(params, online), 'unreachable');
  });

  await t.test(
    'with --offline no index is asked, and a package that is not there is out of reach, not absent',
    async t => {
      const { origin, asked } = await countingServer(t);
      const cut = realContext(t, { root, env: { ...NO_INDEX, ...offlineEnvironment(process.env) } });
      const params = { python, packages: ['nothing-here'], 'index-url': origin };
      assert.equal(await failureOf(params, cut), 'unreachable');
      assert.deepEqual(asked, []);
    },
  );
});

function madeIn(outputs: Readonly<Record<string, string>>) {
  return { outputs, files: [] };
}
