import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipNeed } from '../engine/init/pip-need.js';
import { condaNeed } from '../engine/init/conda-need.js';
import type { Needs } from '../engine/init/needs.js';
import { read } from './support/init-reading.js';

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
