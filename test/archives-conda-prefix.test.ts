import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { relocate } from '../engine/host/archives/conda/relocate.js';
import { withPrefix } from '../engine/host/archives/conda/with-prefix.js';
import { packageOf, type PackageFile } from './support/conda-package.js';
import { BUILT, condaUnpacking, sha256 } from './support/conda-unpacking.js';
import { has } from './support/make-archive.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());
const { unpacked, refusal } = condaUnpacking(bench);

const tools = { skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the packages' };

const CONDA_HELPS = 'install the package with the conda action, or into a folder with a short and plain path';

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
