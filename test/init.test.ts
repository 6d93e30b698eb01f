import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'node:test';
import { diagnosticText } from '../engine/report/diagnostic-text.js';
import { pipNeed } from '../engine/init/pip-need.js';
import { condaNeed } from '../engine/init/conda-need.js';
import type { Needs } from '../engine/init/needs.js';
import { readNeeds } from '../engine/desk/read-needs.js';
import { initNode } from '../engine/desk/init-node.js';
import { knownEntries } from '../engine/desk/known-entries.js';
import { aManifest, loadText } from './support/load-text.js';
import { place, shown, treeOf } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { quickPythonHere } from './support/real-python.js';

/** What is read of a file, with the files beside it. */
async function read(file: string, text: string, beside: Readonly<Record<string, string>> = {}) {
  const needs = await readNeeds({ file, text }, async name => {
    const found = beside[name];
    return found === undefined ? undefined : { file: name, text: found };
  });
  const sources = new Map([[file, text], ...Object.entries(beside)]);
  return needs.ok ? needs.value : diagnosticText(needs.error, sources, { color: false, unicode: false });
}

function understood(read: Needs | string): Needs {
  assert.ok(typeof read !== 'string', JSON.stringify(read));
  return read;
}

function refusal(read: Needs | string): string {
  assert.ok(typeof read === 'string', JSON.stringify(read));
  return read;
}

test('requirements are read as pip reads them: continued lines, comments, markers, extras, hashes, addresses, other files', async () => {
  const hash = 'a'.repeat(64);
  const needs = understood(
    await read(
      'requirements.txt',
      `# first
-i https://index.test/simple
--extra-index-url=https://more.test/simple
--find-links "https://links.test/page.html"
--pre
Pillow==10.4.0   # pinned
requests[socks, security] >=2,<3 ; python_version < "3.12" and sys_platform == 'linux'
hashed==1.0 \\
    --hash=sha256:${hash} \\
    --hash=sha256:${hash.replace(/a/g, 'b')}
tomli @ https://files.test/tomli-2.0.1-py3-none-any.whl
git+https://git.test/a/b.git@0123abc#egg=some_Name
-e git+https://me:secret@git.test/c.git@main#egg=c
-r more.txt
-c keep.txt
numpy (>=1.24)
--no-binary :all:
./vendored
`,
      { 'more.txt': 'tqdm~=4.0\n', 'keep.txt': 'numpy<2\n' },
    ),
  );
  assert.deepEqual(needs.pip, [
    { text: 'Pillow==10.4.0', name: 'pillow', conditional: false, version: '10.4.0' },
    {
      text: `requests[socks, security] >=2,<3 ; python_version < "3.12" and sys_platform == 'linux'`,
      name: 'requests',
      conditional: true,
    },
    {
      text: `hashed==1.0 --hash=sha256:${hash} --hash=sha256:${hash.replace(/a/g, 'b')}`,
      name: 'hashed',
      conditional: false,
    },
    { text: 'tomli @ https://files.test/tomli-2.0.1-py3-none-any.whl', name: 'tomli', conditional: false },
    { text: 'git+https://git.test/a/b.git@0123abc#egg=some_Name', name: 'some-name', conditional: false },
    { text: 'git+https://me:secret@git.test/c.git@main#egg=c', name: 'c', conditional: false },
    { text: 'tqdm~=4.0', name: 'tqdm', conditional: false },
    { text: 'numpy (>=1.24)', name: 'numpy', conditional: false },
  ]);
  assert.deepEqual(needs.sources, {
    'index-url': 'https://index.test/simple',
    'extra-index-urls': ['https://more.test/simple'],
    'find-links': ['https://links.test/page.html'],
    constraints: ['numpy<2'],
    'require-hashes': false,
    pre: true,
  });
  assert.deepEqual(needs.remarks, [
    'requirements.txt:13: its version is not fixed: git+https://git.test/c.git@main names no commit: ' +
      'put @ and the 40 digits of one behind the address',
    'requirements.txt:17: not taken over: --no-binary :all:: a manifest says this in another way',
    "requirements.txt:18: not taken over: ./vendored: it is a path of the node's own folder",
  ]);
});

test('what is wrong with requirements is told all at once, each with its place', async () => {
  const said = await read(
    'requirements.txt',
    'good==1\n  a b c\n-r none.txt\n--colour red\nx==${VERSION}\n-r loop.txt\n',
    {
      'loop.txt': '-r loop.txt\n',
    },
  );
  assert.equal(
    said,
    `requirements.txt:2:3: error[requirements]: \`a b c\` is no requirement
  2 |   a b c
    |   ^^^^^
help: such as name==1.2, name>=1,<2 or name @ https://...

requirements.txt:3:1: error[requirements]: there is no file none.txt
  3 | -r none.txt
    | ^^^^^^^^^^^
help: it is looked for beside the file that names it

requirements.txt:4:1: error[requirements]: pip has no option --colour in such a file
  4 | --colour red
    | ^^^^^^^^^^^^

requirements.txt:5:1: error[requirements]: \${VERSION} is a variable of the environment
  5 | x==\${VERSION}
    | ^^^^^^^^^^^^^
help: write its value: a manifest has no variables of the host

loop.txt:1:1: error[requirements]: loop.txt names itself in a circle
  1 | -r loop.txt
    | ^^^^^^^^^^^

5 errors
`,
  );
});

test('what is no requirement is not taken for one', () => {
  for (const text of ['', '==1', 'a==', 'a b', 'a==1 2', 'a @ nowhere', 'a;;', '-x', 'a>1,', 'a=1']) {
    assert.equal(pipNeed(text).ok, false, text);
  }
  for (const text of [
    'a',
    'A.b_c-1',
    'a==1.*',
    'a===1',
    'a!=1,~=2',
    'a[x]',
    "a;os_name=='nt'",
    'a @ git+ssh://git@h.test/a',
  ]) {
    assert.equal(pipNeed(text).ok, true, text);
  }
  assert.deepEqual(condaNeed('numpy >= 1.24, < 2'), { text: 'numpy>=1.24,<2', name: 'numpy' });
  assert.deepEqual(condaNeed('a::b 1.2'), { text: 'a::b=1.2', name: 'b', version: '1.2' });
  assert.equal(condaNeed('two words here'), undefined);
});

test('an environment.yml is read with its channels, its pip list, and the place of what is wrong', async () => {
  const needs = understood(
    await read(
      'environment.yml',
      `name: My Env
channels: [conda-forge, defaults, nodefaults]
dependencies:
  - python>=3.10,<3.12
  - ffmpeg=6.1
  - pip:
      - einops==0.8.0
      - --no-binary x
      - -r more.txt
variables: { A: b }
`,
      { 'more.txt': 'roma\n' },
    ),
  );
  const { name, python, channels, conda, pip, remarks } = needs;
  assert.deepEqual([name, python, channels], ['My Env', '3.10', ['conda-forge']]);
  assert.deepEqual(conda, [{ text: 'ffmpeg=6.1', name: 'ffmpeg', version: '6.1' }]);
  assert.deepEqual(
    pip.map(({ text }) => text),
    ['einops==0.8.0', 'roma'],
  );
  assert.deepEqual(remarks, [
    'environment.yml:10: not taken over: variables',
    'not taken over: the channel defaults; a manifest names its channels',
    'environment.yml:8: not taken over: --no-binary x: a manifest says this in another way',
  ]);
  const wrong = refusal(
    await read('environment.yml', 'dependencies:\n  - two words here\n  - pip: [a b]\n  - npm: [x]\nchannels: x\n'),
  );
  assert.deepEqual(
    [...wrong.matchAll(/^environment\.yml:(\d+:\d+): error\[\w+\]: (.*)$/gm)].map(([, at, what]) => `${at} ${what}`),
    [
      '2:5 this is no package',
      '3:11 `a b` is no requirement',
      '4:5 this is no package',
      '5:11 `channels` must be a list',
    ],
  );
});

test('a pixi.toml is read by its own tables, and what is only of a platform or a feature is told', async () => {
  const needs = understood(
    await read(
      'pixi.toml',
      `[workspace]
name = "node"
channels = ["conda-forge"]
platforms = ["linux-64", "win-64", "linux-ppc64le"]
[dependencies]
python = "3.12.*"
ffmpeg = "6.1"
cmake = { version = ">=3.20", channel = "other" }
[pypi-dependencies]
einops = "==0.8.0"
roma = "*"
me = { path = ".", editable = true }
gitty = { git = "https://git.test/g.git", rev = "0123" }
requests = { version = ">=2", extras = ["socks"] }
[feature.cuda.dependencies]
cuda = "*"
`,
    ),
  );
  assert.deepEqual([needs.name, needs.python, needs.platforms], ['node', '3.12', ['linux-64', 'win-64']]);
  assert.deepEqual(
    needs.conda.map(({ text }) => text),
    ['ffmpeg=6.1', 'other::cmake>=3.20'],
  );
  assert.deepEqual(
    needs.pip.map(({ text }) => text),
    ['einops==0.8.0', 'roma', 'gitty @ git+https://git.test/g.git@0123', 'requests[socks]>=2'],
  );
  assert.deepEqual(needs.remarks, [
    'not taken over: me of [pypi-dependencies]: it is a path of the node',
    'not taken over: [feature]',
    'not taken over: the platform linux-ppc64le',
  ]);
  assert.match(
    refusal(await read('pixi.toml', 'a = 1\nb = = 2\n')),
    /^pixi\.toml:2:5: error\[toml-syntax\]: this is not TOML: /,
  );
});

test('what is written is valid at once, whatever a node needs: a base is taken that installs it, by a row of versions', async t => {
  const here = place(t);
  here.write('requirements.txt', "torch\ntorchvision\nit's==1.0\n".replace("it's", 'trimesh'));
  here.write('pinned.txt', 'torch==2.8.0\n');
  here.write(
    'odd.txt',
    "quote ; sys_platform == 'win32'\nplatform==1.0\ntwice==1.0 ; os_name=='nt'\ntwice==2.0 ; os_name!='nt'\n7zip==1\n",
  );
  const made = async (from: string) => {
    const wish = { folder: here.work, from: join(here.work, from), title: "It's a node", dryRun: true };
    const node = await initNode(wish);
    assert.ok(node.ok, JSON.stringify(node));
    return node.value.files[0]?.text ?? '';
  };
  const usual = await made('requirements.txt');
  assert.match(usual, /^extends: base\/python-env$/m);
  assert.match(usual, /^title: 'It''s a node'$/m);
  assert.match(usual, /^ {2}torch: '2\.5\.1'\n {2}torchvision: '0\.20\.1'\n {2}trimesh: '1\.0'$/m);
  assert.match(usual, /^ {2}cuda-12\.8: \{ versions: \{ torch: '2\.9\.1', torchvision: '0\.24\.1' \} \}$/m);
  assert.match(usual, /constraints:\n +- 'torch==\$\{torch\}'\n +- 'torchvision==\$\{torchvision\}'/);
  const odd = await made('odd.txt');
  assert.match(odd, /- 'quote ; sys_platform == ''win32'''/);
  assert.match(odd, /- 'platform==1\.0'/);
  assert.match(odd, /- '7zip==1'/);
  assert.doesNotMatch(odd, /^ {2}twice:/m);
  here.write('environment.yml', 'channels: [conda-forge, other, https://own.test/c]\ndependencies: [ffmpeg]\n');
  const environment = await initNode({ folder: here.work, from: join(here.work, 'environment.yml'), dryRun: true });
  assert.ok(environment.ok);
  assert.deepEqual(environment.value.remarks, [
    'by its name only: the channel other; with the whole address, --mirror and proxies hold for lock too',
  ]);
  const refused = await initNode({ folder: here.work, from: join(here.work, 'pinned.txt'), dryRun: true });
  assert.ok(!refused.ok && refused.error.kind === 'usage', JSON.stringify(refused));
  assert.match(refused.error.reason, /^base\/python-env knows no versions that go with python 3\.11, torch 2\.8\.0$/);
});

test('a node is begun, is valid, is rehearsed as it stands, and nothing of it is written over', async t => {
  const here = place(t);
  here.write('requirements.txt', 'pillow==10.4.0\nnumpy>=1.24,<2\n');
  const host = await quickPythonHere(t);
  const python = host?.version ?? '3.11';
  const end = await here.cli(['init', '--from', 'requirements.txt', '--python', python, '--json']);
  assert.equal(end.code, 0, shown(end));
  const { files } = theLine<{ files: readonly string[] }>(end.stdout);
  assert.deepEqual([...files].sort(), [
    '.github/workflows/sam3d-install.yml',
    'install.py',
    'sam3d-install.lock.yaml',
    'sam3d-install.yaml',
    'uninstall.py',
  ]);
  const workflow = readFileSync(join(here.work, '.github/workflows/sam3d-install.yml'), 'utf8');
  assert.match(workflow, new RegExp(`python-version: '${python.replace('.', '\\.')}'`));
  assert.doesNotMatch(workflow + readFileSync(join(here.work, 'install.py'), 'utf8'), /@(python|version|name|wheel)@/);
  const before = treeOf(here.work);
  const again = await here.cli(['init', '--from', 'requirements.txt']);
  assert.equal(again.code, 3, shown(again));
  assert.match(
    again.stderr,
    /sam3d-install\.yaml: something is there already \(EEXIST\)\nhelp: move it away, or name another place\n/,
  );
  rmSync(join(here.work, 'sam3d-install.yaml'));
  const halfway = await here.cli(['init']);
  assert.equal(halfway.code, 3, shown(halfway));
  assert.ok(!existsSync(join(here.work, 'sam3d-install.yaml')), 'one file in the way, and none is written');
  const anew = await here.cli(['init', 'node', '--from', 'requirements.txt', '--python', python]);
  assert.equal(anew.code, 0, shown(anew));
  assert.match(
    anew.stderr,
    /^next: cd node, then sam3d-install validate, sam3d-install rehearse;\nthen, where the network leads to the servers, sam3d-install lock: it notes (hash and size of \d+ addresses, and )?what pip and conda bring$/m,
  );
  assert.deepEqual(Object.keys(treeOf(join(here.work, 'node'))).length, Object.keys(before).length - 1);
  const cwd = join(here.work, 'node');
  const valid = await here.cli(['validate'], { cwd });
  if (host !== undefined) {
    const path = [dirname(host.path), process.env['PATH'] ?? ''].join(delimiter);
    const rehearsed = await here.cli(['rehearse', '--quiet'], { cwd, env: { PATH: path } });
    assert.equal(rehearsed.code, 0, shown(rehearsed));
  }
  assert.equal(`${valid.stdout}${valid.stderr}`, 'sam3d-install.yaml is valid: 4 steps, 5 platforms, 0 profiles\n');
});

test('init adds to .gitignore what an install makes, once, and leaves what is there', async t => {
  const here = place(t);
  const path = here.write('.gitignore', '*.pyc\r\n_env\r\n!_tools/keep\r\n/_rehearsal/**');
  const before = readFileSync(path, 'utf8');
  const shownOnly = await here.cli(['init', '--dry-run']);
  assert.match(
    shownOnly.stderr,
    /^nothing was written; it would be .*, and in \.gitignore \/\.sam3d-install\/ \/_tools\/$/m,
  );
  assert.equal(readFileSync(path, 'utf8'), before);
  const made = await here.cli(['init']);
  assert.equal(made.code, 0, shown(made));
  assert.match(made.stdout, /^added to \.gitignore: \/\.sam3d-install\/ \/_tools\/$/m);
  assert.equal(readFileSync(path, 'utf8'), `${before}\r\n/.sam3d-install/\r\n/_tools/\r\n`);
  rmSync(join(here.work, 'sam3d-install.yaml'));
  for (const file of ['sam3d-install.lock.yaml', 'install.py', 'uninstall.py', '.github']) {
    rmSync(join(here.work, file), { recursive: true });
  }
  const again = await here.cli(['init', '--json']);
  assert.deepEqual(theLine<{ ignored: readonly string[] }>(again.stdout).ignored, []);
});

test('the first lock has what the manifest says whole, and tells of how many addresses that is', async () => {
  const sha256 = 'a'.repeat(64);
  const read = await loadText(
    aManifest(`platforms: { linux-64: {}, win-64: {} }
artifacts:
  whole: { sources: ['https://h.test/\${platform}/a', 'https://m.test/a'], sha256: { linux-64: ${sha256} }, size: 7 }
  half: { sources: ['https://h.test/b'], sha256: ${sha256} }
  unused: { sources: ['https://h.test/c'], sha256: ${sha256}, size: 7 }
steps:
  whole: { when: { platform: linux-64 }, uses: download, with: { artifact: whole, to: a } }
  half: { uses: download, with: { artifact: half, to: b } }`),
  );
  assert.ok(read.ok);
  const entry = (url: string) => ({ url, size: 7, sha256 });
  assert.deepEqual(knownEntries(read.value.manifest), {
    entries: [entry('https://h.test/linux-64/a'), entry('https://m.test/a')],
    of: 3,
  });
});

test('bad input is refused with a reason, and nothing is written', async t => {
  const here = place(t);
  here.write('requirements.txt', 'a b\n');
  const wrong = await here.cli(['init', 'node', '--from', 'requirements.txt']);
  assert.equal(wrong.code, 2, shown(wrong));
  assert.match(wrong.stderr, /requirements\.txt:1:1: error\[requirements\]/);
  const none = await here.cli(['init', 'node', '--from', 'none.txt']);
  assert.equal(none.code, 3, shown(none));
  const base = await here.cli(['init', 'node', '--extends', 'base/none']);
  assert.equal(base.code, 64, shown(base));
  assert.match(base.stderr, /there is no base\/none to extend\nhelp: there are base\/conda-env, base\/python-env/);
  for (const args of [
    ['--python', '3'],
    ['--platforms', 'linux-64,amiga'],
  ]) {
    assert.equal((await here.cli(['init', 'node', ...args])).code, 64);
  }
  assert.ok(!existsSync(join(here.work, 'node')));
});
