import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { Inflater } from '../engine/host/archives/deflate/inflater.js';
import { lengthOrReason, textOrBroken } from './support/decoded-or-reason.js';
import { repeatingBytes } from './support/repeating-bytes.js';
import { seededNumbers } from './support/seeded-random.js';

// Deflate without the checksum of gzip behind it, which would find most of what is wrong with a block by itself.

test('of 4,000 damaged deflate streams the same are taken as zlib takes, with the same bytes', () => {
  const next = seededNumbers(20_261_125);
  const streams = Array.from({ length: 60 }, (_, index) =>
    deflateRawSync(textLike(next, 20 + next(1500)), { level: 1 + next(9), strategy: index % 2 === 0 ? 0 : 2 }),
  );
  const counts = { good: 0, bad: 0 };
  for (let round = 0; round < 4000; round++) {
    const stream = Buffer.from(streams[next(streams.length)] ?? assert.fail());
    // most of them in the tables that a block begins with
    const reach = round % 4 === 0 ? stream.length : Math.min(stream.length, 70);
    for (let left = 1 + next(2); left > 0; left--) stream[next(reach)]! ^= 1 << next(8);
    const [theirs, ours] = [textOrBroken(() => inflateRawSync(stream)), textOrBroken(() => decoded([stream]))];
    assert.deepEqual(ours, theirs, `round ${round}: ${stream.toString('hex')}`);
    counts[ours === 'broken' ? 'bad' : 'good']++;
  }
  assert.ok(counts.good > 500 && counts.bad > 1000, JSON.stringify(counts));
});

test('tables of codes that no program makes are refused for what is wrong with them', () => {
  const few = { 97: 1, 256: 1 };
  const lengths = 'the lengths of its codes';
  const cases: readonly (readonly [string, readonly Bits[], string])[] = [
    ['no code for the end', tables({ 97: 1, 98: 1 }), 'it has no end'],
    ['too many literals', tables({ 97: 1, 98: 1, 256: 1 }), lengths],
    ['too many literals by the least there is', tables({ ...steps(14), 97: 15, 98: 15, 256: 15 }), lengths],
    ['too few literals', tables({ 97: 2, 98: 2, 256: 2 }), lengths],
    ['too many distances', tables(few, [1, 1, 1]), lengths],
    ['too few distances', tables(few, [1, 2]), lengths],
    ['one distance, with too long a code', tables(few, [2]), lengths],
    [
      'too few lengths',
      [
        [3, 5],
        [14, 0],
        [3, 1],
        [9, 0],
      ],
      lengths,
    ],
    [
      'too many lengths',
      [
        [3, 5],
        [14, 0],
        [3, 1],
        [3, 1],
        [3, 1],
        [3, 0],
      ],
      lengths,
    ],
    ['a length that repeats none', [...begun(257, 1), lengthCode(16), [2, 0]], lengths],
    ['one zero too many', [...begun(257, 1), ...zeros(138), ...zeros(121)], lengths],
    ['many zeros too many', [...begun(257, 1), ...zeros(138), ...zeros(138)], lengths],
    ['a copy where there are no distances', [...tables(COPYING), [2, 3]], 'a code'],
    ['a copy by the distance that is lacking', [...tables(COPYING, [1]), [2, 0], [2, 3], [1, 1]], 'a code'],
    ['the code that is lacking', [...tables({ 256: 1 }), [1, 1]], 'a code'],
    [
      'a distance of the fixed codes that stands for nothing',
      [
        [3, 3],
        [8, 0x89],
        [7, 0x40],
        [5, 0x0f],
      ],
      'a code',
    ],
  ];
  for (const [title, bits, trouble] of cases) {
    assert.equal(reasonOf(bits), `it is damaged: a deflate block is not well formed (${trouble})`, title);
    assert.throws(() => inflateRawSync(Buffer.concat([bitsOf(bits), Buffer.alloc(300)])), { errno: -3 }, title);
  }
});

test('sets of codes that lack all but one are taken', () => {
  const copies = bitsOf([...tables(COPYING, [1]), [2, 0], [2, 3], [1, 0], [2, 1]]);
  assert.equal(decoded([copies]).toString(), 'aaaa');
  assert.equal(inflateRawSync(copies).toString(), 'aaaa');
  assert.equal(decoded([bitsOf([...tables({ 256: 1 }), [1, 0]])]).length, 0);
});

test('bytes are copied from exactly 32 KiB before, of what was given already', () => {
  const text = textLike(seededNumbers(3), 2 ** 18);
  const farthest: readonly Bits[] = [
    [3, 3],
    [8, 0xa3],
    [5, 0x17],
    [13, 0x1fff],
    [7, 0],
  ];
  const stream = Buffer.concat([stored(text), bitsOf(farthest)]);
  const bytes = Buffer.concat([text, text.subarray(-32_768, -32_768 + 258)]);
  assert.ok(inflateRawSync(stream).equals(bytes));
  assert.ok(decoded([stream]).equals(bytes));
});

test('what is stored is whole, also where the room was overfull before it', () => {
  const text = textLike(seededNumbers(4), 2 ** 18 - 1);
  const behind = textLike(seededNumbers(5), 3000);
  // and the first bits of the next block
  const twoLetters = bitsOf([
    [3, 2],
    [8, 0x89],
    [8, 0x49],
    [7, 0],
    [3, 1],
  ]);
  const stream = Buffer.concat([stored(text), twoLetters, storedBlock(behind, 1).subarray(1)]);
  const bytes = Buffer.concat([text, Buffer.from('ab'), behind]);
  assert.ok(inflateRawSync(stream).equals(bytes));
  assert.ok(decoded([stream]).equals(bytes));
});

test('a long stream may be cut into pieces anywhere', () => {
  const bytes = textLike(seededNumbers(6), 30_000);
  const stream = deflateRawSync(bytes);
  assert.ok(stream.length > 2500);
  for (let cut = 640; cut < stream.length; cut += 3)
    assert.ok(decoded([stream.subarray(0, cut), stream.subarray(cut)]).equals(bytes), `cut at ${cut}`);
});

test('nothing of one stream is in the next, though the first was not read to its end', () => {
  const input = new Inflater();
  let isClosed = false;
  input.read(
    (function* () {
      try {
        for (;;) yield stored(textLike(seededNumbers(7), 900_000));
      } finally {
        isClosed = true;
      }
    })(),
  );
  const unread = input.stream();
  assert.equal(unread.next().done, false);
  assert.equal(unread.next().done, false);
  input.read([deflateRawSync('the second')]);
  assert.ok(isClosed);
  assert.equal(Buffer.concat(Array.from(input.stream(), piece => Buffer.from(piece))).toString(), 'the second');
  assert.equal(input.byte(), undefined);
  // the letter a, then the same and two more from two bytes before
  input.read([
    bitsOf([
      [3, 3],
      [8, 0x89],
      [7, 0x40],
      [5, 0x10],
      [7, 0],
    ]),
  ]);
  const trouble = 'it is damaged: a deflate block is not well formed (it repeats what is not there)';
  assert.throws(() => Array.from(input.stream()), new BrokenArchive(trouble));
});

test('a stream that is cut off ends in the middle, whatever was read before it', () => {
  const input = new Inflater();
  input.read([Buffer.concat([storedBlock(Buffer.alloc(60_000, 0xff), 1)])]);
  for (const piece of input.stream()) assert.ok(piece.length > 0);
  // letters and a length: what lay behind would be a distance that stands for nothing
  const letters = Array.from({ length: 6 }, () => [9, 0x1ff] as const);
  input.read([bitsOf([[3, 3], ...letters, [7, 0x40]])]);
  assert.throws(() => Array.from(input.stream()), new BrokenArchive('it ends in the middle'));
});

type Bits = readonly [count: number, value: number];

/** Codes of two bits: a is 00, b is 01, the end is 10, and a copy of three bytes is 11. */
const COPYING = { 97: 2, 98: 2, 256: 2, 257: 2 };

/** One code of each length from 1 to this. */
function steps(longest: number): Readonly<Record<number, number>> {
  return Object.fromEntries(Array.from({ length: longest }, (_, symbol) => [symbol, symbol + 1]));
}

/** The last block of a stream up to the end of its tables: symbols and the lengths of their codes. */
function tables(literals: Readonly<Record<number, number>>, distances: readonly number[] = [0]): readonly Bits[] {
  const count = Math.max(257, ...Object.keys(literals).map(symbol => Number(symbol) + 1));
  const all = [...Array.from({ length: count }, (_, symbol) => literals[symbol] ?? 0), ...distances];
  return [...begun(count, distances.length), ...all.map(lengthCode)];
}

/** The same up to the lengths: of their own codes, those of 0 to 12 have four bits, those of 13 to 18 five. */
function begun(literals: number, distances: number): readonly Bits[] {
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  return [
    [3, 5],
    [5, literals - 257],
    [5, distances - 1],
    [4, 15],
    ...order.map(each => [3, each < 13 ? 4 : 5] as const),
  ];
}

function lengthCode(symbol: number): Bits {
  return symbol < 13 ? [4, reversed(symbol, 4)] : [5, reversed(symbol + 13, 5)];
}

function zeros(count: number): readonly Bits[] {
  return [lengthCode(18), [7, count - 11]];
}

function reversed(value: number, bits: number): number {
  return parseInt(value.toString(2).padStart(bits, '0').split('').reverse().join(''), 2);
}

function bitsOf(numbers: readonly Bits[]): Buffer {
  const bits = numbers.flatMap(([count, number]) => Array.from({ length: count }, (_, bit) => (number >>> bit) & 1));
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, at) => (bytes[at >> 3]! |= bit << (at & 7)));
  return bytes;
}

/** Blocks that are not the last. */
function stored(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 65_535) blocks.push(storedBlock(bytes.subarray(at, at + 65_535), 0));
  return Buffer.concat(blocks);
}

function storedBlock(bytes: Buffer, isLast: 0 | 1): Buffer {
  const header = Buffer.of(isLast, 0, 0, 0, 0);
  header.writeUInt16LE(bytes.length, 1);
  header.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([header, bytes]);
}

function reasonOf(bits: readonly Bits[]): string {
  return lengthOrReason(() => decoded([bitsOf(bits), Buffer.alloc(300)]));
}

function decoded(pieces: Iterable<Buffer>): Buffer {
  SHARED.read(pieces);
  return Buffer.concat(Array.from(SHARED.stream(), piece => Buffer.from(piece)));
}

/** As all members of a zip share one. */
const SHARED = new Inflater();

/** From no further back than deflate goes. */
function textLike(next: (below: number) => number, size: number): Buffer {
  return repeatingBytes(next, size, { farthest: 30_000 });
}
