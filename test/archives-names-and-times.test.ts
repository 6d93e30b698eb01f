import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { archiveFailure } from '../engine/host/archives/archive-failure.js';
import { layoutTrouble } from '../engine/host/archives/zip/zip-layout.js';
import { MODIFIED, paxOf, tarOf, zipOf, type Member, type ZipMember } from './support/make-archive.js';
import { treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

async function timeOf(...members: readonly Member[]): Promise<number> {
  const { result, into } = await bench.unpack('a.tar', tarOf(...members));
  assert.ok(result.ok, JSON.stringify(result));
  return statSync(join(into, 'a')).mtimeMs / 1000;
}

/** A number as GNU tar writes it where it has too many digits, or is negative. */
function binary(value: bigint): Buffer {
  const bytes = Buffer.alloc(12, value < 0n ? 0xff : 0);
  bytes.writeBigInt64BE(value, 4);
  if (value >= 0n) bytes[0] = 0x80;
  return bytes;
}

test('a name that only Windows cannot hold is refused there in words, and is fine elsewhere', async t => {
  const names = ['why?', 'a*', '<b>', 'c|d', '"e"'];
  const request = { name: 'a.tar', into: 'C:\\root\\x' };
  const staged = 'C:\\root\\.sam3d-install\\staging\\.unpack-1-ab\\tree\\';
  const trouble = (path: string) => Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'open', path });
  for (const name of names) {
    assert.deepEqual(archiveFailure(request, trouble(`${staged}share\\${name}\\f`), { platform: 'win32' }), {
      kind: 'archive',
      archive: 'a.tar',
      entry: `share/${name}/f`,
      reason: 'its name has one of < > " | ? *, which Windows allows in no name',
    });
  }
  const [path, odd] = [`${staged}plain`, 'C:\\why?\\plain'];
  for (const at of [path, `\\\\?\\${path}`, odd])
    assert.equal(archiveFailure(request, trouble(at), { platform: 'win32' }).kind, 'file', at);
  assert.equal(archiveFailure(request, trouble(`${staged}why?`), { platform: 'linux' }).kind, 'file');
  if (process.platform === 'win32') return t.diagnostic('only other systems hold such names');
  const { result, into } = await bench.unpack('a.tar', tarOf(...names.map(name => ({ name, body: 'x' }))));
  assert.ok(result.ok);
  assert.deepEqual(Object.keys(treeOf(into)).sort(), [...names].sort());
});

test('files from before 1970 keep their time, and so do those of far years', async t => {
  if (process.platform === 'win32') return t.skip('times of Windows begin and end elsewhere');
  for (const time of [-1, -86_400, 0, 2 ** 31, 2 ** 33])
    assert.equal(await timeOf({ name: 'a', time: binary(BigInt(time)) }), time);
  for (const time of ['-1', '-86400.5', '1.25', '4294967296'])
    assert.equal(await timeOf(paxOf('mtime', time), { name: 'a' }), Number(time));
});

test('a time that no system can keep is left out, and one that is none does not count', async () => {
  const since = Math.floor(Date.now() / 1000) - 3600;
  for (const time of [2n ** 62n, -(2n ** 40n), 2n ** 53n - 1n]) {
    const got = await timeOf({ name: 'a', time: binary(time) });
    assert.ok(got >= since, `${time} gave ${got}`);
  }
  assert.ok((await timeOf({ name: 'a', time: 'some time' })) >= since);
  assert.ok((await timeOf(paxOf('mtime', '99999999999999999999'), { name: 'a' })) >= since);
  for (const time of ['', 'abc', '0x10', '1e3', 'Infinity', '1 2'])
    assert.equal(await timeOf(paxOf('mtime', time), { name: 'a' }), MODIFIED, time);
});

test('a pax record whose length is no plain number refuses the tar', async () => {
  for (const length of ['0x10', '1e1', '+16', ' 16', '16.0', '-16', '']) {
    const body = `${length} path=longer\n`;
    const { result } = await bench.unpack('a.tar', tarOf({ name: 'p', type: 'x', body }, { name: 'a' }));
    assert.ok(!result.ok && result.error.kind === 'archive', length);
    assert.equal(result.error.reason, 'it is damaged: a pax header is not well formed');
  }
});

test('a link whose target is no UTF-8 is refused, not written with other letters', async () => {
  const tar = tarOf({ name: 'l', type: '2', target: 'caf#' });
  tar[tar.indexOf('#')] = 0xe9;
  const sum = tar
    .subarray(0, 512)
    .fill(' ', 148, 156)
    .reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const zip = zipOf({ name: 'l', body: Buffer.from('caf\u00e9', 'latin1'), mode: 0o120777 });
  for (const [name, bytes] of [
    ['a.tar', tar],
    ['a.zip', zip],
  ] as const) {
    const { result } = await bench.unpack(name, bytes);
    assert.ok(!result.ok && result.error.kind === 'archive', name);
    assert.equal(result.error.reason, 'it links to caf\ufffd: it is not UTF-8');
  }
});

test('a tar of nothing but its own top has no members', async () => {
  const { result } = await bench.unpack('a.tar', tarOf({ name: './', type: '5' }));
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'it has no members');
});

/** The extra field that tells a name in UTF-8, held against the bytes of the other. */
function utf8Name(name: string, other: Uint8Array): Buffer {
  const told = Buffer.from(name);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + told.length, 2);
  field[4] = 1;
  field.writeUInt32LE(crc32(other), 5);
  return Buffer.concat([field, told]);
}

async function namesIn(...members: readonly ZipMember[]): Promise<readonly string[] | string> {
  const { result, into } = await bench.unpack('a.zip', zipOf(...members));
  if (result.ok) return Object.keys(treeOf(into));
  assert.ok(result.error.kind === 'archive', JSON.stringify(result));
  return result.error.reason;
}

test("names in a zip are those that its maker meant, whichever of a zip's ways they are written in", async () => {
  const name = 'caf\u00e9';
  const utf8 = Buffer.from(name);
  const dos = Buffer.from([0x63, 0x61, 0x66, 0x82]);
  const old = { name, isOld: true };
  // said to be UTF-8
  assert.deepEqual(await namesIn({ name, system: 0 }), [name]);
  // in the letters of DOS
  assert.deepEqual(await namesIn({ ...old, raw: dos, system: 0 }), [name]);
  assert.deepEqual(await namesIn({ ...old, raw: dos }), [name], 'no UTF-8, though from Unix');
  assert.deepEqual(await namesIn({ ...old, raw: utf8, system: 0 }), ['caf\u251c\u2310'], 'DOS knows no UTF-8');
  // as programs of Unix take it from the disk
  assert.deepEqual(await namesIn({ ...old, raw: utf8 }), [name]);
  assert.deepEqual(await namesIn({ ...old, raw: utf8, system: 19 }), [name]);
  // told a second time
  assert.deepEqual(await namesIn({ ...old, raw: dos, extra: utf8Name(name, dos), system: 0 }), [name]);
  assert.deepEqual(
    await namesIn({ ...old, raw: Buffer.from('caf#U00e9'), extra: utf8Name(name, Buffer.from('caf#U00e9')) }),
    [name],
  );
  // told of another name than this one: left behind when the member was renamed
  assert.deepEqual(await namesIn({ ...old, raw: Buffer.from('new'), extra: utf8Name(name, dos) }), ['new']);
});

test('a name that a zip tells a second time is judged as any other, and is the same in both headers', async () => {
  const raw = Buffer.from('good');
  const bad = { name: 'good', isOld: true, extra: utf8Name('../evil', raw) };
  assert.equal(await namesIn(bad), 'its name leads out of the archive');
  const apart = { name: 'good', isOld: true, extra: utf8Name('a', raw), local: { extra: utf8Name('b', raw) } };
  assert.equal(await namesIn(apart), 'its name is not the same throughout the zip');
  const once = { name: 'good', isOld: true, extra: utf8Name('a', raw), local: { extra: new Uint8Array() } };
  assert.equal(await namesIn(once), 'its name is not the same throughout the zip');
});

test('what a zip from another system than Unix has in the place of modes is none', async () => {
  const members = [
    { name: 'link', body: 'x', mode: 0o120777, system: 0 },
    { name: 'tool', body: 'x', mode: 0o100755, system: 10 },
    { name: 'pipe', body: 'x', mode: 0o010644, system: 0 },
  ];
  const { result, into } = await bench.unpack('a.zip', zipOf(...members));
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { link: 'x', pipe: 'x', tool: 'x' });
});

test('a member of a zip that is compressed in another way is refused for that, not called damaged', async () => {
  for (const [method, shown] of [
    [9, 'Deflate64'],
    [12, 'bzip2'],
    [14, 'LZMA'],
    [93, 'zstd'],
    [1234, 'method 1234'],
  ] as const) {
    const zip = zipOf({ name: 'a', body: 'x' });
    zip.writeUInt16LE(method, 8);
    zip.writeUInt16LE(method, zip.indexOf('PK\x01\x02') + 10);
    const { result } = await bench.unpack('a.zip', zip);
    assert.ok(!result.ok && result.error.kind === 'archive');
    assert.equal(result.error.reason, `its compression (${shown}) is not supported`);
  }
});

test('the order of a zip of very many members is looked at once, not once for each', () => {
  const count = 5000;
  let looks = 0;
  const spans = Array.from({ length: count }, (_, index) => ({
    get start() {
      looks++;
      return index * 40;
    },
    ends: [index * 40 + 40],
  }));
  const directory = { fd: -1, fileSize: 0, start: count * 40 + 1, end: 0, members: count };
  assert.equal(layoutTrouble(spans, directory), 'it has bytes that belong to none of its members');
  assert.ok(looks < count * 30, `${looks} looks`);
});
