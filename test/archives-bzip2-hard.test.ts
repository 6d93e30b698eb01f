import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockSlots, DONE, READY, TAKEN } from '../engine/host/archives/bzip2/block-slots.js';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { BlockDecoder } from '../engine/host/archives/bzip2/bunzip2-block.js';
import { bunzip2 } from '../engine/host/archives/bzip2/bunzip2.js';
import type { DecodeBlock } from '../engine/host/archives/bzip2/decode-block.js';
import { bunzipped, helpersFor } from './support/bzip2-decoding.js';
import { decodedOrReason } from './support/decoded-or-reason.js';
import { bzip2, has, through } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';

const bz = { skip: has('bzip2') ? false : 'bzip2 is needed to make the streams' };

/** Undefined where the stream is good. */
function troubleWith(stream: Uint8Array, decode?: DecodeBlock): string | undefined {
  const end = decodedOrReason(() => bunzipped([stream], decode));
  return typeof end === 'string' ? end : undefined;
}

test('blocks that grow to 46 MB each come in pieces of a megabyte, on one thread and on many', bz, t => {
  const size = 120 * 2 ** 20;
  const stream = bzip2(Buffer.alloc(size));
  assert.ok(stream.length < 200, 'three blocks of a few bytes');
  const zeros = Buffer.alloc(2 ** 20);
  for (const decode of [undefined, helpersFor(t, { threads: 2 }).decode]) {
    let bytes = 0;
    for (const piece of bunzip2([stream], decode)) {
      assert.ok(piece.length <= zeros.length && piece.equals(zeros.subarray(0, piece.length)));
      bytes += piece.length;
    }
    assert.equal(bytes, size);
  }
});

test(
  'a block that is one text again and again, whose threads are many circles, is told as often as it stood',
  bz,
  () => {
    for (const text of ['a', 'ab', 'abc', 'ab'.repeat(37) + 'c', 'aaab', '\0', '\0\0\0\0\0\x01']) {
      for (const times of [1, 2, 3, 7, 64, 1000, 9000]) {
        const bytes = Buffer.from(text.repeat(times));
        assert.ok(bunzipped([bzip2(bytes)]).equals(bytes), `${JSON.stringify(text)} ${times} times`);
      }
    }
  },
);

test('runs of every length, wherever they begin and end, are spelt out', bz, () => {
  const random = seededRandom(21);
  for (let round = 0; round < 60; round++) {
    const parts = Array.from({ length: 1 + Math.floor(random() * 60) }, () => {
      const length = random() < 0.5 ? Math.floor(random() * 7) : Math.floor(random() * 600);
      return Buffer.alloc(length, Math.floor(random() * 3));
    });
    const bytes = Buffer.concat(parts);
    assert.ok(bunzipped([bzip2(bytes)]).equals(bytes), `round ${round}`);
  }
});

test('blocks of every size are told whole', bz, () => {
  const random = seededRandom(22);
  for (let round = 0; round < 40; round++) {
    const few = 1 + Math.floor(random() * 255);
    const length = Math.floor(random() * 20_000);
    const bytes = Buffer.from(Array.from({ length }, () => Math.floor(random() * few)));
    assert.ok(bunzipped([bzip2(bytes)]).equals(bytes), `round ${round}`);
  }
});

test('a checksum of the whole stream that is wrong is found, though each block is right', bz, t => {
  const random = seededRandom(23);
  const bytes = Buffer.from(Array.from({ length: 350_000 }, () => random() * 256));
  for (const stream of [bzip2(Buffer.from('a')), through('bzip2', ['-1', '-c'], bytes)]) {
    // the last 32 bits but for at most seven that fill up the last byte
    for (const behind of [2, 3, 4]) {
      const wrong = Buffer.from(stream);
      wrong[wrong.length - behind] = (wrong[wrong.length - behind] ?? 0) ^ 0x10;
      for (const decode of [undefined, helpersFor(t, { threads: 2 }).decode])
        assert.equal(troubleWith(wrong, decode), 'it is damaged: the checksum of the bzip2 stream is wrong');
    }
  }
});

test('two streams that are cut off after any byte are refused, but for where the second has not begun', bz, t => {
  const first = bzip2(Buffer.from('one thing '.repeat(20)));
  const both = Buffer.concat([first, bzip2(Buffer.from('and another '.repeat(20)))]);
  const helpers = helpersFor(t, { threads: 1 });
  for (let length = 0; length < both.length; length++) {
    const cut = both.subarray(0, length);
    // what begins no stream is ignored behind a whole one, as by bzip2
    const isGood = length === first.length;
    const trouble = troubleWith(cut);
    assert.equal(trouble === undefined, isGood, `${length} bytes: ${trouble}`);
    assert.equal(troubleWith(cut, helpers.decode), trouble, `${length} bytes`);
    if (length > 3 && !isGood) assert.equal(trouble, 'it ends in the middle', `${length} bytes`);
  }
});

test('a stream of five blocks that is cut off anywhere is refused, and gives nothing that was not in it', bz, () => {
  const random = seededRandom(24);
  const bytes = Buffer.from(Array.from({ length: 450_000 }, () => random() * 256));
  const stream = through('bzip2', ['-1', '-c'], bytes);
  for (let round = 0; round < 60; round++) {
    const cut = stream.subarray(0, Math.floor(random() * stream.length));
    let given = 0;
    assert.throws(() => {
      for (const piece of bunzip2([cut])) {
        assert.ok(piece.equals(bytes.subarray(given, given + piece.length)));
        given += piece.length;
      }
    }, BrokenArchive);
  }
});

test('a block with more bytes than the level of its stream allows is refused, whoever decoded it', bz, t => {
  const random = seededRandom(25);
  const stream = through('bzip2', ['-3', '-c'], Buffer.from(Array.from({ length: 350_000 }, () => random() * 256)));
  stream.write('1', 3);
  const reason = 'it is damaged: a bzip2 block is not well formed (more bytes than a block can hold)';
  assert.equal(troubleWith(stream), reason);
  let decodedAhead = 0;
  const start = (_: string, { memory }: { readonly memory: BlockSlots['memory'] }) => {
    decodedAhead += decodeReady(BlockSlots.of(memory));
    return { on: () => ({ unref: () => undefined }) };
  };
  const { decode } = helpersFor(t, { threads: 1, start: start as never });
  assert.equal(troubleWith(Buffer.concat([bzip2(Buffer.from('small')), stream]), decode), reason);
  assert.equal(decodedAhead, 2);
});

/** What a thread does with the blocks that wait, here and at once; each fits in one piece. */
function decodeReady(slots: BlockSlots): number {
  const decoder = new BlockDecoder();
  let done = 0;
  for (let slot = 0; slot < slots.count; slot++) {
    if (!slots.change(slot, READY, TAKEN)) continue;
    const [from, to] = [slots.get(slot, 'from'), slots.get(slot, 'to')];
    slots.set(slot, 'end', decoder.begin({ bytes: slots.input(slot), from, to }) ?? assert.fail());
    slots.set(slot, 'words', decoder.words);
    const piece = decoder.next();
    slots.output(slot).set(piece);
    slots.set(slot, 'filled', piece.length);
    slots.set(slot, 'crc', decoder.crc);
    slots.change(slot, TAKEN, DONE);
    done++;
  }
  return done;
}
