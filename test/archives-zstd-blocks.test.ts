import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ZSTDDecoder } from 'zstddec';
import { decodedOrReason } from './support/decoded-or-reason.js';
import { has, zstd } from './support/make-archive.js';
import { seededNumbers } from './support/seeded-random.js';
import { tempFolder } from './support/temp-folder.js';
import { cut, DAMAGED_BLOCK, reasonOf, unzstded } from './support/zstd-decoding.js';
import { block, compressed, frameOf, raw, rle, SAME } from './support/zstd-frame.js';
import { bytesLike, framesOf, randomBytes, textLike } from './support/zstd-inputs.js';

const tool = { skip: has('zstd') ? false : 'zstd is needed to make the frames' };

test('of 6,000 damaged frames none is taken that the library of zstd refuses, nor with other bytes', tool, async t => {
  const folder = tempFolder(t);
  const peer = new ZSTDDecoder();
  await peer.init();
  const next = seededNumbers(20_261_124);
  const texts = Array.from({ length: 40 }, (_, seed) => (seed % 2 === 0 ? textLike : bytesLike)(seed, next(6000)));
  const frames = [['-1'], ['-19'], ['-9', '--no-check'], ['-19', '--no-check'], ['-3', '--no-check']].flatMap(flags =>
    framesOf(folder, texts, flags),
  );
  const counts = { good: 0, bad: 0, differing: 0 };
  for (let round = 0; round < 6000; round++) {
    const frame = damaged(frames[next(frames.length)] ?? assert.fail(), next);
    const theirs = Buffer.from(peer.decode(frame, 20_000));
    const ours = decodedOrReason(() => unzstded(cut(frame, 1 + next(3000))));
    const shown = `round ${round}: ${frame.toString('hex')}`;
    if (typeof ours !== 'string') assert.ok(ours.equals(theirs), shown);
    // of one that is cut off the library says nothing, nor of one that decodes to nothing
    else if (theirs.length > 0 && ours !== 'it ends in the middle') counts.differing++;
    if (typeof ours === 'string') counts.bad++;
    else counts.good++;
  }
  // the library does not hold offsets against the window
  assert.ok(counts.good > 500 && counts.bad > 3000 && counts.differing < 20, JSON.stringify(counts));
});

test('blocks that no program makes are refused for what is wrong with them', () => {
  const of = (...bytes: readonly number[]) =>
    reasonOf(frameOf({ blocks: [raw('a'), compressed(bytes)], isOpen: true }));
  const typed = reasonOf(frameOf({ blocks: [block(3, Buffer.from('a'), 1)], isOpen: true }));
  assert.equal(typed, `${DAMAGED_BLOCK} (its type)`);
  for (const long of [raw('a'.repeat(1025)), rle('a', 1025), compressed(Array.from({ length: 1025 }, () => 1))])
    assert.equal(reasonOf(frameOf({ blocks: [long], isOpen: true })), `${DAMAGED_BLOCK} (its length)`);
  assert.equal(of(), `${DAMAGED_BLOCK} (it has no content)`);
  assert.equal(of(31 << 3, 1), `${DAMAGED_BLOCK} (the header of its literals)`);
  assert.equal(of(0x0a, 0x7d, 0x28, 0, ...Buffer.alloc(10, 1), 0), `${DAMAGED_BLOCK} (the header of its literals)`);
  assert.equal(of(0x13, 0x40, 0, 1, 0), `${DAMAGED_BLOCK} (it has no Huffman tree)`);
  assert.equal(of(0x12, 0x80, 0, 0x80, 0, 0), `${DAMAGED_BLOCK} (its Huffman tree)`);
  assert.equal(of(0x12, 0xc0, 0, 0x80, 0x10, 0, 0), `${DAMAGED_BLOCK} (its literals)`);
  assert.equal(of(0), `${DAMAGED_BLOCK} (the header of its sequences)`);
  assert.equal(of(0, 0, 0), `${DAMAGED_BLOCK} (the header of its sequences)`);
  assert.equal(of(0, 1, 1, 1), `${DAMAGED_BLOCK} (the header of its sequences)`);
  assert.equal(of(0, 1, SAME, 36, 0, 0, 1), `${DAMAGED_BLOCK} (an FSE table)`);
  assert.equal(of(0, 1, 0x80, 0x0f, 1, 1), `${DAMAGED_BLOCK} (an FSE table)`);
  assert.equal(of(0, 1, 0xc0, 1), `${DAMAGED_BLOCK} (it repeats a table that is not there)`);
  assert.equal(of(0, 1, SAME, 0, 0, 0, 0), `${DAMAGED_BLOCK} (its sequences)`);
  assert.equal(of(0, 1, SAME, 0, 2, 0, 1), `${DAMAGED_BLOCK} (its sequences)`);
  assert.equal(of(0, 1, SAME, 1, 0, 0, 1), `${DAMAGED_BLOCK} (the lengths of its sequences)`);
  assert.equal(of(0, 1, SAME, 0, 2, 47, 0, 0x20), `${DAMAGED_BLOCK} (the lengths of its sequences)`);
  // 4 bytes back, where there is one; and as many as the last offset, less one: none
  assert.equal(of(0, 1, SAME, 0, 0, 0, 1), `${DAMAGED_BLOCK} (it repeats what is not there)`);
  assert.equal(of(0, 1, SAME, 0, 1, 0, 3), `${DAMAGED_BLOCK} (it repeats what is not there)`);
  // 1,024 bytes back, which is as far as the window goes, and one more
  const far = (bits: number) => {
    const blocks = [rle('a', 1024), rle('b', 1024), compressed([0, 1, SAME, 0, 10, 0, bits, 4])];
    return reasonOf(frameOf({ blocks, isOpen: true }));
  };
  assert.equal(far(3), '2051 bytes');
  assert.equal(far(4), `${DAMAGED_BLOCK} (it repeats what is not there)`);
});

test('a frame knows nothing of the one before it', tool, () => {
  const before = zstd(textLike(8, 3000));
  const behind = (...bytes: readonly number[]) =>
    reasonOf(before, frameOf({ blocks: [rle('a', 3), compressed(bytes)], isOpen: true }));
  assert.equal(behind(0x13, 0x40, 0, 1, 0), `${DAMAGED_BLOCK} (it has no Huffman tree)`);
  assert.equal(behind(0, 1, 0xfc, 1), `${DAMAGED_BLOCK} (it repeats a table that is not there)`);
  assert.equal(behind(0, 1, SAME, 0, 0, 0, 1), `${DAMAGED_BLOCK} (it repeats what is not there)`);
  // the last offset is 1, as in any new frame
  assert.equal(behind(1 << 3, 97, 1, SAME, 1, 0, 0, 1), '3007 bytes');
});

test('offsets that were used before are taken again as the library of zstd takes them', async () => {
  const peer = new ZSTDDecoder();
  await peer.init();
  const next = seededNumbers(5);
  let taken = 0;
  for (let round = 0; round < 400; round++) {
    const blocks = [raw(randomBytes(round, 40).toString('latin1'))];
    for (let count = 1 + next(12); count > 0; count--) blocks.push(sequence(next));
    const frame = frameOf({ blocks, isOpen: true });
    const theirs = Buffer.from(peer.decode(frame, 20_000));
    const ours = decodedOrReason(() => unzstded([frame]));
    if (typeof ours === 'string') assert.equal(theirs.length, 0, `round ${round}: ${ours}`);
    else assert.ok(ours.equals(theirs), `round ${round}`);
    if (typeof ours !== 'string') taken++;
  }
  assert.ok(taken > 100 && taken < 390, `${taken} are well formed`);
});

/** A block of one literal or none, and a sequence that has an offset that was used before, or one of up to 13. */
function sequence(next: (below: number) => number): Buffer {
  const [literals, code] = [next(2), next(4)];
  const bits = (1 << code) | next(1 << code);
  return compressed([
    literals << 3,
    ...(literals === 1 ? [65 + next(26)] : []),
    1,
    SAME,
    literals,
    code,
    next(20),
    bits,
  ]);
}

/** Bytes changed, left out, put in or taken from elsewhere in it; most often where the frame's and the first block's headers are. */
function damaged(frame: Buffer, next: (below: number) => number): Buffer {
  const bytes = Buffer.from(frame);
  const [kind, at, length] = [next(10), next(bytes.length), next(12)];
  if (kind === 0) return bytes;
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, at), randomBytes(at, length), bytes.subarray(at)]);
  if (kind === 3) bytes.copy(bytes, at, next(bytes.length));
  for (let times = next(3); times >= 0; times--) {
    const place = next(kind < 7 ? Math.min(60, bytes.length) : bytes.length);
    bytes[place]! ^= 1 << next(8);
  }
  return bytes;
}
