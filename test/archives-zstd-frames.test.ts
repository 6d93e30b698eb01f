import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ZSTDDecoder } from 'zstddec';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { unzstd } from '../engine/host/archives/zstd/unzstd.js';
import { has, through, zstd } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';

const tool = { skip: has('zstd') ? false : 'zstd is needed to make the frames' };
const root = mkdtempSync(join(tmpdir(), 'zstd-frames-'));
after(() => rmSync(root, { recursive: true }));

const DAMAGED_BLOCK = 'it is damaged: a zstd block is not well formed';
const TOO_MUCH = 'it needs more memory than is allowed for a zstd archive';
const NO_FRAME = 'it is damaged: no zstd frame begins where one should';

const LEVELS = [['-1'], ['-3'], ['-9'], ['-19'], ['--ultra', '-22'], ['--fast=9'], ['-3', '--no-compress-literals']];
const FRAMES = [['--no-check'], ['--no-content-size'], ['-B4096', '-T2'], ['--long=27'], ['--zstd=wlog=10']];

test('zstd of every level, window and kind of frame decodes to what went in', tool, () => {
  const texts = [Buffer.alloc(0), Buffer.from('a'), Buffer.alloc(400_000, 'ab'), randomBytes(9, 70_000)];
  for (const size of [20, 900, 30_000, 300_000]) texts.push(textLike(size, size), bytesLike(size, size));
  for (const flags of [...LEVELS, ...FRAMES]) {
    for (const [index, frame] of framesOf(texts, flags).entries())
      assert.ok(decoded([frame]).equals(texts[index] ?? assert.fail()), `${flags.join(' ')}: text ${index}`);
  }
});

test(
  'what is repeated from as far back as the window goes is found, however often that was gone round in',
  tool,
  () => {
    const size = 600_000;
    const far = randomBytes(4, size);
    const bytes = Buffer.concat([far, textLike(1, 1_000_000), far, far, textLike(2, 2_500_000), far.subarray(7), far]);
    for (const log of [10, 16, 17, 19, 20]) {
      const frame = through('zstd', ['-q', '-5', '-c', `--zstd=wlog=${log},hlog=18,clog=18`], bytes);
      assert.ok(decoded(cut(frame, 70_000)).equals(bytes), `a window of 2 ** ${log}`);
    }
    // in one block, lengths and an offset that take nearly all bits that are held
    const long = [randomBytes(5, 70_000), far.subarray(1000, 51_000), far.subarray(200_000, 211_072)];
    const both = Buffer.concat([far.subarray(0, 2 ** 19), ...long, textLike(3, 5000)]);
    assert.ok(decoded([through('zstd', ['-q', '-5', '-c'], both)]).equals(both));
  },
);

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

test('of 6,000 damaged frames none is taken that the library of zstd refuses, nor with other bytes', tool, async () => {
  const peer = new ZSTDDecoder();
  await peer.init();
  const next = numbers(20_261_124);
  const texts = Array.from({ length: 40 }, (_, seed) => (seed % 2 === 0 ? textLike : bytesLike)(seed, next(6000)));
  const frames = [['-1'], ['-19'], ['-9', '--no-check'], ['-19', '--no-check'], ['-3', '--no-check']].flatMap(flags =>
    framesOf(texts, flags),
  );
  const counts = { good: 0, bad: 0, differing: 0 };
  for (let round = 0; round < 6000; round++) {
    const frame = damaged(frames[next(frames.length)] ?? assert.fail(), next);
    const theirs = Buffer.from(peer.decode(frame, 20_000));
    const ours = outcome(() => decoded(cut(frame, 1 + next(3000))));
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

test(
  'a frame may be cut into pieces anywhere, and ends in the middle where it ends anywhere before its end',
  tool,
  () => {
    const bytes = Buffer.concat([textLike(7, 400), randomBytes(7, 40)]);
    const frame = zstd(bytes);
    for (let at = 1; at < frame.length; at++) {
      const pieces = [frame.subarray(0, at), Buffer.alloc(0), frame.subarray(at)];
      assert.ok(decoded(pieces).equals(bytes), `cut at ${at}`);
      assert.equal(reasonOf(frame.subarray(0, at)), 'it ends in the middle', `${at} bytes`);
    }
    assert.ok(decoded(cut(frame, 1)).equals(bytes));
    assert.equal(reasonOf(Buffer.alloc(0)), 'it ends in the middle');
  },
);

test('frames one behind the other are one, those to be skipped are skipped, and what is no frame is damage', () => {
  const one = frameOf({ blocks: [raw('one ')] });
  const two = frameOf({ blocks: [raw('t'), raw(''), rle('w', 3), raw('o', LAST)], isOpen: true });
  const skipped = (length: number) => Buffer.concat([u32(0x184d2a5f), u32(length), Buffer.alloc(length, one)]);
  const nothing = frameOf({ blocks: [raw('')] });
  assert.equal(decoded([one, nothing, skipped(5), two, skipped(0)]).toString(), 'one twwwo');
  assert.equal(decoded([skipped(600_000), one]).toString(), 'one ');
  assert.equal(reasonOf(one, skipped(600_000).subarray(0, -1)), 'it ends in the middle');
  assert.equal(reasonOf(one, Buffer.from('more')), NO_FRAME);
  assert.equal(reasonOf(Buffer.from('no frame')), NO_FRAME);
  assert.equal(reasonOf(one, Buffer.from([0x28, 0xb5])), 'it ends in the middle');
  // of version 0.7
  assert.equal(reasonOf(u32(0xfd2fb527), one.subarray(4)), NO_FRAME);
});

test('a frame that needs a dictionary, or more than 128 MiB, is refused, wherever it stands', () => {
  const good = frameOf({ blocks: [raw('a')] });
  const header = (...bytes: readonly number[]) => reasonOf(good, u32(MAGIC), Buffer.from(bytes), raw('a', LAST));
  assert.equal(header(0, 17 << 3), '2 bytes');
  assert.equal(header(0, (17 << 3) | 1), TOO_MUCH);
  assert.equal(header(0, 31 << 3), TOO_MUCH);
  // one segment: its window is its content, the largest there can be
  assert.equal(header(0xe0, ...Buffer.alloc(8, 0xff)), TOO_MUCH);
  assert.equal(header(0xa0, 1, 0, 0, 8), TOO_MUCH);
  assert.equal(header(0x20, 1), '2 bytes');
  assert.equal(header(0x01, 0, 7), 'it is compressed by a dictionary, which is not supported');
  assert.equal(header(0x03, 0, 0, 0, 0, 1), 'it is compressed by a dictionary, which is not supported');
  assert.equal(header(0x02, 0, 0, 0), '2 bytes');
  assert.equal(header(0x08, 0), 'it is damaged: a zstd frame says of itself what no frame can');
});

test(
  'checksum and length of a frame are looked at, and nothing is seen of a short one where they are wrong',
  tool,
  () => {
    const wrong = (frame: Buffer, at: number) =>
      reasonOf(Buffer.from(frame.map((byte, index) => (index === at ? byte ^ 1 : byte))));
    const frame = zstd(textLike(3, 300));
    const checksum = 'it is damaged: the checksum of a zstd frame is wrong';
    for (const at of [1, 2, 3, 4]) assert.equal(wrong(frame, frame.length - at), checksum);
    assert.throws(() => unzstd([Buffer.concat([frame.subarray(0, -4), u32(0)])]).next(), BrokenArchive);
    const length = 'it is damaged: the length of a zstd frame is wrong';
    assert.equal(reasonOf(frameOf({ blocks: [raw('abc'), raw('d')], length: 3 })), length);
    assert.equal(reasonOf(frameOf({ blocks: [raw('abc')], length: 4 })), length);
  },
);

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

test('offsets that were used before are taken again as the library of zstd takes them', async () => {
  const peer = new ZSTDDecoder();
  await peer.init();
  const next = numbers(5);
  let taken = 0;
  for (let round = 0; round < 400; round++) {
    const blocks = [raw(randomBytes(round, 40).toString('latin1'))];
    for (let count = 1 + next(12); count > 0; count--) blocks.push(sequence(next));
    const frame = frameOf({ blocks, isOpen: true });
    const theirs = Buffer.from(peer.decode(frame, 20_000));
    const ours = outcome(() => decoded([frame]));
    if (typeof ours === 'string') assert.equal(theirs.length, 0, `round ${round}: ${ours}`);
    else assert.ok(ours.equals(theirs), `round ${round}`);
    if (typeof ours !== 'string') taken++;
  }
  assert.ok(taken > 100 && taken < 390, `${taken} are well formed`);
});

test('a bomb comes in pieces, in no more memory than its window and little besides', () => {
  const bomb = frameOf({
    blocks: Array.from({ length: 2000 }, () => rle('a', 2 ** 17)),
    window: 10 << 3,
    isOpen: true,
  });
  let given = 0;
  for (const piece of unzstd([bomb])) {
    assert.ok(piece.length <= 2 ** 18 && piece.buffer.byteLength < 2_500_000, `${piece.buffer.byteLength} bytes`);
    given += piece.length;
  }
  assert.equal(given, 2000 * 2 ** 17);
});

test('the source is let go of when nobody wants more', () => {
  let isClosed = false;
  const source = (function* () {
    try {
      for (;;) yield frameOf({ blocks: [raw('a')] });
    } finally {
      isClosed = true;
    }
  })();
  const pieces = unzstd(source);
  assert.ok(pieces.next().done === false);
  pieces.return(undefined);
  assert.ok(isClosed);
});

const MAGIC = 0xfd2fb528;
const LAST = 1;
/** The modes of a block's three tables: one code, for all of its sequences. */
const SAME = 0b0101_0100;

interface FrameParts {
  readonly blocks: readonly Buffer[];
  /** Says nothing of its length, but of its window: else it says what its window is by its length. */
  readonly isOpen?: boolean;
  readonly window?: number;
  readonly length?: number;
}

/** A frame without a checksum; the last of its blocks becomes the last. */
function frameOf({ blocks, isOpen = false, window = 0, length }: FrameParts): Buffer {
  const all = blocks.map(each => Buffer.from(each));
  const end = all.at(-1) ?? assert.fail();
  end.writeUInt8(end.readUInt8(0) | LAST, 0);
  const told = length ?? blocks.reduce((sum, each) => sum + (each.readUIntLE(0, 3) >>> 3), 0);
  return Buffer.concat([u32(MAGIC), Buffer.from(isOpen ? [0, window] : [0x20, told]), ...all]);
}

function raw(content: string, last = 0): Buffer {
  const bytes = Buffer.from(content, 'latin1');
  return block(last & 1, bytes, bytes.length, 0);
}

const rle = (byte: string, length: number) => block(0, Buffer.from(byte), length, 1);
const compressed = (bytes: readonly number[]) => block(0, Buffer.from(bytes), bytes.length, 2);

function block(last: number, content: Buffer, size: number, type = 3): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | last, 0, 3);
  return Buffer.concat([header, content]);
}

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

function u32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

let folders = 0;

/** A frame of each, all by one run of the tool. */
function framesOf(texts: readonly Buffer[], flags: readonly string[]): readonly Buffer[] {
  const files = texts.map((_, index) => join(root, `${folders}-${index}`));
  folders++;
  for (const [index, file] of files.entries()) writeFileSync(file, texts[index] ?? assert.fail());
  const { status, stderr } = spawnSync('zstd', ['-q', ...flags, ...files], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return files.map(file => readFileSync(`${file}.zst`));
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

function* cut(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function decoded(pieces: Iterable<Buffer>): Buffer {
  return Buffer.concat(Array.from(unzstd(pieces), piece => Buffer.from(piece)));
}

function reasonOf(...pieces: readonly Buffer[]): string {
  const ours = outcome(() => decoded(pieces));
  return typeof ours === 'string' ? ours : `${ours.length} bytes`;
}

/** Or what is wrong; no other error is expected of any bytes. */
function outcome(decode: () => Buffer): Buffer | string {
  try {
    return decode();
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return error.reason;
  }
}

function numbers(seed: number): (below: number) => number {
  const next = seededRandom(seed);
  return below => Math.floor(next() * below);
}

function randomBytes(seed: number, size: number): Buffer {
  const next = numbers(seed);
  return Buffer.from(Array.from({ length: size }, () => next(256)));
}

/** Words out of a few hundred. */
function textLike(seed: number, size: number): Buffer {
  const next = numbers(seed);
  const words = Array.from({ length: 300 }, () => randomBytes(next(2 ** 30), 1 + next(9)).toString('hex'));
  let text = '';
  while (text.length < size) text += `${words[next(next(300) + 1)]} `;
  return Buffer.from(text).subarray(0, size);
}

/** Numbers of which few bytes change, runs of one byte, and what is not to be compressed. */
function bytesLike(seed: number, size: number): Buffer {
  const next = numbers(seed);
  const parts: Buffer[] = [];
  for (let length = 0; length < size; length += parts.at(-1)?.length ?? 0) {
    const kind = next(4);
    if (kind === 0) parts.push(Buffer.alloc(1 + next(500), next(256)));
    else if (kind === 1) parts.push(randomBytes(next(2 ** 30), 1 + next(300)));
    else parts.push(Buffer.concat(Array.from({ length: 1 + next(40) }, (_, index) => u32(index * (1 + kind) * 7))));
  }
  return Buffer.concat(parts).subarray(0, size);
}
