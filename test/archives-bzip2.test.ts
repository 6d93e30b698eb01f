import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { test, type TestContext } from 'node:test';
import unbzip2 from 'unbzip2-stream';
import { BlockSlots, PART, READY, TAKEN } from '../engine/host/archives/bzip2/block-slots.js';
import { BlockHelpers, type HelpersOptions } from '../engine/host/archives/bzip2/block-helpers.js';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { BlockDecoder } from '../engine/host/archives/bzip2/bunzip2-block.js';
import { bunzip2 } from '../engine/host/archives/bzip2/bunzip2.js';
import type { DecodeBlock } from '../engine/host/archives/bzip2/decode-block.js';
import { findMarks } from '../engine/host/archives/bzip2/find-marks.js';
import { bzip2, has, through } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';

const bz = { skip: has('bzip2') ? false : 'bzip2 is needed to make the streams' };

test('bzip2 streams of every kind decode to what went in', bz, () => {
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index * 2_654_435_761) >>> 11));
  const cases = [
    Buffer.alloc(0),
    Buffer.from('a'),
    Buffer.from('aaaa'),
    Buffer.from('a'.repeat(259) + 'b'.repeat(4) + 'c'.repeat(5)),
    Buffer.alloc(3_000_000),
    noise,
    Buffer.from('to be or not to be '.repeat(100_000)),
    Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
  ];
  for (const bytes of cases) {
    assert.ok(decoded([bzip2(bytes)]).equals(bytes), `${bytes.length} bytes`);
    const small = through('bzip2', ['-1', '-c'], bytes);
    assert.ok(decoded([small]).equals(bytes), `${bytes.length} bytes in small blocks`);
  }
});

test('bzip2 streams one behind the other are one, whatever the pieces they come in', bz, () => {
  const two = Buffer.concat([bzip2(Buffer.from('one ')), bzip2(Buffer.alloc(0)), bzip2(Buffer.from('two'))]);
  const bytewise = Array.from(two, byte => Buffer.from([byte]));
  assert.equal(decoded(bytewise).toString(), 'one two');
});

test('the decoder gives what unbzip2-stream gives', bz, async () => {
  const bytes = Buffer.from('a second opinion '.repeat(60_000));
  const stream = bzip2(bytes);
  const theirs: Buffer[] = [];
  const decoder = unbzip2();
  decoder.on('data', (piece: Buffer) => theirs.push(piece));
  const ended = new Promise(resolve => decoder.on('end', resolve));
  decoder.end(stream);
  await ended;
  assert.ok(decoded([stream]).equals(Buffer.concat(theirs)));
});

test('a bzip2 block whose run is longer than any block ends in a failure, not in a loop', () => {
  const stream = bitsOf([
    [24, 0x425a68],
    [8, 0x31],
    [24, 0x314159],
    [24, 0x265359],
    [32, 0], // checksum
    [1, 0],
    [24, 0], // origin
    [16, 0x8000],
    [16, 0x8000], // one byte value: 0
    [3, 2],
    [15, 1],
    [1, 0], // one selector, the first table
    ...[0, 1].flatMap(
      () =>
        [
          [5, 1],
          [1, 0],
          [2, 2],
          [1, 0],
          [1, 0],
        ] as const,
    ), // lengths 1, 2, 2
    // run symbols: the code of symbol 0 is the bit 0
    ...Array.from({ length: 45 }, () => [1, 0] as const),
    [2, 3], // end of block
    [24, 0],
  ]);
  assert.throws(() => decoded([stream]), /the length of a run/);
});

test('with threads that decode ahead the bytes are the same, whatever is in them and however many threads', bz, t => {
  const random = seededRandom(7);
  const noise = Buffer.from(Array.from({ length: 400_000 }, () => Math.floor(random() * 256)));
  const words = Buffer.from(Array.from({ length: 300_000 }, () => `${Math.floor(random() * 900)} `).join(''));
  const zeros = Buffer.alloc(10 * 2 ** 20);
  const one = (bytes: Buffer) => through('bzip2', ['-1', '-c'], bytes);
  const streams = [
    bzip2(Buffer.concat([noise, zeros, words])),
    Buffer.concat([one(noise), one(words), bzip2(Buffer.alloc(0)), one(zeros), one(noise)]),
    Buffer.concat([one(words), Buffer.from('BZ, and then something else')]),
  ];
  for (const [index, stream] of streams.entries()) {
    const expected = decoded([stream]);
    for (const threads of [1, 3]) {
      const helpers = helpersFor(t, { threads });
      const pieces = Array.from({ length: Math.ceil(stream.length / 1000) }, (_, at) =>
        stream.subarray(at * 1000, at * 1000 + 1000),
      );
      assert.ok(decoded(pieces, helpers.decode).equals(expected), `stream ${index}, ${threads} threads`);
    }
  }
});

test('a mark that occurs by chance inside of a block does not matter', bz, t => {
  const stream = streamWithFalseMarks({ blocks: 6 });
  assert.equal(findMarks(stream, 0, stream.length).length, 6 * 4);
  const expected = decoded([stream]);
  assert.ok(through('bzip2', ['-dc'], stream).equals(expected));
  assert.ok(decoded([stream], helpersFor(t, { threads: 2 }).decode).equals(expected));
});

/** Blocks whose codes all have four bits, so that three false marks can be written into each as codes. */
function streamWithFalseMarks({ blocks }: { readonly blocks: number }): Buffer {
  const random = seededRandom(10);
  const some = () => Array.from({ length: 300 }, () => 2 + Math.floor(random() * 13));
  const mark = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 9];
  const fields: (readonly [number, number])[] = [[32, 0x425a6839]];
  let combined = 0;
  for (let block = 0; block < blocks; block++) {
    const codes = [...some(), ...mark, ...some(), ...mark, ...some(), ...mark, ...some(), 15];
    const body = blockOf(codes);
    const crc = crcOf(body);
    combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
    fields.push([48, 0x314159265359], [32, crc], ...body);
  }
  return bitsOf([...fields, [48, 0x177245385090], [32, combined]]);
}

function blockOf(codes: readonly number[]): readonly (readonly [number, number])[] {
  const groups = Math.ceil(codes.length / 50);
  const lengths = [[5, 4] as const, ...Array.from({ length: 16 }, () => [1, 0] as const)];
  return [
    [1, 0],
    [24, 0], // origin
    [16, 0x8000],
    [16, 0xfffc], // 14 byte values
    [3, 2],
    [15, groups],
    ...Array.from({ length: groups }, () => [1, 0] as const),
    ...lengths,
    ...lengths,
    ...codes.map(code => [4, code] as const),
  ];
}

function crcOf(block: readonly (readonly [number, number])[]): number {
  const bytes = bitsOf(block);
  const decoder = new BlockDecoder();
  assert.notEqual(decoder.begin({ bytes, from: 0, to: bytes.length * 8 }), undefined);
  decoder.next();
  return decoder.crc;
}

test('a stream that is cut off or damaged has the same failure with threads and without', bz, t => {
  const random = seededRandom(8);
  const whole = through('bzip2', ['-1', '-c'], Buffer.from(Array.from({ length: 500_000 }, () => random() * 256)));
  for (let round = 0; round < 20; round++) {
    const stream = Buffer.from(whole);
    const at = Math.floor(random() * stream.length);
    if (round % 2 === 0) stream[at] = (stream[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    const pieces = [round % 2 === 0 ? stream : stream.subarray(0, at)];
    const helpers = helpersFor(t, { threads: 2 });
    assert.equal(outcome(pieces, helpers.decode), outcome(pieces), `round ${round}`);
    helpers.close();
  }
});

test('where no thread can be started, all is decoded all the same', bz, t => {
  const random = seededRandom(9);
  const bytes = Buffer.from(Array.from({ length: 600_000 }, () => random() * 256));
  const stream = through('bzip2', ['-1', '-c'], bytes);
  assert.ok(decoded([stream], helpersFor(t, { threads: 0 }).decode).equals(bytes));
  let asked = 0;
  const start = () => {
    asked++;
    throw Object.assign(new Error('no more threads'), { code: 'ERR_WORKER_INIT_FAILED' });
  };
  assert.ok(decoded([stream], helpersFor(t, { threads: 2, start }).decode).equals(bytes));
  assert.equal(asked, 1);
});

test('a thread that fails is no failure of the archive', bz, t => {
  const stream = streamWithFalseMarks({ blocks: 6 });
  const workers = [0, 1].map(() => Object.assign(new EventEmitter(), { unref: () => undefined }));
  const left = [...workers];
  const { decode } = helpersFor(t, { threads: 2, patience: 1, start: (() => left.pop()) as never });
  assert.ok(decoded([stream], decode).equals(decoded([stream])));
  assert.deepEqual(
    workers.map(worker => worker.emit('error', new Error('out of memory'))),
    [true, true],
  );
});

test('megabytes behind the last block are ignored with threads, too, as they are too long for a block', bz, t => {
  const random = seededRandom(11);
  const stream = through('bzip2', ['-1', '-c'], Buffer.from(Array.from({ length: 250_000 }, () => random() * 256)));
  const expected = decoded([stream]);
  for (const length of [2 ** 20 - 9, 2 ** 20, 2_500_000])
    assert.ok(decoded([stream, Buffer.alloc(length, 'x')], helpersFor(t, { threads: 1 }).decode).equals(expected));
});

test('what a thread is still busy with is left to it, and its room given to no other block', bz, t => {
  const stream = streamWithFalseMarks({ blocks: 12 });
  const expected = decoded([stream]);
  const shared: BlockSlots[] = [];
  const held = new Map<number, string>();
  const told = (slots: BlockSlots, slot: number) =>
    [
      slots.state(slot),
      slots.get(slot, 'turn'),
      Buffer.from(slots.input(slot).subarray(0, 1000)).toString('hex'),
    ].join();
  // takes what it is given, and never gives anything back
  const take = () => {
    for (const slots of shared)
      for (let slot = 0; slot < slots.count; slot++)
        if (slots.change(slot, READY, TAKEN)) held.set(slot, told(slots, slot));
  };
  const start = (_: string, { memory }: { readonly memory: BlockSlots['memory'] }) => {
    shared.push(BlockSlots.of(memory));
    take();
    return { on: () => ({ unref: () => undefined }) };
  };
  const { decode } = helpersFor(t, { threads: 1, patience: 1, start: start as never });
  const pieces: Buffer[] = [];
  for (const piece of bunzip2([stream], decode)) {
    pieces.push(Buffer.from(piece));
    take();
  }
  assert.ok(Buffer.concat(pieces).equals(expected));
  const [slots = assert.fail()] = shared;
  assert.equal(held.size, slots.count);
  assert.deepEqual(
    Array.from(held.keys(), slot => told(slots, slot)),
    [...held.values()],
  );
});

test('of a block that a thread leaves after two of its pieces the rest follows, and nothing twice', bz, t => {
  const bytes = Buffer.alloc(12_000_000, 'a');
  const stream = through('bzip2', ['-1', '-c'], bytes);
  const decoder = new BlockDecoder();
  const shared: BlockSlots[] = [];
  const tell = (slots: BlockSlots) => {
    const piece = decoder.next();
    slots.output(0).set(piece);
    slots.set(0, 'filled', piece.length);
    slots.change(0, TAKEN, PART);
  };
  const start = (_: string, { memory }: { readonly memory: BlockSlots['memory'] }) => {
    const slots = BlockSlots.of(memory);
    shared.push(slots);
    assert.ok(slots.change(0, READY, TAKEN));
    decoder.begin({ bytes: slots.input(0), from: slots.get(0, 'from'), to: slots.get(0, 'to') });
    slots.set(0, 'words', decoder.words);
    tell(slots);
    return { on: () => ({ unref: () => undefined }) };
  };
  const { decode } = helpersFor(t, { threads: 1, patience: 1, start: start as never });
  let pieces = 0;
  let length = 0;
  for (const piece of bunzip2([stream], decode)) {
    assert.ok(bytes.subarray(0, piece.length).equals(piece));
    length += piece.length;
    if (++pieces === 1) shared.forEach(tell);
  }
  assert.deepEqual([shared.length, length], [1, bytes.length]);
});

/** Ended with the test. */
function helpersFor(t: TestContext, options: HelpersOptions): BlockHelpers {
  const helpers = new BlockHelpers(options);
  t.after(() => helpers.close());
  return helpers;
}

function outcome(pieces: Iterable<Uint8Array>, decode?: DecodeBlock): string {
  try {
    return createHash('sha256').update(decoded(pieces, decode)).digest('hex');
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return error.reason;
  }
}

/** A piece is valid until the next is asked for. */
function decoded(pieces: Iterable<Uint8Array>, decode?: DecodeBlock): Buffer {
  return Buffer.concat(Array.from(bunzip2(pieces, decode), piece => Buffer.from(piece)));
}

function bitsOf(fields: readonly (readonly [number, number])[]): Buffer {
  const bits = fields.map(([width, value]) => value.toString(2).padStart(width, '0')).join('');
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map(byte => parseInt(byte, 2)));
}
