import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import { parseRequirement, pinHolds } from '../engine/actions/requirement.js';
import type { JsonObject } from '../engine/model/value.js';
import { failed, scriptedContext, type Script } from './support/scripted-context.js';

const SITE = '/root/_env/lib/python3.11/site-packages';
const ENVIRONMENT = { '/root/_env/bin/python': '', '/root/_env/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.9\n' };
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

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

describe('whether packages stand', () => {
  const params = {
    python: '_env/bin/python',
    packages: ['Torso_A==2.5.1', 'other', "winonly==1; sys_platform == 'win32'"],
  };
  const made = { outputs: { 'site-packages': SITE }, files: [] };
  const stands = (...folders: string[]) =>
    pip.isDone(
      params,
      made,
      scriptedContext({ files: Object.fromEntries(folders.map(name => [`${SITE}/${name}/METADATA`, ''])) }),
    );

  test('they do when each named one is there in its pinned version, a build for some hardware included', async () => {
    assert.equal(await stands('torso_a-2.5.1+cu121.dist-info', 'Other-0.1.dist-info'), true);
  });
  test('they do not when one is gone', async () => {
    assert.equal(await stands('torso_a-2.5.1.dist-info'), false);
  });
  test('they do not when a later step replaced one by another version', async () => {
    assert.equal(await stands('torso_a-2.6.0.dist-info', 'other-0.1.dist-info'), false);
  });

  test('a requirements file counts line by line, and a change in it is seen', async () => {
    const list = '# what we need\nexample>=1 # comment\n-r more.txt\nother==2.0 \\\n    --hash=sha256:00\n';
    const context = scriptedContext({
      files: { ...ENVIRONMENT, '/root/list.txt': list },
      command: () => ({
        makes: { [`${SITE}/example-1.5.dist-info/METADATA`]: '', [`${SITE}/other-2.0.dist-info/METADATA`]: '' },
      }),
    });
    const file = { python: '_env/bin/python', requirements: 'list.txt' };
    const result = await pip.run(file, context);
    assert.ok(result.ok);
    assert.deepEqual(result.value.notes, { files: list, protects: 'other==2.0' });
    assert.equal(await pip.isDone(file, result.value, context), true);
    await context.memory.remove(`${SITE}/other-2.0.dist-info`);
    assert.equal(await pip.isDone(file, result.value, context), false);
    context.memory.add({ [`${SITE}/other-2.0.dist-info/METADATA`]: '' });
    assert.equal(await pip.isDone(file, result.value, context), true);
    context.memory.add({ '/root/list.txt': 'example>=1\n' });
    assert.equal(await pip.isDone(file, result.value, context), false);
  });

  test('what a build leaves in a source folder is known as made, and what was there is not', async () => {
    const context = scriptedContext({
      files: { ...ENVIRONMENT, '/root/src/x/setup.py': '', '/elsewhere/y/setup.py': '' },
      command: () => ({
        makes: { '/root/src/x/build/x.o': '', '/root/src/x/x/answer.bin': '', '/elsewhere/y/y.o': '' },
      }),
    });
    const result = await pip.run({ python: '_env/bin/python', packages: ['./src/x', '/elsewhere/y'] }, context);
    assert.ok(result.ok);
    const files = ['/root/src/x/build/x.o', '/root/src/x/x/answer.bin'];
    assert.deepEqual(result.value.files, files);
    const previous = { ...result.value, stamps: [] };
    const again = await pip.run({ python: '_env/bin/python', packages: ['./src/x'] }, { ...context, previous });
    assert.deepEqual(again.ok && again.value.files, files);
  });

  test('of an address without a name it is remembered what it brought', async () => {
    const brought = { [`${SITE}/part-1.0.dist-info/METADATA`]: '' };
    const context = scriptedContext({
      files: { ...ENVIRONMENT, [`${SITE}/old-1.0.dist-info/METADATA`]: '' },
      command: () => ({ makes: brought }),
    });
    const address = { python: '_env/bin/python', packages: [`git+https://host/part@${COMMIT}`] };
    const result = await pip.run(address, context);
    assert.ok(result.ok);
    assert.deepEqual(result.value.notes, { brought: 'part' });
    assert.equal(await pip.isDone(address, result.value, context), true);
    await context.memory.remove(`${SITE}/part-1.0.dist-info`);
    assert.equal(await pip.isDone(address, result.value, context), false);
  });
});

test('what a requirement says of the package', () => {
  const read = (text: string) => {
    const { name, pin, direct, conditional } = parseRequirement(text);
    return [name, pin, direct ? 'direct' : 'named', ...(conditional ? ['conditional'] : [])];
  };
  assert.deepEqual(read('Open.CV_python'), ['open-cv-python', undefined, 'named']);
  assert.deepEqual(read('a[x,y]==1.2'), ['a', '1.2', 'named']);
  assert.deepEqual(read('a >=1.0, !=1.5, ==1.*'), ['a', '1.*', 'named']);
  assert.deepEqual(read('a!=1.5'), ['a', undefined, 'named']);
  assert.deepEqual(read('a===1.0'), ['a', '1.0', 'named']);
  assert.deepEqual(read("a==1; python_version < '3.12'"), ['a', '1', 'named', 'conditional']);
  assert.deepEqual(read('a @ https://host/a.zip'), ['a', undefined, 'direct']);
  assert.deepEqual(read('https://host/Some_a-1.0-py3-none-any.whl#sha256=0'), ['some-a', undefined, 'direct']);
  assert.deepEqual(read(`git+https://host/a@${COMMIT}`), [undefined, undefined, 'direct']);
  assert.deepEqual(read('./folder'), [undefined, undefined, 'direct']);
  assert.deepEqual(read('C:\\wheels\\a-1.0-py3-none-any.whl'), ['a', undefined, 'direct']);
});

test('a pinned version holds as the packaging rules say', () => {
  const holds = [
    '2.5.1 2.5.1',
    '2.5.1 2.5.1+cu121',
    '2.5 2.5.0',
    '2.5.* 2.5.9',
    '2.5.* 2.5',
    '1.0+pt2.5 1.0+pt2.5',
    '1.0+A-b 1.0+a.b',
  ];
  const fails = [
    '2.5.1 2.5.10',
    '2.5.* 2.50',
    '1.0+cu121 1.0+cpu',
    '1.0+cu121 1.0',
    '1.10 1.1',
    '1.0 1.0rc1',
    '2.5.1 2.5.1.post1',
  ];
  const held = (pair: string) => pinHolds(...(pair.split(' ') as [string, string]));
  assert.deepEqual(
    holds.filter(pair => !held(pair)),
    [],
  );
  assert.deepEqual(fails.filter(held), []);
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
