import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conda } from '../engine/actions/conda.js';
import type { Failure } from '../engine/model/failure.js';
import { failed, scriptedContext, type Answer, type Script } from './support/scripted-context.js';

const PARAMS = {
  tool: '_tools/manager',
  prefix: '_env',
  channels: ['https://host/main', 'extra'],
  packages: ['python=3.11', 'main::compiler=12.*'],
};
const INSTALLED = {
  '/root/_env/conda-meta/history': '',
  '/root/_env/conda-meta/python-3.11.9-h955ad1f_0.json': '',
  '/root/_env/conda-meta/python-dateutil-2.9-pyh_0.json': '',
  '/root/_env/conda-meta/compiler-12.4.0-h0_7.json': '',
  '/root/_env/bin/python': '',
};
const creates = (): Answer => ({ makes: INSTALLED });

describe('a conda environment', () => {
  test('is created where nothing stands, from the named channels only', async () => {
    const { context, made } = await run({ command: creates });
    assert.deepEqual(context.calls, [
      {
        argv: [
          ...['/root/_tools/manager', 'create', '--yes', '--no-rc', '--override-channels'],
          ...['--root-prefix', '/root/.state/conda', '--prefix', '/root/_env'],
          ...['--channel', 'https://host/main', '--channel', 'extra', 'python=3.11', 'main::compiler=12.*'],
        ],
        options: { env: { CONDA_PKGS_DIRS: '/cache/conda' } },
      },
    ]);
    assert.deepEqual(made, {
      outputs: {
        prefix: '/root/_env',
        home: '/root/_env',
        'search-path': '/root/_env/bin',
        path: '/root/_env/bin/python',
        python: '/root/_env/bin/python',
        'site-packages': '/root/_env/lib/python3.11/site-packages',
      },
      files: ['/root/_env'],
    });
    assert.equal(await conda.isDone(PARAMS, made, context), true);
  });

  test('is solved for the card that the plan was made for, which this host need not have', async () => {
    const told = async (facts: Record<string, string>, env: Record<string, string> = {}) =>
      (await run({ command: creates, facts, env })).context.calls[0]?.options.env?.['CONDA_OVERRIDE_CUDA'];
    assert.equal(await told({ gpu: 'nvidia', 'cuda-driver': '12.1' }), '12.1');
    assert.equal(await told({ gpu: 'none' }), '', 'no card, whatever this host has');
    assert.equal(await told({ gpu: 'nvidia' }), undefined, 'an old driver that does not say: the tool looks itself');
    const own = { CONDA_OVERRIDE_CUDA: '11.8' };
    assert.equal(await told({ gpu: 'nvidia', 'cuda-driver': '12.1' }, own), undefined, 'the manifest says it itself');
  });

  test('is installed into where it stands: creating it again would delete it', async () => {
    const { context, made } = await run({ files: INSTALLED, command: creates });
    assert.equal(context.calls[0]?.argv[1], 'install');
    assert.deepEqual(made.files, [], 'another step made it, so removing this step must not remove it');
  });

  test('still belongs to the step that made it when that step runs again', async () => {
    const { context } = await run({ command: creates });
    const again = await conda.run(PARAMS, context);
    assert.equal(context.calls[1]?.argv[1], 'install');
    assert.deepEqual(again.ok && again.value.files, ['/root/_env']);
  });

  test('of another Python is made afresh, and the old one comes back when that fails', async () => {
    let prints = '3.11';
    let fails = false;
    const context = scriptedContext({
      command: () =>
        fails
          ? failed('no space left on device')
          : {
              makes: {
                '/root/_env/conda-meta/history': '',
                [`/root/_env/conda-meta/python-${prints}.0-h0_0.json`]: '',
              },
            },
    });
    const env = { ...PARAMS, packages: ['python=3.11'] };
    assert.ok((await conda.run(env, context)).ok);
    const before = context.memory.all();
    fails = true;
    assert.equal((await conda.run({ ...env, packages: ['python=3.12'] }, context)).ok, false);
    assert.deepEqual(context.memory.all(), before);
    [fails, prints] = [false, '3.12'];
    assert.ok((await conda.run({ ...env, packages: ['python==3.12.*'] }, context)).ok);
    assert.deepEqual(
      context.calls.map(({ argv }) => argv[1]),
      ['create', 'create', 'create'],
    );
    assert.deepEqual(await context.memory.list('/root/_env/conda-meta'), ['history', 'python-3.12.0-h0_0.json']);
    assert.deepEqual(await context.memory.list('/root/_env.before'), []);
  });

  test('is not made over files of the user', async () => {
    const files = { '/root/_env/thesis.txt': 'all of it' };
    const { context, failure } = await refused({ files });
    assert.deepEqual(failure, {
      kind: 'policy',
      rule: 'what is not ours stays',
      detail: '/root/_env has files in it and is not a conda environment: move it away, or choose another folder',
    });
    assert.deepEqual(context.memory.all(), files);
  });

  test('that could not be made leaves nothing behind', async () => {
    const { context } = await refused({ command: () => failed('Could not resolve host: host') });
    assert.deepEqual(context.memory.all(), {});
  });

  test('that a killed run left half-made is made afresh', async () => {
    const { context } = await run({
      files: { '/root/.state/folders/_env': 'making\na-step\n', '/root/_env/conda-meta/half.json': '' },
      command: creates,
    });
    assert.equal(context.calls[0]?.argv[1], 'create');
    assert.equal(context.memory.all()['/root/_env/conda-meta/half.json'], undefined);
  });

  test('is done only while each package and the command stand', async () => {
    const params = { ...PARAMS, command: 'bin/cc' };
    const { context, made } = await run(
      { command: () => ({ makes: { ...INSTALLED, '/root/_env/bin/cc': '' } }) },
      params,
    );
    assert.equal(made.outputs.path, '/root/_env/bin/cc');
    assert.equal(made.outputs.home, '/root/_env');
    assert.equal(await conda.isDone(params, made, context), true);
    assert.equal(await conda.isDone({ ...params, packages: ['dateutil'] }, made, context), false);
    await context.memory.remove('/root/_env/bin/cc');
    assert.equal(await conda.isDone(params, made, context), false);
  });

  test('without the promised command has failed', async () => {
    const { failure } = await refused({ command: creates }, { ...PARAMS, command: 'bin/cc' });
    assert.equal(failure.kind === 'check' && failure.expected, '/root/_env/bin/cc');
  });

  test('without Python gives no Python', async () => {
    const makes = { '/root/_env/conda-meta/history': '', '/root/_env/conda-meta/python-dateutil-2.9-pyh_0.json': '' };
    const { made } = await run({ command: () => ({ makes }) });
    assert.deepEqual(Object.keys(made.outputs), ['prefix', 'home', 'search-path']);
  });

  test('has its programs in more folders on Windows', async () => {
    const { made } = await run({
      platform: 'win-64',
      command: () => ({
        makes: { 'C:\\root\\_env\\conda-meta\\history': '', 'C:\\root\\_env\\conda-meta\\python-3.11.9-h0_0.json': '' },
      }),
    });
    assert.deepEqual(made.outputs, {
      prefix: 'C:\\root\\_env',
      home: 'C:\\root\\_env',
      'search-path': [
        'C:\\root\\_env',
        'C:\\root\\_env\\Library\\mingw-w64\\bin',
        'C:\\root\\_env\\Library\\usr\\bin',
        'C:\\root\\_env\\Library\\bin',
        'C:\\root\\_env\\Scripts',
        'C:\\root\\_env\\bin',
      ].join(';'),
      path: 'C:\\root\\_env\\python.exe',
      python: 'C:\\root\\_env\\python.exe',
      'site-packages': 'C:\\root\\_env\\Lib\\site-packages',
    });
  });

  test('takes its channels from the mirror of the user', async () => {
    const { context } = await run({
      command: creates,
      mirrored: url => url.replace('https://host', 'http://127.0.0.1:1'),
    });
    assert.ok(context.calls[0]?.argv.includes('http://127.0.0.1:1/main'));
  });

  test('outside the root is refused, and so is one behind a link', async () => {
    assert.equal((await refused({}, { ...PARAMS, prefix: '../env' })).failure.kind, 'policy');
    assert.equal((await refused({}, { ...PARAMS, prefix: '/usr' })).failure.kind, 'policy');
    const behind = await refused({ links: ['/root/far'] }, { ...PARAMS, prefix: 'far/env' });
    assert.deepEqual(behind.failure, {
      kind: 'policy',
      rule: 'inside the install root',
      detail: '/root/far is a link',
    });
  });

  test('gets no flag in place of a package, whatever an output brought', async () => {
    const { context, failure } = await refused({}, { ...PARAMS, packages: ['python', '--force-reinstall'] });
    assert.equal(failure.kind, 'policy');
    assert.deepEqual(context.calls, []);
  });
});

async function run(script: Script, params: Parameters<typeof conda.run>[0] = PARAMS) {
  const context = scriptedContext(script);
  const result = await conda.run(params, context);
  assert.ok(result.ok, JSON.stringify(result));
  return { context, made: result.value };
}

async function refused(script: Script, params: Parameters<typeof conda.run>[0] = PARAMS) {
  const context = scriptedContext(script);
  const result = await conda.run(params, context);
  assert.ok(!result.ok, JSON.stringify(result));
  const failure: Failure = result.error;
  return { context, failure };
}
