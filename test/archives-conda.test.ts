import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { relocate } from '../engine/host/archives/conda/relocate.js';
import { withPrefix } from '../engine/host/archives/conda/with-prefix.js';
import { packageOf, type PackageFile, type PackageOptions } from './support/conda-package.js';
import { bzip2, gzip, has, tarOf, zipOf, zstd, type Member } from './support/make-archive.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const tools = { skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the packages' };

/** As long as the build tools make it, so that most prefixes fit. */
const BUILT = `/home/builder/_h_env${'_placehold'.repeat(20)}`;

/** Unpacks both forms; both must end alike. */
async function unpacked(files: readonly PackageFile[], options: PackageOptions & { readonly request?: object } = {}) {
  const ends = [];
  for (const [name, bytes] of packageOf(files, options)) {
    const into = bench.fresh();
    makeFolder(dirname(into));
    const { result } = await bench.unpack(name, bytes, { into, ...options.request });
    if (!result.ok) {
      assert.deepEqual(readdirSync(dirname(into)), [], `${name}: something was left`);
      assert.ok(result.error.kind === 'archive', JSON.stringify(result.error));
      const { entry = '', reason } = result.error;
      ends.push({ refused: `${entry}: ${reason}` });
    } else {
      const tree = Object.entries(treeOf(into)).filter(([path]) => !path.startsWith('info/'));
      // each is unpacked into a folder of its own
      const shown = tree.map(([path, text]) => [path, text.replaceAll(into, 'INTO').replaceAll('\0', '.')]);
      ends.push({ tree: Object.fromEntries(shown) as object, notes: result.value.notes ?? [], into });
    }
  }
  const [conda, bz2] = ends;
  assert.deepEqual({ ...bz2, into: '' }, { ...conda, into: '' });
  return conda ?? assert.fail();
}

async function refusal(files: readonly PackageFile[], options: PackageOptions & { readonly request?: object } = {}) {
  const end = await unpacked(files, options);
  return end.refused ?? assert.fail(`it was unpacked: ${JSON.stringify(end)}`);
}

const CONDA_HELPS = 'install the package with the conda action, or into a folder with a short and plain path';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a package whose files are as its list says is unpacked', tools, async () => {
  const { tree, notes } = await unpacked([
    { name: 'bin/tool', body: 'tool', mode: 0o755 },
    { name: 'bin/alias', type: '2', target: 'tool', told: { sha256: sha256('tool'), size_in_bytes: 4 } },
    { name: 'share/empty' },
  ]);
  assert.deepEqual(tree, {
    'bin/': 'folder',
    'bin/alias': '-> tool',
    'bin/tool': '*tool',
    'share/': 'folder',
    'share/empty': '',
  });
  assert.deepEqual(notes, []);
});

test('a file that is not as the package lists it refuses the package', tools, async () => {
  const good = { name: 'bin/good', body: 'good' };
  const other = sha256('other');
  const cases: readonly (readonly [PackageFile, string])[] = [
    [
      { name: 'a', body: 'x', told: { sha256: other } },
      `a: its sha256 is ${sha256('x')}, and info/paths.json says ${other}`,
    ],
    [{ name: 'a', body: 'x', told: { size_in_bytes: 2 } }, 'a: it has 1 bytes, and info/paths.json says 2'],
    [{ name: 'a', body: 'x', told: null }, 'a: info/paths.json does not list it'],
    [{ name: 'a', body: 'x', told: { path_type: 'softlink' } }, 'a: it is a file, and info/paths.json says link'],
    [
      { name: 'a', type: '2', target: 'bin/good', told: { path_type: 'hardlink' } },
      'a: it is a link, and info/paths.json says file',
    ],
    [{ name: 'a', body: 'x', told: { path_type: 'device' } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { sha256: 'short' } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { path_type: 'constructor' } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { path_type: { toString: 1 } } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { _path: { toString: 1 } } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { _path: ['a'] } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { size_in_bytes: 1.5 } }, 'info/paths.json: it is not well formed'],
    [
      { name: 'a', body: 'x', told: { _path: '../a' } },
      '../a: info/paths.json lists it: its name leads out of the archive',
    ],
    [{ name: 'a', body: 'x', told: { _path: 'bin/good' } }, 'bin/good: info/paths.json lists it twice'],
    [{ name: 'a', body: 'x', placeholder: 'a' }, 'info/paths.json: it is not well formed'],
  ];
  for (const [file, reason] of cases) assert.equal(await refusal([good, file]), reason);
  const lost = { _path: 'lost', path_type: 'hardlink' };
  assert.equal(await refusal([good], { lost: [lost] }), 'lost: info/paths.json lists it, and it is not in the archive');
});

test('only what is told about the package is not held against its list, not what is called alike', tools, async () => {
  for (const name of ['include/x.h', 'information/x', 'i', 'lib/info/x'])
    assert.equal(
      await refusal([{ name, body: 'x', told: { size_in_bytes: 2 } }]),
      `${name}: it has 1 bytes, and info/paths.json says 2`,
    );
  const { tree } = await unpacked([{ name: 'info/extra', body: 'x', told: null }]);
  assert.deepEqual(tree, {});
});

test('a list that takes more than 32 MiB is refused before it is held in memory', tools, async () => {
  const body = Buffer.alloc(32 * 2 ** 20 + 1, ' ');
  const info = [{ name: 'info/paths.json', body }];
  assert.equal(await refusal([], { info }), `info/paths.json: it is larger than ${32 * 2 ** 20} bytes`);
});

test('a list of millions of values is refused before they are held in memory', tools, async () => {
  const info = [{ name: 'info/paths.json', body: `{"paths":[${'{},'.repeat(1_100_000)}{}]}` }];
  assert.equal(await refusal([], { info }), 'info/paths.json: it has more than 2000000 values');
  const lines = [{ name: 'info/has_prefix', body: 'a\n'.repeat(250_001) }];
  assert.equal(await refusal([], { info: lines }), 'info/has_prefix: it has more than 250000 lines');
});

test('a list that is no list refuses the package', tools, async () => {
  for (const body of ['', '{', '[]', '{"paths": 1}', 'null']) {
    const info = [{ name: 'info/paths.json', body }];
    assert.equal(await refusal([{ name: 'a' }], { info }), 'info/paths.json: it is not well formed');
  }
});

test('only what is taken of a package is held against its list', tools, async () => {
  const files = [
    { name: 'lib/wanted', body: 'x' },
    { name: 'lib/other', body: 'x', told: { size_in_bytes: 9 } },
  ];
  const { tree } = await unpacked(files, { request: { pick: { 'lib/wanted': 'w' } } });
  assert.deepEqual(tree, { w: 'x' });
});

test('an archive that is no conda package may hold files of these names', tools, async () => {
  const members: readonly Member[] = [{ name: 'info/paths.json', body: 'mine' }];
  assert.ok(
    (await bench.unpack('a.tar.gz', gzip(tarOf(...members, { name: 'info/index.json', body: 'x' })))).result.ok,
  );
  const [, [name, bytes] = assert.fail()] = packageOf([], { info: members });
  assert.ok(!(await bench.unpack(name, bytes)).result.ok);
});

const TEXT: PackageFile = {
  name: 'bin/script',
  mode: 0o755,
  body: `#!${BUILT}/bin/python\nroot = "${BUILT}"\n`,
  placeholder: BUILT,
};
const BINARY: PackageFile = {
  name: 'lib/libx.so',
  body: `\x7fELF\0${BUILT}/ssl:${BUILT}/etc\0next\0${BUILT}`,
  placeholder: BUILT,
  fileMode: 'binary',
};

test('files of a whole package get the prefix that they are unpacked into', tools, async () => {
  const { tree, into = '' } = await unpacked([TEXT, BINARY]);
  const gap = '.'.repeat(BUILT.length - into.length);
  assert.deepEqual(tree, {
    'bin/': 'folder',
    'bin/script': '*#!INTO/bin/python\nroot = "INTO"\n',
    'lib/': 'folder',
    'lib/libx.so': `\x7fELF.INTO/ssl:INTO/etc${gap}${gap}.next.INTO${gap}`,
  });
  assert.equal(statSync(join(into, 'lib/libx.so')).size, (BINARY.body as string).length);
});

test(
  'a file with a second name in the package gets the prefix under the one that has a placeholder',
  tools,
  async () => {
    const twin: PackageFile = { name: 'share/raw', type: '1', target: 'bin/script' };
    const told = { sha256: sha256(TEXT.body as string), size_in_bytes: (TEXT.body as string).length };
    const { tree } = await unpacked([TEXT, { ...twin, told }]);
    assert.deepEqual(tree, {
      'bin/': 'folder',
      'bin/script': '*#!INTO/bin/python\nroot = "INTO"\n',
      'share/': 'folder',
      'share/raw': `*${TEXT.body as string}`,
    });
  },
);

test('the placeholders of old packages are those of info/has_prefix', tools, async () => {
  const first = '/opt/anaconda1anaconda2anaconda3';
  const info = [
    { name: 'info/has_prefix', body: `etc/first\n"${BUILT}" text "etc/second one"\n${BUILT} binary lib/third\n` },
  ];
  const files = [
    { name: 'etc/first', body: `at ${first}/x` },
    { name: 'etc/second one', body: `at ${BUILT}/x` },
    { name: 'lib/third', body: `${BUILT}\0` },
  ];
  const { tree, into = '' } = await unpacked(files, { info });
  assert.deepEqual(tree, {
    'etc/': 'folder',
    'etc/first': 'at INTO/x',
    'etc/second one': 'at INTO/x',
    'lib/': 'folder',
    'lib/third': `INTO${'.'.repeat(BUILT.length - into.length)}.`,
  });
  const wrong = [{ name: 'info/has_prefix', body: 'two words\n' }];
  assert.equal(await refusal(files, { info: wrong }), 'info/has_prefix: it is not well formed');
});

test('a prefix that does not fit refuses the package', tools, async () => {
  const into = join(bench.root, 'n'.repeat(BUILT.length), 'into');
  const long = { into: join(dirname(into), 'deeper') };
  makeFolder(dirname(into));
  for (const [name, bytes] of packageOf([BINARY])) {
    const { result } = await bench.unpack(name, bytes, long);
    assert.ok(!result.ok && result.error.kind === 'archive');
    const { length } = long.into;
    assert.equal(
      result.error.reason,
      `it cannot be given its new prefix: the path of the prefix has ${length} bytes, and there is room for ${BUILT.length} in it; ${CONDA_HELPS}`,
    );
  }
  for (const [name, bytes] of packageOf([TEXT])) {
    const { result } = await bench.unpack(name, bytes, long);
    assert.ok(!result.ok && result.error.kind === 'archive');
    assert.match(
      result.error.reason,
      /its first line, with the path of the prefix, is longer than 127 bytes; install the package with the conda action, or /,
    );
    const spaced = await bench.unpack(name, bytes, { into: join(bench.root, 'with space') });
    assert.ok(!spaced.result.ok && spaced.result.error.kind === 'archive');
    assert.match(
      spaced.result.error.reason,
      /a script finds no interpreter in a folder whose path has a space; install the package with the conda action, or /,
    );
  }
});

test('a signed program is not changed: the package is refused', tools, async () => {
  const arm = Buffer.from('cffaedfe0c000001', 'hex');
  const universal = Buffer.from('cafebabe00000002', 'hex');
  for (const head of [arm, universal]) {
    const body = Buffer.concat([head, Buffer.from(`${BUILT}\0`)]);
    assert.match(
      await refusal([{ ...BINARY, body }]),
      /it is signed, and a changed signature is refused by the system; install the package with the conda action, or /,
    );
  }
});

test('a program of Windows is left as it is, unless it starts a script by its prefix', tools, async () => {
  const body = `MZ${BUILT}\0`;
  const { tree } = await unpacked([{ ...BINARY, name: 'x.dll', body }]);
  assert.deepEqual(tree, { 'x.dll': body.replace('\0', '.') });
  assert.match(
    await refusal([{ ...BINARY, name: 'x.exe', body: `MZ#!${BUILT}\\python.exe\nPK` }]),
    /it starts a script by its prefix; install the package with the conda action, or /,
  );
});

test('picked to another place, a text that names its prefix is refused, and conda is pointed to', tools, async () => {
  const reason =
    'the prefix that it was built for is written in it, and none is meant where it goes: install the package with the conda action';
  assert.equal(await refusal([TEXT], { request: { pick: { 'bin/script': 's' } } }), `bin/script: ${reason}`);
  assert.equal(await refusal([TEXT], { request: { strip: 1 } }), `bin/script: ${reason}`);
  const plain = { name: 'bin/plain', body: 'x' };
  const { tree } = await unpacked([TEXT, plain], { request: { pick: { 'bin/plain': 'p' } } });
  assert.deepEqual(tree, { p: 'x' });
});

test('a program picked to another place stays as it was published, and that is said', tools, async () => {
  const { tree, notes } = await unpacked([BINARY, TEXT], { request: { pick: { 'lib/libx.so': 'tool' } } });
  assert.deepEqual(tree, { tool: (BINARY.body as string).replaceAll('\0', '.') });
  assert.deepEqual(notes, [
    'lib/libx.so is kept as it was built, for another prefix: no prefix is meant where it goes',
  ]);
});

test('modules selected into an environment get the path of that environment', tools, async () => {
  const env = join(bench.root, 'env');
  const folder = 'lib/python3.11/site-packages';
  const request = { select: `${folder}/**`, into: join(env, folder) };
  const files = [
    { name: `${folder}/m/where.py`, body: `at = '${BUILT}/share'`, placeholder: BUILT },
    { ...BINARY, name: `${folder}/m/_C.so` },
  ];
  for (const [name, bytes] of packageOf(files)) {
    const { result, into } = await bench.unpack(name, bytes, request);
    assert.ok(result.ok && result.value.notes === undefined, JSON.stringify(result));
    const tree = treeOf(into);
    assert.equal(tree['m/where.py'], `at = '${env}/share'`);
    assert.ok(tree['m/_C.so']?.includes(`${env}/ssl:${env}/etc\0`));
  }
});

test('a noarch python package is unpacked as it is, and what was not done is said', tools, async () => {
  const files = [
    { name: 'site-packages/m/__init__.py', body: '1' },
    { name: 'bin/.p-post-link.sh', body: 'exit' },
  ];
  const index = { noarch: 'python' };
  const { tree, notes } = await unpacked(files, { index });
  assert.deepEqual(Object.keys(tree ?? {}), [
    'bin/',
    'bin/.p-post-link.sh',
    'site-packages/',
    'site-packages/m/',
    'site-packages/m/__init__.py',
  ]);
  assert.deepEqual(notes, [
    'it is a noarch python package: its modules are left in site-packages at the top, and its programs are not made; the conda action does both',
    'bin/.p-post-link.sh is not run: the conda action runs such scripts',
  ]);
  const modules = await unpacked(files, { index, request: { select: 'site-packages/**' } });
  assert.deepEqual(modules.notes, []);
  assert.equal(
    await refusal(files, { index, request: { select: 'lib/python3.11/site-packages/**' } }),
    ': no member matches lib/python3.11/site-packages/**; it is a noarch python package, whose modules lie in site-packages at its top',
  );
});

test('a file that is too large to be given its prefix in memory is refused before it is read', async () => {
  const tree = makeFolder(bench.root, 'large', 'tree');
  const file = openSync(join(tree, 'a'), 'w');
  ftruncateSync(file, 3 * 2 ** 30);
  closeSync(file);
  const facts = { placeholders: new Map([['a', { path: BUILT, mode: 'text' }]] as const), isNoarchPython: false };
  const taken = new Map([['a', { kind: 'file', place: 'a' }]] as const);
  await assert.rejects(relocate(facts, { tree, taken }, { into: '/into', rest: () => undefined }), {
    message: `it cannot be given its new prefix: it has a prefix in it, and more than ${256 * 2 ** 20} bytes; ${CONDA_HELPS}`,
  });
});

test('a .tar.bz2 is a conda package by its info/index.json, and by no folder of that name', tools, async () => {
  const list = { name: 'info/paths.json', body: 'mine' };
  for (const members of [[list], [list, { name: 'info/index.json', type: '5' } as const]])
    assert.ok((await bench.unpack('a.tar.bz2', bzip2(tarOf(...members)))).result.ok);
});

test('a package that was zipped again by hand, in a folder and compressed once more, is the same', tools, async () => {
  const tar = (kind: string, member: Member) => {
    return { name: `p/${kind}-p.tar.zst`, body: zstd(tarOf(member)), deflate: true };
  };
  const zip = zipOf(tar('info', { name: 'info/about', body: 'it' }), tar('pkg', { name: 'lib/a', body: 'x' }));
  const { result, into } = await bench.unpack('p.conda', zip);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { 'info/': 'folder', 'info/about': 'it', 'lib/': 'folder', 'lib/a': 'x' });
});

test('a package that tells nothing about itself is refused, one that is nothing else is not', tools, async () => {
  const only = (kind: 'info' | 'pkg') =>
    zipOf({ name: `${kind}-p.tar.zst`, body: zstd(tarOf({ name: 'info/about' })) });
  const { result } = await bench.unpack('p.conda', only('pkg'));
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'it is no .conda: no tar of the kind info is in it');
  assert.ok((await bench.unpack('p.conda', only('info'))).result.ok);
});

test('a file that has its prefix in wide characters is refused, since that is not rewritten', () => {
  const path = '/built/here';
  const utf16 = Buffer.from(path, 'utf16le');
  const utf32 = Buffer.from(Uint32Array.from(path, char => char.charCodeAt(0)).buffer);
  const turned = (bytes: Buffer, width: 16 | 32) =>
    width === 16 ? Buffer.from(bytes).swap16() : Buffer.from(bytes).swap32();
  for (const wide of [utf16, turned(utf16, 16), utf32, turned(utf32, 32)]) {
    for (const mode of ['text', 'binary'] as const) {
      const bytes = Buffer.concat([Buffer.from(`x\0${path}\0`), wide, Buffer.from('\0y')]);
      assert.deepEqual(withPrefix(bytes, { path, mode }, { prefix: '/i' }), {
        ok: false,
        error: 'the old one is in it in wide characters, too',
      });
      assert.ok(withPrefix(wide.subarray(0, -4), { path, mode }, { prefix: '/i' }).ok);
    }
  }
});

test('a prefix is written in millions of places in the memory of a few copies', () => {
  const old = '/built/a';
  const bytes = Buffer.from(`${old}\0`.repeat(2 ** 20));
  const before = process.memoryUsage().heapUsed;
  for (const [mode, fresh] of [
    ['binary', '/i\0\0\0\0\0\0'],
    ['text', '/i'],
  ] as const) {
    const changed = withPrefix(bytes, { path: old, mode }, { prefix: '/i' });
    assert.ok(changed.ok && changed.value.equals(Buffer.from(`${fresh}\0`.repeat(2 ** 20))), mode);
  }
  const mib = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  assert.ok(mib < 50, `${mib} MiB of small things`);
});
