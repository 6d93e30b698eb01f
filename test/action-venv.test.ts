import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { venv } from '../engine/actions/venv.js';
import { failed, scriptedContext, type Answer, type Script } from './support/scripted-context.js';
import { realContext } from './support/real-context.js';
import { pythonHere } from './support/real-python.js';

const PARAMS = { prefix: '_env', python: '3.11' };
const FITS = '3.11.9\ncpython\n64\nFalse\nTrue\n';
const BASE = { '/usr/bin/python3.11': '' };

describe('a venv', () => {
  test('is made of an interpreter that is really of the wanted version', async () => {
    const { context, made } = await run({
      programs: { 'python3.11': '/shims/python3.11', python3: '/usr/bin/python3', python: '/opt/bin/python' },
      command: answering({ '/shims/python3.11': '3.12.1\ncpython\n64\nFalse\nTrue\n', '/usr/bin/python3': FITS }),
    });
    assert.deepEqual(context.calls.at(-1)?.argv, ['/usr/bin/python3', '-I', '-m', 'venv', '/root/_env']);
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
      notes: { version: '3.11.9' },
    });
  });

  test('tells of every interpreter that was looked at why it would not do', async () => {
    const failure = await refused({
      programs: {
        '/opt/a/python3.11': '/opt/a/python3.11',
        '/opt/a/python3': '/opt/a/python3',
        'python3.11': '/b/python3.11',
        python3: '/b/python3',
        python: '/b/python',
      },
      command: answering({
        '/opt/a/python3.11': '3.11.2\npypy\n64\nFalse\nTrue\n',
        '/opt/a/python3': '3.11.2\ncpython\n32\nFalse\nTrue\n',
        '/b/python3.11': '3.11.2\ncpython\n64\nFalse\nFalse\n',
        '/b/python3': '3.110.1\ncpython\n64\nFalse\nTrue\n',
      }),
    });
    assert.deepEqual(failure, {
      kind: 'not-found',
      what: 'Python 3.11',
      looked: [
        '/opt/a/python3.11: it is pypy, and packages are built for cpython',
        '/opt/a/python3: it is a 32-bit build',
        '/b/python3.11: it cannot make environments: venv or ensurepip is missing (Debian packs them as python3.11-venv)',
        '/b/python3: it is Python 3.110.1',
        '/b/python: it does not run',
      ],
    });
  });

  test('says so when there is no Python at all', async () => {
    assert.deepEqual(await refused({}), {
      kind: 'not-found',
      what: 'Python 3.11',
      looked: ['PATH: none of python3.11, python3, python is on it'],
    });
  });

  test('on Windows finds what the launcher lists, and passes over the alias of the Store', async () => {
    const alias = 'C:\\Users\\u\\AppData\\Local\\Microsoft\\WindowsApps\\python3.exe';
    const script: Script = {
      platform: 'win-64',
      programs: { python3: alias, py: 'C:\\Windows\\py.exe' },
      files: { 'C:\\Python 311\\python.exe': '' },
      command: argv => {
        if (argv.includes('--list-paths')) {
          return {
            prints: ' -V:3.12 *        C:\\Python312\\python.exe\r\n -V:3.11          C:\\Python 311\\python.exe\r\n',
          };
        }
        if (argv[0] !== 'C:\\Python 311\\python.exe') return failed('not this one');
        if (argv.includes('-c')) return { prints: FITS.replaceAll('\n', '\r\n') };
        return {
          makes: {
            'C:\\root\\_env\\pyvenv.cfg': 'home = C:\\Python 311\r\nversion = 3.11.9\r\n',
            'C:\\root\\_env\\Scripts\\python.exe': '',
          },
        };
      },
    };
    const { context, made } = await run(script);
    assert.deepEqual(
      context.calls.map(({ argv }) => argv[0]),
      ['C:\\Windows\\py.exe', 'C:\\Python 311\\python.exe', 'C:\\Python 311\\python.exe'],
    );
    assert.equal(made.outputs.python, 'C:\\root\\_env\\Scripts\\python.exe');
    assert.equal(made.outputs['site-packages'], 'C:\\root\\_env\\Lib\\site-packages');
    assert.equal(made.outputs['search-path'], 'C:\\root\\_env\\Scripts');
    assert.equal(await venv.isDone(PARAMS, made, context), true);
  });

  test('on Windows passes over a Python of MSYS2 or Cygwin, and the one that an application carries', async () => {
    const failure = await refused({
      platform: 'win-64',
      programs: {
        'python3.11': 'C:\\msys64\\ucrt64\\bin\\python3.11.exe',
        python3: 'C:\\cygwin64\\bin\\python3.exe',
        python: 'D:\\portable\\python.exe',
      },
      command: answering({
        'C:\\msys64\\ucrt64\\bin\\python3.11.exe': `${FITS}mingw_x86_64_ucrt_gnu\n`,
        'C:\\cygwin64\\bin\\python3.exe': `${FITS}cygwin-3.5.3-x86_64\n`,
        'D:\\portable\\python.exe': '3.11.9\ncpython\n64\nFalse\nFalse\nwin-amd64\n',
      }),
    });
    assert.deepEqual(failure.kind === 'not-found' && failure.looked, [
      'C:\\msys64\\ucrt64\\bin\\python3.11.exe: it is a build of mingw, and packages are built for Python for Windows',
      'C:\\cygwin64\\bin\\python3.exe: it is a build of cygwin, and packages are built for Python for Windows',
      'D:\\portable\\python.exe: it cannot make environments: venv or ensurepip is missing (the embeddable Python has neither)',
    ]);
  });

  test('that stands is taken as it is', async () => {
    const { context, made } = await run({
      programs: { 'python3.11': '/usr/bin/python3.11' },
      files: { ...BASE, ...standing('3.11.9') },
      command: answering({ '/usr/bin/python3.11': FITS }),
    });
    assert.equal(context.calls.length, 1, 'only the interpreter was asked');
    assert.deepEqual(made.files, [], 'it was there before, so it is not ours to remove');
  });

  test('of another Python is replaced when it is ours', async () => {
    const { context } = await run({
      programs: { 'python3.11': '/usr/bin/python3.11' },
      files: { ...BASE, ...standing('3.10.4'), '/root/.state/folders/_env': 'made\na-step\n' },
      command: answering({ '/usr/bin/python3.11': FITS }),
    });
    assert.equal(context.memory.all()['/root/_env/pyvenv.cfg'], 'home = /usr/bin\nversion = 3.11.9\n');
    assert.equal(context.memory.all()['/root/_env.before/pyvenv.cfg'], undefined);
  });

  test('of another Python comes back when the new one cannot be made', async () => {
    const before = { ...BASE, ...standing('3.10.4'), '/root/.state/folders/_env': 'made\na-step\n' };
    const context = scriptedContext({
      programs: { 'python3.11': '/usr/bin/python3.11' },
      files: before,
      command: argv => (argv.includes('-c') ? { prints: FITS } : failed('no space left on device')),
    });
    assert.equal((await venv.run(PARAMS, context)).ok, false);
    assert.deepEqual(context.memory.all(), before);
  });

  test('of another Python that is not ours stays, and so does a folder that is no venv', async () => {
    const programs = { 'python3.11': '/usr/bin/python3.11' };
    const command = answering({ '/usr/bin/python3.11': FITS });
    const other = await refused({ programs, command, files: standing('3.10.4') });
    assert.equal(other.kind === 'policy' && other.rule, 'what is not ours stays');
    const thesis = await refused({ programs, command, files: { '/root/_env/thesis.txt': '' } });
    assert.equal(thesis.kind === 'policy' && thesis.rule, 'what is not ours stays');
  });

  test('is no longer done when the Python that it was made of is gone', async () => {
    const made = { outputs: {}, files: [] };
    const files = { ...BASE, ...standing('3.11.9') };
    assert.equal(await venv.isDone(PARAMS, made, scriptedContext({ files })), true);
    assert.equal(await venv.isDone(PARAMS, made, scriptedContext({ files: standing('3.11.9') })), false);
    assert.equal(await venv.isDone({ ...PARAMS, python: '3.12' }, made, scriptedContext({ files })), false);
  });
});

test('a run that was killed while it replaced an environment leaves the old one to the next', async () => {
  const context = scriptedContext({
    files: {
      '/root/.state/folders/_env': 'replacing\nother\na-step\n',
      '/root/_env/pyvenv.cfg': 'half',
      '/root/_env.before/thing': 'old',
    },
  });
  const failure = await venv.run(PARAMS, context);
  assert.equal(!failure.ok && failure.error.kind, 'policy', 'what is back is no venv');
  assert.deepEqual(context.memory.all(), {
    '/root/.state/folders/_env': 'made\na-step\n',
    '/root/_env/thing': 'old',
  });
});

test('a real venv has the outputs that later steps use', async t => {
  const context = realContext(t);
  const version = await pythonHere(t);
  if (version === undefined) return t.skip('this machine has no Python 3 with venv on its PATH');
  const params = { prefix: 'an env', python: version };
  const made = await venv.run(params, context);
  assert.ok(made.ok, JSON.stringify(made));
  const { python = '', 'site-packages': sitePackages = '' } = made.value.outputs;
  const told = await context.command([python, '-I', '-c', 'import sys, pip; print(sys.prefix); print(pip.__file__)']);
  assert.ok(told.ok);
  const [prefix, file] = told.value.stdout.split('\n');
  assert.equal(prefix, made.value.outputs.prefix);
  assert.ok(file?.startsWith(sitePackages), `${file} is in ${sitePackages}`);
  assert.equal(await venv.isDone(params, made.value, context), true);
});

function standing(version: string) {
  return { '/root/_env/pyvenv.cfg': `home = /usr/bin\nversion = ${version}\n`, '/root/_env/bin/python': '' };
}

/** Interpreters that answer the probe with these lines; `-m venv` makes a venv of 3.11.9. */
function answering(versions: Readonly<Record<string, string>>) {
  return (argv: readonly string[]): Answer => {
    if (argv.includes('venv')) return { makes: standing('3.11.9') };
    const prints = versions[argv[0] ?? ''];
    return prints === undefined ? failed('it does not run here') : { prints };
  };
}

async function run(script: Script) {
  const context = scriptedContext(script);
  const result = await venv.run({ ...PARAMS, search: ['/opt/a'] }, context);
  assert.ok(result.ok, JSON.stringify(result));
  return { context, made: result.value };
}

async function refused(script: Script) {
  const result = await venv.run({ ...PARAMS, search: ['/opt/a'] }, scriptedContext(script));
  assert.ok(!result.ok, JSON.stringify(result));
  return result.error;
}
