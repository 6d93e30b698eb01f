import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { childEnvironment } from '../engine/host/environment/child-environment.js';
import { place, shown, treeOf, type Place } from './support/cli.js';
import { zipOf } from './support/make-archive.js';
import { POISON, POISONED_ENVIRONMENT, POISONED_VARIABLES, poisonHome } from './support/poison.js';

const MANIFEST = `manifest: 1
name: anywhere
title: Anywhere
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
steps:
  note:
    uses: write
    with: { path: notes/a.txt, text: "here" }
  program:
    uses: run
    needs: [note]
    with: { argv: [${JSON.stringify(process.execPath)}, -e, "require('fs').copyFileSync('notes/a.txt', 'notes/b.txt')"], creates: [notes/b.txt] }
    verify: [{ run: [${JSON.stringify(process.execPath)}, -p, "process.cwd()"] }]
`;

const ODD: Readonly<Record<string, string>> = {
  spaces: 'my  Comfy UI',
  'letters beyond ASCII': 'größe 모델 é',
  'a hash and a percent sign': '100% #1 %20 %PATH%',
  'quotes and an ampersand': `it's "so" & $HOME \`x\``,
  'a leading dash': '--root',
  '200 characters more': join(...Array.from({ length: 10 }, () => 'a-folder-in-folders')),
};

for (const [what, name] of Object.entries(ODD)) {
  test(`a root with ${what} is installed into, found up to date, and left empty`, async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', MANIFEST);
    const root = join(here.folder, 'roots', name);
    await installsTwice(here, root);
  });
}

test('a root behind a link is installed into, and the link stays', { skip: process.platform === 'win32' }, async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', MANIFEST);
  const real = join(here.folder, 'real');
  mkdirSync(real);
  const link = join(here.folder, 'link');
  symlinkSync(real, link);
  await installsTwice(here, link);
  assert.ok(existsSync(real));
});

const SHM = '/dev/shm';
const other = existsSync(SHM) ? false : 'there is no other volume';

test('a root on another volume than cache and temporary files is installed into', { skip: other }, async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', MANIFEST);
  const top = mkdtempSync(join(SHM, 'sam3d-'));
  t.after(() => rmSync(top, { recursive: true, force: true }));
  await installsTwice(here, join(top, 'root'));
});

const readOnly = process.platform === 'linux' ? false : 'there is no folder that nobody may write';

test('a root that cannot be written is refused, by its name', { skip: readOnly }, async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', MANIFEST);
  const end = await here.cli(['install', '--root', '/proc/sam3d-install']);
  assert.ok(end.code === 1 || end.code === 3, shown(end));
  assert.match(end.stderr, /\/proc\/sam3d-install/);
  assert.doesNotMatch(end.stderr, /fault of sam3d-install/);
});

async function installsTwice(here: Place, root: string): Promise<void> {
  const words = [`--root=${root}`];
  const first = await here.cli(['install', ...words]);
  assert.equal(first.code, 0, shown(first));
  assert.equal(readFileSync(join(root, 'notes', 'b.txt'), 'utf8'), 'here');
  const second = await here.cli(['install', ...words]);
  assert.equal(second.code, 0, shown(second));
  assert.match(second.stderr, /: 0 of 2 steps to run/);
  const removed = await here.cli(['uninstall', ...words, '--yes']);
  assert.equal(removed.code, 0, shown(removed));
  assert.deepEqual(treeOf(existsSync(root) ? realpathSync(root) : root), {});
}

const IMAGE = `manifest: 1
name: image
title: For an image
versions: { cuda: '12.1' }
profiles:
  cuda: { when: { gpu: nvidia, cuda-driver: '>=12.1' } }
  cpu: { versions: { cuda: cpu } }
paths: { env: _env }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {} }
steps:
  env:
    uses: conda
    with: { tool: ./tool, prefix: '\${paths.env}', channels: ['https://nowhere.invalid/main'], packages: ['compiler=\${cuda}'] }
    exports: { CUDA: '\${cuda}' }
`;

/** Makes what a conda tool makes, and writes down what it was told of the host. */
const TOOL = `#!/bin/sh
PATH=/usr/bin:/bin
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/conda-meta" && : > "$2/conda-meta/history" && : > "$2/conda-meta/compiler-1-0.json"
{ env | grep -E '^(CONDA|MAMBA)_' | grep -v PKGS_DIRS | sort; } > "$2/../told.txt"
`;

const hasCard = ['/usr/bin', '/usr/lib/wsl/lib'].some(folder => existsSync(join(folder, 'nvidia-smi')));
const noImage = process.platform !== 'linux' ? 'images are of Linux' : hasCard ? 'this host has a card' : false;

test(
  'on a host without a card, such as one that builds an image, conda is told of the card that was asked for, and never what the host says',
  { skip: noImage },
  async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', IMAGE);
    const told = async (...words: readonly string[]) => {
      rmSync(here.root, { recursive: true, force: true });
      mkdirSync(here.root);
      writeFileSync(join(here.root, 'tool'), TOOL, { mode: 0o755 });
      const env = { CONDA_OVERRIDE_CUDA: '11.0', MAMBA_ROOT_PREFIX: '/opt/mamba', CONDA_PREFIX: '/opt/conda' };
      const end = await here.cli(['install', '--root', here.root, ...words], { env });
      assert.equal(end.code, 0, shown(end));
      return readFileSync(join(here.root, 'told.txt'), 'utf8');
    };
    assert.equal(await told('--profile', 'cuda'), 'CONDA_OVERRIDE_CUDA=12.1\n');
    assert.equal(await told(), 'CONDA_OVERRIDE_CUDA=\n');
  },
);

const python = spawnSync(
  'python3',
  ['-I', '-c', 'import sys, venv, pip; print(sys.executable); print("%d.%d" % sys.version_info[:2])'],
  { encoding: 'utf8' },
);
const [PYTHON = '', VERSION = ''] = python.status === 0 ? python.stdout.split('\n') : [];
const noPython = PYTHON === '' ? 'there is no python3 with venv and pip' : false;

const PACKAGES = `manifest: 1
name: poisoned
title: Poisoned
versions: { python: '${VERSION}' }
paths: { env: _env }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {} }
steps:
  env:
    uses: venv
    with: { prefix: '\${paths.env}', python: '\${python}' }
    exports: { PATH: '\${steps.env.search-path}' }
  packages:
    uses: pip
    with: { packages: ['plain==1.0'], find-links: ['file://WHEELS'] }
    verify: [{ python: 'import plain; assert plain.version == "1.0"' }]
  seen:
    uses: run
    needs: [packages]
    with: { argv: [/bin/sh, -c, '/usr/bin/env | /usr/bin/sort > seen.txt'] }
`;

test(
  'nothing of the host leaks in: with every variable and settings file set to poison the result is the same, byte for byte',
  { skip: noPython },
  async t => {
    const here = place(t);
    symlinkSync(PYTHON, join(here.bin, 'python3'));
    const wheels = join(here.folder, 'wheels');
    mkdirSync(wheels);
    writeFileSync(join(wheels, 'plain-1.0-py3-none-any.whl'), plainWheel());
    here.write('sam3d-install.yaml', PACKAGES.replace('WHEELS', wheels));
    const install = async (env: Readonly<Record<string, string>>) => {
      rmSync(here.root, { recursive: true, force: true });
      const end = await here.cli(['install'], { env: { PIP_NO_INDEX: '1', ...env } });
      assert.equal(end.code, 0, shown(end));
      // compiled modules hold the time of their sources; the state holds times and names of runs, and the hand-over
      const isMade = (path: string) =>
        !/__pycache__|^seen\.txt$/.test(path) && !/^\.sam3d-install(?!\/(?:env\.json|activate\.\w+)$)/.test(path);
      const made = Object.entries(treeOf(here.root)).filter(([path]) => isMade(path));
      const seen = readFileSync(join(here.root, 'seen.txt'), 'utf8').replace(/^(SAM3D_INSTALL_CALL)=.*$/m, '$1=name');
      return { made: Object.fromEntries(made), seen };
    };
    const clean = await install({});
    poisonHome(join(here.folder, 'home'), { python: VERSION, package: 'plain' });
    const poisoned = await install(POISONED_ENVIRONMENT);
    assert.equal(poisoned.seen, clean.seen);
    assert.deepEqual(poisoned.made, clean.made);
    const paths = Object.keys(clean.made);
    assert.ok(paths.some(path => path.endsWith('site-packages/plain.py')));
    assert.ok(paths.includes('.sam3d-install/env.json'));
    assert.equal(existsSync(POISON), false);
  },
);

test('the poison is of every kind that could lead an install elsewhere, and each of it is dropped for every program', () => {
  for (const platform of ['linux', 'darwin', 'win32']) {
    const clean = childEnvironment({}, platform);
    assert.deepEqual(childEnvironment({ ...POISONED_ENVIRONMENT, ...asPoison(POISONED_VARIABLES) }, platform), clean);
  }
  const named = ['PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'NODE_OPTIONS', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_USER'];
  const kinds = ['PIP_REQUIRE_VIRTUALENV', /^UV_/, /^CONDA_/, /^MAMBA_/, /^LD_/, /^DYLD_/];
  const all = [...POISONED_VARIABLES, ...Object.keys(POISONED_ENVIRONMENT)];
  for (const kind of [...named, ...kinds]) {
    assert.ok(
      all.some(name => (typeof kind === 'string' ? name === kind : kind.test(name))),
      String(kind),
    );
  }
});

function asPoison(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map(name => [name, POISON]));
}

/** A wheel with one module, of which pip needs no more than this. */
function plainWheel(): Buffer {
  const info = 'plain-1.0.dist-info';
  return zipOf(
    { name: 'plain.py', body: 'version = "1.0"\n' },
    { name: `${info}/METADATA`, body: 'Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n' },
    { name: `${info}/WHEEL`, body: 'Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
    { name: `${info}/RECORD`, body: '' },
  );
}
