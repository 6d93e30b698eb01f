import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { unzstd } from '../engine/host/archives/zstd/unzstd.js';
import { has, through, zstd } from './support/make-archive.js';
import { tempFolder } from './support/temp-folder.js';
import { cut, reasonOf, unzstded } from './support/zstd-decoding.js';
import { frameOf, LAST, MAGIC, raw, rle, u32 } from './support/zstd-frame.js';
import { bytesLike, framesOf, randomBytes, textLike } from './support/zstd-inputs.js';

const tool = { skip: has('zstd') ? false : 'zstd is needed to make the frames' };

const TOO_MUCH = 'it needs more memory than is allowed for a zstd archive';
const NO_FRAME = 'it is damaged: no zstd frame begins where one should';

const LEVELS = [['-1'], ['-3'], ['-9'], ['-19'], ['--ultra', '-22'], ['--fast=9'], ['-3', '--no-compress-literals']];
const FRAMES = [['--no-check'], ['--no-content-size'], ['-B4096', '-T2'], ['--long=27'], ['--zstd=wlog=10']];

test('zstd of every level, window and kind of frame decodes to what went in', tool, t => {
  const folder = tempFolder(t);
  const texts = [Buffer.alloc(0), Buffer.from('a'), Buffer.alloc(400_000, 'ab'), randomBytes(9, 70_000)];
  for (const size of [20, 900, 30_000, 300_000]) texts.push(textLike(size, size), bytesLike(size, size));
  for (const flags of [...LEVELS, ...FRAMES]) {
    for (const [index, frame] of framesOf(folder, texts, flags).entries())
      assert.ok(unzstded([frame]).equals(texts[index] ?? assert.fail()), `${flags.join(' ')}: text ${index}`);
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
      assert.ok(unzstded(cut(frame, 70_000)).equals(bytes), `a window of 2 ** ${log}`);
    }
    // in one block, lengths and an offset that take nearly all bits that are held
    const long = [randomBytes(5, 70_000), far.subarray(1000, 51_000), far.subarray(200_000, 211_072)];
    const both = Buffer.concat([far.subarray(0, 2 ** 19), ...long, textLike(3, 5000)]);
    assert.ok(unzstded([through('zstd', ['-q', '-5', '-c'], both)]).equals(both));
  },
);

test(
  'a frame may be cut into pieces anywhere, and ends in the middle where it ends anywhere before its end',
  tool,
  () => {
    const bytes = Buffer.concat([textLike(7, 400), randomBytes(7, 40)]);
    const frame = zstd(bytes);
    for (let at = 1; at < frame.length; at++) {
      const pieces = [frame.subarray(0, at), Buffer.alloc(0), frame.subarray(at)];
      assert.ok(unzstded(pieces).equals(bytes), `cut at ${at}`);
      assert.equal(reasonOf(frame.subarray(0, at)), 'it ends in the middle', `${at} bytes`);
    }
    assert.ok(unzstded(cut(frame, 1)).equals(bytes));
    assert.equal(reasonOf(Buffer.alloc(0)), 'it ends in the middle');
  },
);

test('frames one behind the other are one, those to be skipped are skipped, and what is no frame is damage', () => {
  const one = frameOf({ blocks: [raw('one ')] });
  const two = frameOf({ blocks: [raw('t'), raw(''), rle('w', 3), raw('o', LAST)], isOpen: true });
  const skipped = (length: number) => Buffer.concat([u32(0x184d2a5f), u32(length), Buffer.alloc(length, one)]);
  const nothing = frameOf({ blocks: [raw('')] });
  assert.equal(unzstded([one, nothing, skipped(5), two, skipped(0)]).toString(), 'one twwwo');
  assert.equal(unzstded([skipped(600_000), one]).toString(), 'one ');
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
