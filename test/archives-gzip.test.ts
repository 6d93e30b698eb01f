import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, gunzipSync, gzipSync, type ZlibOptions } from 'node:zlib';
import { gunzip } from '../engine/host/archives/deflate/gunzip.js';
import { lengthOrReason, textOrBroken } from './support/decoded-or-reason.js';
import { repeatingBytes } from './support/repeating-bytes.js';
import { seededNumbers } from './support/seeded-random.js';

const DAMAGED_BLOCK = 'it is damaged: a deflate block is not well formed';

test('gzip of every level, strategy, window and memory decodes to what went in', () => {
  const texts = [
    Buffer.alloc(0),
    Buffer.from('a'),
    Buffer.alloc(700_000, 'ab'),
    ...[1, 2, 3, 4].map(seed => textLike(seed)),
  ];
  for (const bytes of texts) {
    for (const level of [0, 1, 6, 9]) agrees(gzipSync(bytes, { level }), bytes);
    for (const strategy of [0, 1, 2, 3, 4]) agrees(gzipSync(bytes, { strategy }), bytes);
    for (const windowBits of [9, 11, 13]) agrees(gzipSync(bytes, { windowBits, memLevel: 1 }), bytes);
  }
});

test('of 3,000 streams, half of them damaged, the same are taken as zlib takes, with the same bytes', () => {
  const next = seededNumbers(20_261_123);
  let [good, bad] = [0, 0];
  for (let round = 0; round < 3000; round++) {
    const bytes = textLike(next(2 ** 30), next(6000));
    const options: ZlibOptions = {
      level: next(10),
      strategy: next(5),
      memLevel: 1 + next(9),
      windowBits: 9 + next(7),
    };
    const stream = damaged(gzipSync(bytes, options), next);
    const [theirs, ours] = [
      textOrBroken(() => gunzipSync(stream)),
      textOrBroken(() => decoded(inPieces(stream, next))),
    ];
    assert.deepEqual(ours, theirs, `round ${round}: ${stream.toString('hex')}`);
    if (ours === 'broken') bad++;
    else good++;
  }
  assert.ok(good > 1000 && bad > 1000, `${good} good, ${bad} bad`);
});

test('a stream may be cut into pieces anywhere', () => {
  const bytes = textLike(7, 400);
  const stream = gzipSync(bytes);
  for (let cut = 1; cut < stream.length; cut++) {
    const pieces = [stream.subarray(0, cut), Buffer.alloc(0), stream.subarray(cut)];
    assert.ok(decoded(pieces).equals(bytes), `cut at ${cut}`);
  }
  assert.ok(decoded(Array.from(stream, byte => Buffer.of(byte))).equals(bytes));
});

test('gzip members one behind the other are one, and zeros may lie behind the last', () => {
  const members = Buffer.concat([gzipSync('one '), gzipSync(''), gzipSync('two')]);
  assert.equal(decoded([members]).toString(), 'one two');
  assert.equal(decoded([members, Buffer.alloc(100_000)]).toString(), 'one two');
});

test('what lies behind the last member and is no member is damage', () => {
  const stream = gzipSync('one');
  const behind = 'it is damaged: something else lies behind its end';
  assert.equal(reasonOf(stream, Buffer.from([0, 0, 1])), behind);
  const none = 'it is damaged: no gzip stream begins where one should';
  assert.equal(reasonOf(stream, Buffer.from('more')), none);
  assert.equal(reasonOf(Buffer.from([0, 0])), none);
});

test('a header may have an extra field, a name, a comment and a checksum', () => {
  const header = [0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3];
  const told = Buffer.concat([Buffer.from(header), Buffer.from('name\0comment\0')]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(told) % 2 ** 16);
  const rest = gzipSync('what it is').subarray(10);
  assert.equal(decoded([told, sum, rest]).toString(), 'what it is');
  for (const at of [0, 1]) {
    const wrong = Buffer.from(sum.map((byte, index) => (index === at ? byte ^ 1 : byte)));
    assert.equal(reasonOf(told, wrong, rest), 'it is damaged: the checksum of a gzip header is wrong');
  }
  const long = Buffer.concat([HEADER, Buffer.from([0x34, 0x12]), Buffer.alloc(0x1234, 7), rest]);
  long[3] = 4;
  assert.equal(decoded([long]).toString(), 'what it is');
});

test('a header that is not well formed is refused', () => {
  const header = (at: number, byte: number) =>
    Buffer.from(gzipSync('x').map((each, index) => (index === at ? byte : each)));
  assert.equal(reasonOf(header(1, 0)), 'it is damaged: no gzip stream begins where one should');
  assert.equal(reasonOf(header(2, 7)), 'it is damaged: a gzip header names an unknown compression');
  for (const flag of [0x20, 0x40, 0x80])
    assert.equal(reasonOf(header(3, flag)), 'it is damaged: a gzip header has unknown flags');
  const endless = Buffer.alloc(70_000, 'n');
  assert.equal(reasonOf(header(3, 8).subarray(0, 10), endless), 'it is damaged: a name in a gzip header has no end');
});

test('a stream that ends anywhere before its end ends in the middle', () => {
  const stream = gzipSync(textLike(5, 300));
  for (let length = 0; length < stream.length; length++)
    assert.equal(reasonOf(stream.subarray(0, length)), 'it ends in the middle', `${length} bytes`);
});

test('checksum and length behind a stream are looked at', () => {
  const stream = gzipSync('what it is');
  const changed = (fromEnd: number) =>
    Buffer.from(stream.map((byte, at) => (at === stream.length - fromEnd ? byte ^ 1 : byte)));
  assert.equal(reasonOf(changed(8)), 'it is damaged: the checksum of a gzip stream is wrong');
  assert.equal(reasonOf(changed(4)), 'it is damaged: the length of a gzip stream is wrong');
});

test('blocks that no program makes are refused for what is wrong with them', () => {
  const of = (...bits: readonly (readonly [number, number])[]) => reasonOf(HEADER, bitsOf(bits), Buffer.alloc(1000));
  assert.equal(of([3, 7]), `${DAMAGED_BLOCK} (its type)`);
  assert.equal(of([3, 1], [5, 0], [16, 5], [16, 5]), `${DAMAGED_BLOCK} (the length of what is stored)`);
  assert.equal(of([3, 5], [5, 30]), `${DAMAGED_BLOCK} (the sizes of its tables)`);
  assert.equal(of([3, 5], [5, 0], [5, 30]), `${DAMAGED_BLOCK} (the sizes of its tables)`);
  assert.equal(of([3, 5], [5, 0], [5, 0], [4, 0]), `${DAMAGED_BLOCK} (the lengths of its codes)`);
  // the byte `a`, then the same from two bytes before
  assert.equal(of([3, 3], [8, 0x89], [7, 0x40], [5, 0x10]), `${DAMAGED_BLOCK} (it repeats what is not there)`);
  // the same in a second member, though the first has bytes before it
  const copying = [
    gzipSync('before'),
    HEADER,
    bitsOf([
      [3, 3],
      [8, 0x89],
      [7, 0x40],
      [5, 0x10],
    ]),
    Buffer.alloc(1000),
  ];
  assert.equal(reasonOf(...copying), `${DAMAGED_BLOCK} (it repeats what is not there)`);
  // a length of the fixed codes that stands for nothing
  assert.equal(of([3, 3], [8, 0x63]), `${DAMAGED_BLOCK} (a code)`);
});

test('bytes are copied from as far as 32 KiB before, over the edge of what is given at a time', () => {
  const far = textLike(11, 32_768);
  const bytes = Buffer.concat(Array.from({ length: 40 }, () => far));
  agrees(gzipSync(bytes, { level: 9 }), bytes);
});

test('a bomb comes in pieces, so that it can be stopped', () => {
  const bomb = gzipSync(Buffer.alloc(2 ** 26), { level: 9 });
  let given = 0;
  for (const piece of gunzip([bomb])) {
    assert.ok(piece.length <= 2 ** 18 + 512);
    given += piece.length;
    if (given > 2 ** 20) break;
  }
  assert.ok(given < 2 ** 21);
});

test('the source is let go of when nobody wants more', () => {
  let isClosed = false;
  const source = (function* () {
    try {
      for (;;) yield gzipSync(textLike(3));
    } finally {
      isClosed = true;
    }
  })();
  const pieces = gunzip(source);
  assert.ok(pieces.next().done === false);
  pieces.return(undefined);
  assert.ok(isClosed);
});

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Bits as deflate reads them, the lowest of each number first. */
function bitsOf(numbers: readonly (readonly [number, number])[]): Buffer {
  const bits = numbers.flatMap(([count, number]) => Array.from({ length: count }, (_, bit) => (number >>> bit) & 1));
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, at) => (bytes[at >> 3]! |= bit << (at & 7)));
  return bytes;
}

function agrees(stream: Buffer, bytes: Buffer): void {
  assert.ok(decoded([stream]).equals(bytes), `${bytes.length} bytes`);
}

function decoded(pieces: Iterable<Buffer>): Buffer {
  return Buffer.concat(Array.from(gunzip(pieces), piece => Buffer.from(piece)));
}

const reasonOf = (...pieces: readonly Buffer[]) => lengthOrReason(() => decoded(pieces));

/** With lengths and distances of all sizes. */
function textLike(seed: number, size = 200_000): Buffer {
  return repeatingBytes(seededNumbers(seed), size, { longest: 300, farthest: 32_768 });
}

/** As it is, with some bits changed, or cut off. */
function damaged(stream: Buffer, next: (below: number) => number): Buffer {
  const kind = next(4);
  if (kind === 0) return stream.subarray(0, next(stream.length));
  const bytes = Buffer.from(stream);
  for (let left = kind === 1 ? 1 + next(3) : 0; left > 0; left--) bytes[next(bytes.length)]! ^= 1 << next(8);
  return bytes;
}

function* inPieces(bytes: Buffer, next: (below: number) => number): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const length = 1 + next(2000);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
