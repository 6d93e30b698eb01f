import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import { venv } from '../engine/actions/venv.js';
import { offlineEnvironment } from '../engine/host/environment/offline-environment.js';
import { countingServer } from './support/counting-server.js';
import { freshFolder, realContext } from './support/real-context.js';
import { failureOf, makeWheels, NO_INDEX, quickPythonHere, serverAnswering } from './support/real-python.js';

// The real uv, from the default index of this machine; everything else is made here or on loopback.

test('Python packages, with the real uv', async t => {
  const root = freshFolder(t);
  const host = await quickPythonHere(t);
  if (host === undefined) return t.skip('this machine has no Python 3 with venv on its PATH');
  const asThisMachine = realContext(t, { root, env: { PIP_RETRIES: '0', PIP_DEFAULT_TIMEOUT: '5' } });
  const env = await venv.run({ prefix: '_env', python: host.version, search: [dirname(host.path)] }, asThisMachine);
  assert.ok(env.ok, JSON.stringify(env));
  const python = env.value.outputs.python ?? '';
  const got = await pip.run({ python, packages: ['uv'] }, asThisMachine);
  if (!got.ok) return t.skip('the default index cannot be reached, so there is no uv');
  const context = realContext(t, { root, env: { ...NO_INDEX, UV_HTTP_TIMEOUT: '5' } });
  await makeWheels(join(root, 'wheels'), ['example==1.0', 'example==2.0+cu1'], { python, context });
  const nothing = await serverAnswering(t, 404);
  const local = { python, 'index-url': nothing, 'find-links': ['wheels'] };

  await t.test('a package of a local folder is installed and found done', async () => {
    const params = { ...local, packages: ['example==1.0'], 'no-deps': true };
    const made = await pip.run(params, context);
    assert.ok(made.ok, JSON.stringify(made));
    assert.ok(
      context.printed.some(line => line.includes('Using Python')),
      'it is uv that printed',
    );
    assert.deepEqual(made.value.outputs, { python, 'site-packages': env.value.outputs['site-packages'] });
    assert.equal(await pip.isDone(params, made.value, context), true);
  });

  await t.test('an upgrade stays within the constraints', async () => {
    const params = { ...local, packages: ['example'], upgrade: true, pre: true };
    assert.ok((await pip.run({ ...params, constraints: ['example<2'] }, context)).ok);
    const made = await pip.run(params, context);
    assert.ok(made.ok, JSON.stringify(made));
    assert.equal(await pip.isDone({ ...params, packages: ['example==2.0+cu1'] }, made.value, context), true);
  });

  await t.test('a hash that is not the one of the bytes is refused', async () => {
    const packages = [`example==1.0 --hash=sha256:${'0'.repeat(64)}`];
    assert.equal(await failureOf({ ...local, packages, 'require-hashes': true }, context), 'refused');
  });

  await t.test('an index is named by the manifest, whatever the user has set for others', async t => {
    const others = realContext(t, { root, env: { ...NO_INDEX, PIP_INDEX_URL: 'http://127.0.0.1:9/' } });
    assert.equal(await failureOf({ ...local, packages: ['nothing-here'] }, others), 'absent');
  });

  await t.test('an index that answers 403 refuses', async t => {
    const index = await serverAnswering(t, 403);
    assert.equal(await failureOf({ python, packages: ['nothing-here'], 'index-url': index }, context), 'refused');
  });

  await t.test('an index that nobody answers at is out of reach', async t => {
    const impatient = realContext(t, { root, env: NO_INDEX, stepEnv: { UV_HTTP_RETRIES: '0' } });
    const params = { python, packages: ['nothing-here'], 'index-url': 'http://127.0.0.1:9/' };
    assert.equal(await failureOf(params, impatient), 'unreachable');
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
