import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPythons } from '../engine/host/rehearsal/find-python.js';
import { endings, runCli } from './support/built-cli.js';
import { withQuickPython } from './support/quick-python.js';
import { tempFolder } from './support/temp-folder.js';

const pythons = await findPythons('3.11', process.env);
const python = pythons.find(({ version }) => version === '3.11');
const skip =
  process.platform === 'win32' ? 'written for POSIX' : python === undefined && 'no Python 3.11 with venv here';
/** The host, with an own Python that makes environments in little time. */
const quickly = withQuickPython(python?.path);

// the whole of the manifest is rehearsed in `rehearsal-default`: here what the step needs

test(
  'on a host without compilers they are downloaded, and the build is rehearsed without compiling',
  { skip },
  async t => {
    if (python === undefined) return;
    const folder = tempFolder(t);
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(python.path, join(bin, 'python3.11'));
    const env = { PATH: bin, HOME: folder };
    const ended = await runCli(
      [
        'rehearse',
        '--json',
        '--root',
        'a',
        '--only',
        'pytorch3d',
        '--absent',
        'pytorch3d-conda',
        '--absent',
        'pytorch3d',
      ],
      { cwd: folder, env },
    );
    assert.equal(ended.code, 0, ended.stderr);
    const steps = endings(ended.events());
    assert.equal(steps['nvcc'], 'by conda-forge, Linux');
    assert.equal(steps['cxx'], 'by conda-forge');
    assert.equal(steps['pytorch3d'], 'by build from source');
    const code = 'from pytorch3d import _C; print(_C.__built_with__[-1])';
    const notes = await runCli(['run', '--root', 'a', '--', 'python', '-c', code], { cwd: folder, env });
    assert.match(
      notes.stdout,
      /^not compiled: this host has no C\+\+ compiler, and .*x86_64-conda-linux-gnu-g\+\+ is a stand-in\n$/,
    );
  },
);

test(
  'where conda is told to fail the system Python is taken, and the prebuilt archive is installed',
  { skip },
  async t => {
    const folder = tempFolder(t);
    const words = ['rehearse', '--json', '--root', 'a', '--profile', 'cuda-12.1-torch-2.4', '--only', 'pytorch3d'];
    const ended = await runCli([...words, '--fail', 'env'], { cwd: folder, env: quickly });
    assert.equal(ended.code, 0, ended.stderr);
    const steps = endings(ended.events());
    assert.equal(steps['env'], 'by system Python');
    assert.equal(steps['pytorch3d'], 'by conda archive');
    assert.equal(steps['nvcc'], 'not needed');
  },
);

test(
  'where the conda tool itself cannot be had, the system Python is taken and the run succeeds',
  { skip },
  async t => {
    const folder = tempFolder(t);
    const words = ['rehearse', '--json', '--root', 'a', '--profile', 'cpu', '--only', 'env', '--absent', 'micromamba'];
    const ended = await runCli(words, { cwd: folder, env: quickly });
    assert.equal(ended.code, 0, ended.stderr);
    const steps = endings(ended.events());
    assert.equal(steps['micromamba'], 'failed');
    assert.equal(steps['env'], 'by system Python');
  },
);

test('a rehearsal that fails ends with what failed, why, and what to do', { skip }, async t => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'sam3d-install.yaml'), MANIFEST_OF_ONE_FILE);
  const ended = await runCli(['rehearse', '--root', 'a', '--fail', 'hello'], { cwd: folder });
  assert.equal(ended.code, 1);
  assert.deepEqual(
    ended.stderr
      .trimEnd()
      .split('\n')
      .slice(-3)
      .map(line => line.split(':')[0]),
    ['  failed', '  because', '  next'],
  );
  assert.match(ended.stderr, /nothing in it can be used\nno other host was asked\nOne file: not installed/);
});

test(
  'a folder with an installation is not rehearsed in, and a fault that hits nothing is refused',
  { skip },
  async t => {
    const folder = tempFolder(t);
    writeFileSync(join(folder, 'sam3d-install.yaml'), MANIFEST_OF_ONE_FILE);
    const cli = (...words: string[]) => runCli(words, { cwd: folder });
    assert.equal((await cli('install', '--root', 'real')).code, 0);
    const spoilt = await cli('rehearse', '--root', 'real');
    assert.equal(spoilt.code, 3);
    assert.match(
      spoilt.stderr,
      /error: .*real holds an installation, which stand-ins would spoil\nhelp: name another folder with --root\n$/,
    );

    const absent = await cli('rehearse', '--absent', 'toll');
    assert.equal(absent.code, 3);
    assert.match(
      absent.stderr,
      /error: --absent names toll, which is no artifact and no package of the manifest\nhelp: did you mean tool\?\n$/,
    );
    const fail = await cli('rehearse', '--fail', 'hallo');
    assert.equal(fail.code, 64);
    assert.match(fail.stderr, /error: --fail names hallo, which is no step of the plan\nhelp: did you mean hello\?\n$/);

    const dry = await cli('rehearse', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /unpack tool into/);
    assert.deepEqual(readdirSync(folder).sort(), ['real', 'sam3d-install.yaml']);
  },
);

const MANIFEST_OF_ONE_FILE = `manifest: 1
name: one-file
title: One file
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
artifacts: { tool: { sources: ['https://tools.example/tool-1.0.tar.gz'] } }
steps:
  hello: { uses: write, with: { path: hello.txt, text: hello } }
  tool: { on-demand: true, uses: unpack, with: { artifact: tool, to: tool } }
`;
