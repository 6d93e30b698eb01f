import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import type { JsonObject } from '../engine/model/value.js';
import { failed, scriptedContext, type Script } from './support/scripted-context.js';
import { ENVIRONMENT, COMMIT } from './support/pip-place.js';

describe('what is said to pip', () => {
  test('names, versions and sources reach pip as they are written, packages behind --', async () => {
    const context = await installed({
      packages: ['example==1.2', 'other>=1,<2'],
      'index-url': 'https://mirror/simple',
      'extra-index-urls': ['https://more/simple'],
      'find-links': ['https://mirror/wheels.html', 'wheels'],
      'no-deps': true,
      'build-isolation': false,
      upgrade: true,
      pre: true,
    });
    assert.deepEqual(context.calls[0]?.argv, [
      ...['/root/_env/bin/python', '-I', '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'],
      ...['--index-url', 'https://mirror/simple', '--extra-index-url', 'https://more/simple'],
      ...['--find-links', 'https://mirror/wheels.html', '--find-links', '/root/wheels'],
      ...['--no-deps', '--no-build-isolation', '--upgrade', '--pre'],
      ...['--', 'example==1.2', 'other>=1,<2'],
    ]);
    assert.deepEqual(context.calls[0].options.env, {
      PIP_LOG: '/root/.state/pip/a-step.log',
      PIP_CACHE_DIR: '/cache/pip',
      PIP_PROGRESS_BAR: 'off',
    });
  });

  test('uv is used where the environment has it, and means the same', async () => {
    const context = await installed(
      {
        packages: ['example==1.2'],
        'index-url': 'https://mirror/simple',
        'extra-index-urls': ['https://more/simple'],
        pre: true,
      },
      { files: { ...ENVIRONMENT, '/root/_env/bin/uv': '' } },
    );
    assert.deepEqual(context.calls[0]?.argv, [
      ...['/root/_env/bin/uv', 'pip', 'install', '--python', '/root/_env/bin/python', '--no-progress'],
      ...['--index-strategy', 'unsafe-best-match'],
      ...['--default-index', 'https://mirror/simple', '--index', 'https://more/simple'],
      ...['--prerelease', 'allow', '--', 'example==1.2'],
    ]);
    assert.deepEqual(context.calls[0].options.env, { UV_CACHE_DIR: '/cache/uv', UV_PYTHON_DOWNLOADS: 'never' });
  });

  test('uv does not replace itself while it runs', async () => {
    const context = await installed({ packages: ['uv==1.2'] }, { files: { ...ENVIRONMENT, '/root/_env/bin/uv': '' } });
    assert.equal(context.calls[0]?.argv[0], '/root/_env/bin/python');
  });

  test('an uv of the host is not used', async () => {
    const context = await installed({ packages: ['example'] }, { programs: { uv: '/usr/bin/uv' } });
    assert.equal(context.calls[0]?.argv[0], '/root/_env/bin/python');
  });

  test('constraints are written to a file, and constraint files are named', async () => {
    const context = await installed({
      packages: ['example'],
      constraints: ['torso==2.5.1', 'limits.txt', 'vision==0.20.1'],
    });
    const file = '/root/.state/pip/a-step-constraints.txt';
    assert.deepEqual(argumentsOf(context), [
      ...['--constraint', '/root/limits.txt', '--constraint', file, '--', 'example'],
    ]);
    assert.equal(context.memory.all()[file], 'torso==2.5.1\nvision==0.20.1\n');
  });

  test('hashes go by a file, as no installer takes them from its arguments', async () => {
    const line = `example==1.2 --hash=sha256:${'a'.repeat(64)}`;
    const context = await installed({ packages: [line], 'require-hashes': true });
    const file = '/root/.state/pip/a-step-requirements.txt';
    assert.deepEqual(argumentsOf(context), ['--require-hashes', '--requirement', file]);
    assert.equal(context.memory.all()[file], `${line}\n`);
  });

  test('a mirror stands for every address, also inside a requirement', async () => {
    const context = await installed(
      {
        packages: [`part @ git+https://host/part@${COMMIT}`, 'https://host/a-1.0-py3-none-any.whl', './local'],
        'index-url': 'https://host/simple',
        'find-links': ['https://host/links.html'],
      },
      { mirrored: url => url.replace('https://host/', 'http://127.0.0.1:1/') },
    );
    assert.deepEqual(argumentsOf(context), [
      ...['--index-url', 'http://127.0.0.1:1/simple', '--find-links', 'http://127.0.0.1:1/links.html', '--'],
      ...[`part @ git+http://127.0.0.1:1/part@${COMMIT}`, 'http://127.0.0.1:1/a-1.0-py3-none-any.whl', '/root/local'],
    ]);
  });

  test('a requirements file is taken from the root', async () => {
    const context = await installed({ requirements: 'requirements.txt' });
    assert.deepEqual(argumentsOf(context), ['--requirement', '/root/requirements.txt']);
  });

  test('on Windows the Python of a conda environment and its uv stand in different folders', async () => {
    const context = await installed(
      { python: 'C:\\root\\_env\\python.exe', packages: ['example'] },
      {
        platform: 'win-64',
        files: {
          'C:\\root\\_env\\python.exe': '',
          'C:\\root\\_env\\Scripts\\uv.exe': '',
          'C:\\root\\_env\\conda-meta\\python-3.11.9-h0_0.json': '',
        },
      },
    );
    assert.equal(context.calls[0]?.argv[0], 'C:\\root\\_env\\Scripts\\uv.exe');
  });
});

describe('what pip is not asked', () => {
  const refused: readonly (readonly [string, JsonObject])[] = [
    ['a flag in place of a package', { packages: ['--target=/'] }],
    ['a flag in a second line', { packages: ['example\n--index-url https://elsewhere'] }],
    ['a flag in place of a constraint', { packages: ['example'], constraints: ['-r /etc/passwd'] }],
    ['a Python outside the root', { python: '/usr/bin/python3', packages: ['example'] }],
  ];
  for (const [name, params] of refused) {
    test(`${name} is refused before anything runs`, async () => {
      const context = scriptedContext({ files: ENVIRONMENT });
      const result = await pip.run({ python: '_env/bin/python', ...params }, context);
      assert.equal(!result.ok && result.error.kind, 'policy');
      assert.deepEqual(context.calls, []);
    });
  }

  test('an environment that is not there is said to be missing', async () => {
    const result = await pip.run({ python: '_env/bin/python', packages: ['example'] }, scriptedContext());
    assert.deepEqual(!result.ok && result.error, {
      kind: 'not-found',
      what: 'the Python of an environment',
      looked: ['/root/_env/bin/python'],
    });
  });
});

test('a package that pip could not ask for is out of reach, not absent', async () => {
  const script: Script = { files: ENVIRONMENT, command: () => failed('ERROR: No matching distribution found for a') };
  const context = scriptedContext(script);
  const withLog: typeof context = {
    ...context,
    command: async (argv, options) => {
      const log = options?.env?.PIP_LOG ?? 'no log was asked for';
      context.memory.add({ [log]: 'Could not fetch URL http://h/a/: too many 503 error responses\n' });
      return context.command(argv, options);
    },
  };
  const result = await pip.run({ python: '_env/bin/python', packages: ['a'] }, withLog);
  assert.equal(!result.ok && result.error.kind === 'command' && result.error.means, 'unreachable');
  assert.equal(context.memory.all()['/root/.state/pip/a-step.log'], undefined);
});

test('what no hash covers is said', () => {
  const hash = 'a'.repeat(64);
  assert.equal(pip.unverified({ packages: ['a==1'] }), 'packages from an index, by name');
  assert.equal(pip.unverified({ requirements: 'requirements.txt' }), 'packages from an index, by name');
  assert.equal(
    pip.unverified({ packages: [`git+https://host/a@${COMMIT}`] }),
    'what the packages depend on, from an index, by name',
  );
  assert.equal(pip.unverified({ packages: [`git+https://host/a@${COMMIT}`], 'no-deps': true }), undefined);
  assert.equal(pip.unverified({ packages: [`https://host/a.whl#sha256=${hash}`], 'no-deps': true }), undefined);
  assert.equal(
    pip.unverified({ packages: ['git+https://host/a@main'], 'no-deps': true }),
    'packages from an index, by name',
  );
  assert.equal(pip.unverified({ requirements: 'requirements.txt', 'require-hashes': true }), undefined);
});

async function installed(params: JsonObject, script: Script = {}) {
  const context = scriptedContext({ files: ENVIRONMENT, command: () => ({}), ...script });
  const result = await pip.run({ python: '_env/bin/python', ...params }, context);
  assert.ok(result.ok, JSON.stringify(result));
  return context;
}

/** What comes after pip's own flags. */
function argumentsOf(context: { readonly calls: readonly { readonly argv: readonly string[] }[] }): readonly string[] {
  return context.calls[0]?.argv.slice(7) ?? [];
}
