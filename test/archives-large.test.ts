import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { gunzip } from '../engine/host/archives/deflate/gunzip.js';
import { Inflater } from '../engine/host/archives/deflate/inflater.js';
import { openArchive } from '../engine/host/archives/open-archive.js';
import { zipMembers } from '../engine/host/archives/zip/zip-members.js';
import { zipOf } from './support/make-archive.js';
import { treeOf, unpackingBench } from './support/unpacking.js';

/** Numbers of 4 GiB and more, without as many bytes on the disk. */

const bench = unpackingBench();
after(() => bench.remove());

test('the length behind a gzip stream of 4 GiB and more is that of what goes beyond', t => {
  const zeros = Buffer.alloc(2 ** 26);
  t.mock.method(Inflater.prototype, 'stream', function* () {
    for (let piece = 0; piece < 64; piece++) yield zeros;
    yield Buffer.from('more');
  });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(1_815_403_133, 0);
  trailer.writeUInt32LE(4, 4);
  let length = 0;
  for (const piece of gunzip([gzipSync('').subarray(0, 10), trailer])) length += piece.length;
  assert.equal(length, 2 ** 32 + 4);
});

/** An extra field of sizes with 8 bytes each. */
function largeSizes(...sizes: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * sizes.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * sizes.length, 2);
  for (const [index, size] of sizes.entries()) field.writeBigUInt64LE(BigInt(size), 4 + 8 * index);
  return field;
}

test('a local header may have only one of its sizes in the field for large ones', async () => {
  const of = (told: number) => zipOf({ name: 'a', body: 'text', local: { size: 0xffffffff, extra: largeSizes(told) } });
  const { result, into } = await bench.unpack('a.zip', of(4));
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { a: 'text' });
  const lie = await bench.unpack('a.zip', of(5));
  assert.ok(!lie.result.ok && lie.result.error.kind === 'archive');
  assert.equal(lie.result.error.reason, 'its size is not the same throughout the zip');
});

test('a checksum that looks like the sign before a descriptor is one, where that has no sign', async () => {
  const body = Buffer.from('ac0a7ad5', 'hex');
  const signed = zipOf({ name: 'a', body, descriptor: true });
  const at = signed.indexOf('PK\x07\x08');
  const bare = Buffer.concat([signed.subarray(0, at), signed.subarray(at + 4)]);
  bare.writeUInt32LE(bare.readUInt32LE(bare.length - 6) - 4, bare.length - 6);
  for (const zip of [signed, bare]) {
    const { result, into } = await bench.unpack('a.zip', zip);
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(treeOf(into), { a: body.toString('latin1') });
  }
});

/** A zip of one stored member with a hole of that size, and what stands behind it. Its bytes are not looked at here. */
function sparseZip(size: number, behind: Buffer): string {
  const path = join(bench.root, `sparse-${behind.length}.zip`);
  const header = (signature: string, ...made: readonly number[]) => {
    const extra = largeSizes(size, size);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(45, 0);
    fields.writeUInt16LE(8, 2);
    fields.writeUInt16LE(0x0021, 8);
    fields.fill(0xff, 14, 22);
    fields.writeUInt16LE(1, 22);
    fields.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(made.length === 0 ? 0 : 14);
    return Buffer.concat([Buffer.from(signature), Buffer.from(made), fields, rest, Buffer.from('a'), extra]);
  };
  const local = header('PK\x03\x04');
  const central = header('PK\x01\x02', 45, 3);
  const start = local.length + size + behind.length;
  const large = Buffer.alloc(56);
  large.write('PK\x06\x06');
  for (const [at, value] of Object.entries({ 4: 44, 24: 1, 32: 1, 40: central.length, 48: start }))
    large.writeBigUInt64LE(BigInt(value), Number(at));
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07');
  locator.writeBigUInt64LE(BigInt(start + central.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.write('PK\x05\x06\0\0\0\0');
  end.writeUInt16LE(0, 20);
  writeFileSync(path, local);
  const fd = openSync(path, 'r+');
  const tail = Buffer.concat([behind, central, large, locator, end]);
  ftruncateSync(fd, local.length + size);
  writeSync(fd, tail, 0, tail.length, local.length + size);
  closeSync(fd);
  return path;
}

test('a descriptor behind 4 GiB and more tells the sizes in 8 bytes each, or what of them goes beyond in 4', async t => {
  if (process.platform === 'win32') return t.skip('Windows would write every byte of the hole');
  const size = 2 ** 32 + 5;
  const short = Buffer.alloc(12);
  short.writeUInt32LE(5, 4);
  short.writeUInt32LE(5, 8);
  const long = Buffer.alloc(20);
  long.writeBigUInt64LE(BigInt(size), 4);
  long.writeBigUInt64LE(BigInt(size), 12);
  const sizesIn = async (behind: Buffer) => {
    const archive = openArchive(sparseZip(size, behind), { onRead: () => undefined });
    t.after(() => archive.close());
    const sizes: number[] = [];
    for await (const { range } of zipMembers(archive, 10)) sizes.push(range.length);
    return sizes;
  };
  for (const descriptor of [short, long]) assert.deepEqual(await sizesIn(descriptor), [size]);
  long[12] = 6;
  await assert.rejects(sizesIn(long), { entry: 'a', reason: 'its descriptor is not the same throughout the zip' });
});
