import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { condaToolText } from '../engine/host/rehearsal/conda-tool.js';
import { makeArchive } from '../engine/host/rehearsal/make-archive.js';
import { programFile } from '../engine/host/rehearsal/program-file.js';
import { startRehearsalServer } from '../engine/host/rehearsal/rehearsal-server.js';
import { sourceTree } from '../engine/host/rehearsal/source-tree.js';
import { standInShelf } from '../engine/host/rehearsal/stand-in-shelf.js';
import { rehearsalEnvironment } from '../engine/rehearse/rehearsal-environment.js';
import type { SourcePackage, StandIns } from '../engine/rehearse/stand-in.js';
import { quickPython } from './support/quick-python.js';
import { anyPython, inFreshFolder, runProgram } from './support/rehearsal-python.js';

const python = await anyPython();
const compiler = await runProgram(['g++', '--version']);
const needsPython = python === undefined ? 'this host has no Python 3 with venv' : false;
const onPosix = process.platform === 'win32' ? 'programs are .exe files on Windows' : needsPython;

// One environment with pip for all tests.
let shared = '';
before(async () => {
  if (python === undefined) return;
  shared = await mkdtemp(join(tmpdir(), 'rehearsal-env-'));
  const made = await runProgram([quickPython(python.path), '-I', '-m', 'venv', shared]);
  assert.equal(made.code, 0, made.output);
});
after(() => rm(shared, { recursive: true, force: true }));
const sharedPython = () => join(shared, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

const standIns: StandIns = {
  artifacts: [],
  packages: new Map([
    ['torch', { versions: ['2.5.1'], modules: ['torch'] }],
    ['opencv-python', { versions: ['1.0'], modules: ['cv2'] }],
    ['pytorch3d', { versions: ['0.7.8+pt2.5.1cu121'], modules: ['pytorch3d._C'] }],
  ]),
  pages: new Map([['https://links.example/pytorch3d/', ['pytorch3d']]]),
  indexes: ['https://index.example/whl/cu121'],
  channels: ['https://channel.example/forge'],
  addresses: [],
};

describe('a package index of stand-ins', { skip: needsPython }, () => {
  test('real pip installs from it whatever is asked for, and asks nobody else', async () => {
    if (python === undefined) return;
    const maker = { python: python.path, pythonVersion: python.version, commands: {} };
    const server = await startRehearsalServer({
      standIns,
      shelf: standInShelf(standIns, maker),
      absent: new Set(['kaolin']),
    });
    try {
      const env = rehearsalEnvironment(process.env, server.origin);
      const own = sharedPython();
      const pip = (...words: string[]) =>
        runProgram([own, '-I', '-m', 'pip', 'install', '--no-cache-dir', ...words], { env });
      const mirror = `${server.origin}/mirror`;

      const indexed = await pip('--index-url', `${mirror}/index.example/whl/cu121`, 'torch==2.5.1');
      assert.equal(indexed.code, 0, indexed.output);
      const linked = await pip(
        '--find-links',
        `${mirror}/links.example/pytorch3d/`,
        'pytorch3d==0.7.8+pt2.5.1cu121',
        'opencv-python',
        'never-heard-of[extra]',
      );
      assert.equal(linked.code, 0, linked.output);
      const code = 'import cv2, torch, pytorch3d._C, never_heard_of; print(torch.__version__, pytorch3d.__version__)';
      assert.equal((await runProgram([own, '-I', '-c', code])).output.trim(), '2.5.1 0.7.8+pt2.5.1cu121');

      const other = await pip('torch==2.6.0');
      assert.match(other.output, /No matching distribution found for torch==2\.6\.0/);
      assert.match((await pip('kaolin')).output, /No matching distribution found for kaolin/);
      assert.deepEqual(server.strays(), []);
    } finally {
      await server.close();
    }
  });

  test('what a tool asks of any other host is refused and remembered', async () => {
    if (python === undefined) return;
    const maker = { python: python.path, pythonVersion: python.version, commands: {} };
    const server = await startRehearsalServer({ standIns, shelf: standInShelf(standIns, maker), absent: new Set() });
    try {
      const env = rehearsalEnvironment(process.env, server.origin);
      const code = [
        'import urllib.request',
        'for url in ("http://other.example/a", "https://other.example/b"):',
        '    try: urllib.request.urlopen(url, timeout=10)',
        '    except OSError as error: print("refused")',
      ].join('\n');
      assert.equal((await runProgram([python.path, '-I', '-c', code], { env })).output.trim(), 'refused\nrefused');
      assert.deepEqual(server.strays(), ['GET http://other.example/a', 'CONNECT other.example:443']);
    } finally {
      await server.close();
    }
  });
});

describe('a stand-in conda tool', { skip: onPosix }, () => {
  test('makes a real environment, and the programs that packages bring', async () => {
    if (python === undefined) return;
    await inFreshFolder(async folder => {
      const tool = join(folder, 'bin dir', 'tool');
      await mkdir(dirname(tool));
      const text = condaToolText({
        version: '2.9.0',
        python: python.path,
        pythonVersion: python.version,
        commands: {
          compiler: { 'bin/cc': { prints: "it's 12.1" }, 'bin/py': { forwards: python.path } },
          broken: { 'bin/gone': { missing: 'gone' } },
        },
      });
      await writeFile(tool, await programFile(text, python.path));
      await chmod(tool, 0o755);
      assert.equal((await runProgram([tool, '--version'])).output.trim(), '2.9.0');

      const prefix = join(folder, 'env');
      const flags = [
        '--yes',
        '--no-rc',
        '--override-channels',
        '--root-prefix',
        join(folder, 'root'),
        '--prefix',
        prefix,
      ];
      const made = await runProgram([
        tool,
        'create',
        ...flags,
        '--channel',
        'forge',
        `python=${python.version}`,
        'pip',
      ]);
      assert.equal(made.code, 0, made.output);
      assert.equal((await runProgram([join(prefix, 'bin/python'), '-c', 'import pip; print(1)'])).output.trim(), '1');
      assert.ok(
        (await readFile(join(prefix, 'conda-meta/history'), 'utf8')).includes(`+rehearsal::python-${python.version}-0`),
      );

      const added = await runProgram([tool, 'install', ...flags, 'forge::compiler=12.*', 'broken']);
      assert.equal(added.code, 0, added.output);
      await readFile(join(prefix, 'conda-meta/compiler-12.0-0.json'), 'utf8');
      assert.equal((await runProgram([join(prefix, 'bin/cc'), '--version'])).output, "it's 12.1\n");
      assert.equal((await runProgram([join(prefix, 'bin/py'), '-c', 'print(6 * 7)'])).output.trim(), '42');
      const output = 'this stand-in hands on to gone, and this host has none\n';
      assert.deepEqual(await runProgram([join(prefix, 'bin/gone'), '--version']), { code: 0, output });
      assert.deepEqual(await runProgram([join(prefix, 'bin/gone'), 'a.cpp']), { code: 127, output });
    });
  });

  test('refuses as the real one does: a folder that is no environment, a Python that nobody has, a channel that is away', async () => {
    if (python === undefined) return;
    await inFreshFolder(async folder => {
      const tool = join(folder, 'tool');
      const spec = { version: '1', python: python.path, pythonVersion: python.version, commands: {} };
      await writeFile(tool, await programFile(condaToolText(spec), python.path));
      await chmod(tool, 0o755);
      const run = (...words: string[]) => runProgram([tool, ...words], { env: { ...process.env, no_proxy: '*' } });

      await mkdir(join(folder, 'mine'));
      await writeFile(join(folder, 'mine/file'), '');
      const occupied = await run('create', '-p', join(folder, 'mine'), 'a');
      assert.deepEqual(occupied, { code: 1, output: 'error: non-conda folder exists at prefix\n' });
      const future = await run('create', '-p', join(folder, 'env'), 'python=3.99');
      assert.deepEqual(future, {
        code: 1,
        output: `error: nothing provides python 3.99; the host has ${python.version}\n`,
      });

      const server = await startRehearsalServer({ standIns, shelf: standInShelf(standIns, spec), absent: new Set() });
      const mirror = `${server.origin}/mirror/channel.example`;
      const there = await run('create', '-p', join(folder, 'a'), '-c', `${mirror}/forge`, 'a');
      assert.equal(there.code, 0, there.output);
      const away = await run('create', '-p', join(folder, 'b'), '-c', `${mirror}/other`, 'a');
      assert.deepEqual(away, { code: 1, output: `error: ${mirror}/other/noarch/repodata.json: status code: 404\n` });
      await server.close();
    });
  });
});

describe('a source package of a rehearsal', { skip: compiler.code === 0 ? onPosix : 'this host has no g++' }, () => {
  const source: SourcePackage = {
    name: 'pytorch3d',
    version: '0.7.8',
    modules: ['pytorch3d._C'],
    native: true,
    expects: ['CUDA_HOME', 'CXX', 'FORCE_CUDA'],
    buildsWith: { CUDA_HOME: 'bin/nvcc' },
  };

  test('is really compiled, by the compiler it was given, and only with what its needed steps export', async () => {
    if (python === undefined) return;
    await inFreshFolder(async folder => {
      const tree = sourceTree(source, join(folder, 'src'));
      for (const { name, content } of tree) {
        await mkdir(dirname(name), { recursive: true });
        await writeFile(name, content);
      }
      const build = (env: object) =>
        runProgram(
          [
            sharedPython(),
            '-I',
            '-m',
            'pip',
            'install',
            '--no-index',
            '--force-reinstall',
            '--no-build-isolation',
            join(folder, 'src'),
          ],
          { env: { PATH: process.env['PATH'], HOME: folder, ...env } },
        );

      const bare = await build({ FORCE_CUDA: '1', CXX: 'g++' });
      assert.match(bare.output, /error: CUDA_HOME is not set, though a step that this build needs exports it/);
      const home = join(folder, 'cuda');
      const empty = await build({ FORCE_CUDA: '1', CXX: 'g++', CUDA_HOME: home });
      assert.match(empty.output, /cuda\/bin\/nvcc is not there, though CUDA_HOME says so/);

      await mkdir(join(home, 'bin'), { recursive: true });
      await writeFile(join(home, 'bin/nvcc'), '#!/bin/sh\necho release 12.1, V12.1.105\n', { mode: 0o755 });
      const built = await build({ FORCE_CUDA: '1', CXX: 'g++', CUDA_HOME: home });
      assert.equal(built.code, 0, built.output);
      const code = 'from pytorch3d import _C; print(_C.answer(), *_C.__built_with__, sep="\\n")';
      assert.deepEqual((await runProgram([sharedPython(), '-I', '-c', code])).output.trim().split('\n'), [
        '42',
        `CUDA_HOME=${home}`,
        'CXX=g++',
        'FORCE_CUDA=1',
        `${home}/bin/nvcc: release 12.1, V12.1.105`,
        'compiled by g++',
      ]);
    });
  });
});

describe('a stand-in archive', { skip: needsPython }, () => {
  const members = [
    { name: 'bin/tool', content: '#!/bin/sh\n', executable: true },
    { name: `lib/${'long/'.repeat(25)}name.txt`, content: 'x'.repeat(200_000) },
    { name: 'info/index.json', content: '{}' },
  ];
  const READ = `
import io, json, sys, tarfile, zipfile
kind, data = sys.argv[1], sys.stdin.buffer.read()
if kind == "zip":
    z = zipfile.ZipFile(io.BytesIO(data)); assert z.testzip() is None
    found = {i.filename: [len(z.read(i)), bool(i.external_attr >> 16 & 0o100)] for i in z.infolist()}
else:
    t = tarfile.open(fileobj=io.BytesIO(data), mode="r:*")
    found = {m.name: [len(t.extractfile(m).read()), bool(m.mode & 0o100)] for m in t}
print(json.dumps(found))
`;

  for (const [format, kind] of [
    ['.tar.bz2', 'tar'],
    ['.tar.gz', 'tar'],
    ['.tar.xz', 'tar'],
    ['.zip', 'zip'],
  ] as const) {
    test(`${format} is one that other programs read, and has the same bytes each time`, async () => {
      if (python === undefined) return;
      const archive = await makeArchive(format, members, { python: python.path });
      assert.ok(archive.equals(await makeArchive(format, members, { python: python.path })));
      const found = await new Promise<string>((resolve, reject) => {
        const child = spawnReader(python.path, kind, (error, stdout) =>
          error === null ? resolve(stdout) : reject(error),
        );
        child.stdin?.end(archive);
      });
      assert.deepEqual(JSON.parse(found), {
        'bin/tool': [10, true],
        [members[1]?.name ?? '']: [200_000, false],
        'info/index.json': [2, false],
      });
    });
  }

  function spawnReader(program: string, kind: string, done: (error: Error | null, stdout: string) => void) {
    return execFile(program, ['-I', '-c', READ, kind], { encoding: 'utf8' }, done);
  }
});
