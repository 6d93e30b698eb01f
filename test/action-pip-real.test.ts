import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import { venv } from '../engine/actions/venv.js';
import { failureClass } from '../engine/model/failure.js';
import { freshFolder, realContext, type RealContext } from './support/real-context.js';

// A real Python, a real venv, the real pip in it; packages are made here, and servers are on loopback.

/** Makes wheels without any build tool, and the page of links that finds them. */
const MAKE_WHEELS = `
import sys, zipfile
folder, *specs = sys.argv[1:]
for spec in specs:
    name, version = spec.split('==')
    with zipfile.ZipFile(f'{folder}/{name}-{version}-py3-none-any.whl', 'w') as wheel:
        info = f'{name}-{version}.dist-info'
        wheel.writestr(f'{name}.py', f'version = "{version}"')
        wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n')
        wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(f'{info}/RECORD', '')
`;

/** What this machine says of indexes does not count: only what a test says. */
const NO_INDEX = Object.fromEntries(
  [...Object.keys(process.env).filter(name => /^(PIP|UV)_/.test(name))].map(name => [name, undefined] as const),
);

test('Python packages, with the real pip', async t => {
  const root = freshFolder(t);
  const version = await versionHere(t);
  if (version === undefined) return t.skip('this machine has no Python 3 with venv on its PATH');
  const offline = realContext(t, { root, env: { ...NO_INDEX, PIP_NO_INDEX: '1' } });
  const env = await venv.run({ prefix: '_env', python: version }, offline);
  assert.ok(env.ok, JSON.stringify(env));
  const python = env.value.outputs.python ?? '';
  const wheels = join(root, 'wheels');
  await offline.files.makeFolder(wheels);
  const specs = ['example==1.0', 'example==2.0+cu1', 'part==1.0'];
  assert.ok((await offline.command([python, '-I', '-c', MAKE_WHEELS, wheels, ...specs])).ok);

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
});

async function versionHere(t: TestContext): Promise<string | undefined> {
  const context = realContext(t);
  const python = await context.probes.which('python3');
  if (python === undefined) return undefined;
  const code = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  const answer = await context.command([python, '-I', '-c', code]);
  return answer.ok ? answer.value.stdout.trim() : undefined;
}

function madeIn(outputs: Readonly<Record<string, string>>) {
  return { outputs, files: [] };
}

async function failureOf(params: Parameters<typeof pip.run>[0], context: RealContext): Promise<string> {
  const result = await pip.run(params, context);
  return result.ok ? 'it succeeded' : failureClass(result.error);
}

async function serverAnswering(t: TestContext, status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status, { 'content-length': 0 }).end());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
