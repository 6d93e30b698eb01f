import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { BlockSlots, PART, READY, TAKEN } from '../engine/host/archives/bzip2/block-slots.js';
import { BlockDecoder } from '../engine/host/archives/bzip2/bunzip2-block.js';
import { bunzip2 } from '../engine/host/archives/bzip2/bunzip2.js';
import type { DecodeBlock } from '../engine/host/archives/bzip2/decode-block.js';
import { findMarks } from '../engine/host/archives/bzip2/find-marks.js';
import { bitsOf, bytesOf, streamOf, summed } from './support/bzip2-bits.js';
import { blockOf } from './support/bzip2-block.js';
import { bunzipped, helpersFor } from './support/bzip2-decoding.js';
import { decodedOrReason } from './support/decoded-or-reason.js';
import { bzip2, has, through } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';

const bz = { skip: has('bzip2') ? false : 'bzip2 is needed to make the streams' };

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
    const expected = bunzipped([stream]);
    for (const threads of [1, 3]) {
      const helpers = helpersFor(t, { threads });
      const pieces = Array.from({ length: Math.ceil(stream.length / 1000) }, (_, at) =>
        stream.subarray(at * 1000, at * 1000 + 1000),
      );
      assert.ok(bunzipped(pieces, helpers.decode).equals(expected), `stream ${index}, ${threads} threads`);
    }
  }
});

test('a mark that occurs by chance inside of a block does not matter', bz, t => {
  const stream = streamWithFalseMarks({ blocks: 6 });
  assert.equal(findMarks(stream, 0, stream.length).length, 6 * 4);
  const expected = bunzipped([stream]);
  assert.ok(through('bzip2', ['-dc'], stream).equals(expected));
  assert.ok(bunzipped([stream], helpersFor(t, { threads: 2 }).decode).equals(expected));
});

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
  assert.ok(bunzipped([stream], helpersFor(t, { threads: 0 }).decode).equals(bytes));
  let asked = 0;
  const start = () => {
    asked++;
    throw Object.assign(new Error('no more threads'), { code: 'ERR_WORKER_INIT_FAILED' });
  };
  assert.ok(bunzipped([stream], helpersFor(t, { threads: 2, start }).decode).equals(bytes));
  assert.equal(asked, 1);
});

test('a thread that fails is no failure of the archive', bz, t => {
  const stream = streamWithFalseMarks({ blocks: 6 });
  const workers = [0, 1].map(() => Object.assign(new EventEmitter(), { unref: () => undefined }));
  const left = [...workers];
  const { decode } = helpersFor(t, { threads: 2, patience: 1, start: (() => left.pop()) as never });
  assert.ok(bunzipped([stream], decode).equals(bunzipped([stream])));
  assert.deepEqual(
    workers.map(worker => worker.emit('error', new Error('out of memory'))),
    [true, true],
  );
});

test('megabytes behind the last block are ignored with threads, too, as they are too long for a block', bz, t => {
  const random = seededRandom(11);
  const stream = through('bzip2', ['-1', '-c'], Buffer.from(Array.from({ length: 250_000 }, () => random() * 256)));
  const expected = bunzipped([stream]);
  for (const length of [2 ** 20 - 9, 2 ** 20, 2_500_000])
    assert.ok(bunzipped([stream, Buffer.alloc(length, 'x')], helpersFor(t, { threads: 1 }).decode).equals(expected));
});

test('what a thread is still busy with is left to it, and its room given to no other block', bz, t => {
  const stream = streamWithFalseMarks({ blocks: 12 });
  const expected = bunzipped([stream]);
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

test('marks of blocks are found at every bit, and none that begins before or ends behind where it is looked', () => {
  const mark = bitsOf([[48, 0x314159265359]]);
  for (const filler of ['0', '1', '00110001']) {
    for (let bit = 0; bit < 40; bit++) {
      const bits = filler.repeat(40).slice(0, bit) + mark + mark;
      const bytes = bytesOf(bits + filler.repeat(16));
      for (const from of [0, 1, 2, 3, 4, 5])
        for (const to of [bytes.length, bytes.length - 1, 20, 19, 18, 17, 13, 12, 11, 10, 7, 6]) {
          // seven bytes are wanted of each, since at most bits it touches as many
          const all = [bit, bit + 48].filter(each => each >= from * 8 && Math.floor(each / 8) + 7 <= to);
          assert.deepEqual(findMarks(bytes, from, to), all, `${filler} ${bit}: ${from} to ${to}`);
        }
    }
  }
});

/** Blocks whose codes all have four bits, so that three false marks can be written into each as codes. */
function streamWithFalseMarks({ blocks }: { readonly blocks: number }): Buffer {
  const random = seededRandom(10);
  const some = () => Array.from({ length: 300 }, () => 2 + Math.floor(random() * 13));
  const mark = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 9];
  const all = Array.from({ length: blocks }, () => {
    const codes = [...some(), ...mark, ...some(), ...mark, ...some(), ...mark, ...some(), 15];
    return summed(fourBitBlock(codes)) ?? assert.fail();
  });
  return streamOf(all);
}

/** Of 14 byte values. */
function fourBitBlock(codes: readonly number[]): string {
  return blockOf({
    values: [
      [16, 0x8000],
      [16, 0xfffc],
    ],
    lengths: [[5, 4], ...Array.from({ length: 16 }, () => [1, 0] as const)],
    codes: codes.map(code => [4, code] as const),
  });
}

/** What streams decode to, in short, or what is wrong with them. */
function outcome(pieces: readonly Buffer[], decode?: DecodeBlock): string {
  const end = decodedOrReason(() => bunzipped(pieces, decode));
  return typeof end === 'string' ? end : createHash('sha256').update(end).digest('hex');
}
