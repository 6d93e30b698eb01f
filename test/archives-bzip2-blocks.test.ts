import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { BlockHelpers } from '../engine/host/archives/bzip2/block-helpers.js';
import { BlockDecoder } from '../engine/host/archives/bzip2/bunzip2-block.js';
import { bunzip2 } from '../engine/host/archives/bzip2/bunzip2.js';
import { findMarks } from '../engine/host/archives/bzip2/find-marks.js';
import type { DecodeBlock } from '../engine/host/archives/bzip2/decode-block.js';
import { bzip2, has, through } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';

const bz = { skip: has('bzip2') ? false : 'bzip2 is needed to make and to judge the streams' };

test('damaged blocks whose checksum is made right again decode to what bzip2 makes of them', bz, t => {
  const folder = mkdtempSync(join(tmpdir(), 'bzip2-blocks-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const random = seededRandom(20_261_126);
  const next = (below: number) => Math.floor(random() * below);
  const whole = Array.from({ length: 30 }, () => bitsIn(bzip2(textLike(next, 30 + next(900)))).slice(112));
  const ours: string[] = [];
  for (let round = 0; round < 1200 && ours.length < 250; round++) {
    const body = whole[next(whole.length)] ?? assert.fail();
    // most of them in what the block is made of, not in what it says
    const at = next(4) === 0 ? next(200) : next(body.length - 80);
    const stream = madeRight(body.slice(0, at) + (body[at] === '0' ? '1' : '0') + body.slice(at + 1));
    if (stream === undefined) continue;
    writeFileSync(join(folder, `${String(ours.length)}.bz2`), stream);
    ours.push(outcome(stream));
  }
  assert.ok(ours.length >= 200, `only ${ours.length} blocks are well formed`);
  const script =
    'for n in $(seq 0 $1); do bzip2 -dc < $0/$n.bz2 > $0/$n; echo $?; done; cd $0 && sha256sum $(seq 0 $1)';
  const { stdout } = spawnSync('sh', ['-c', script, folder, String(ours.length - 1)], { encoding: 'utf8' });
  const told = stdout.trim().split('\n');
  const theirs = ours.map((_, index) => (told[index] === '0' ? told[ours.length + index]?.slice(0, 64) : 'broken'));
  assert.deepEqual(ours, theirs);
  assert.ok(theirs.includes('broken'));
});

test('blocks that no program makes are refused for what is wrong with them', () => {
  const cases: readonly (readonly [string, Partial<Block>, string])[] = [
    ['an old kind', { isOld: 1 }, 'it is of an obsolete kind'],
    ['a start behind the end', { origin: 3 }, 'its starting point'],
    ['no bytes at all', { codes: [END] }, 'its starting point'],
    ['no byte values', { values: [[16, 0]] }, 'no byte value occurs'],
    ['no tables', { tables: 0 }, 'its number of tables'],
    ['one table', { tables: 1 }, 'its number of tables'],
    ['seven tables', { tables: 7 }, 'its number of tables'],
    ['no selectors', { selectors: [] }, 'it has no selector'],
    ['the third of two tables', { selectors: [[3, 6]] }, 'a selector'],
    [
      'a code of no bits',
      {
        lengths: [
          [5, 0],
          [1, 0],
        ],
      },
      'a code length',
    ],
    [
      'a code of no bits, by a step down',
      {
        lengths: [
          [5, 1],
          [2, 3],
          [1, 0],
        ],
      },
      'a code length',
    ],
    [
      'a code of 21 bits',
      {
        lengths: [
          [5, 21],
          [1, 0],
        ],
      },
      'a code length',
    ],
    [
      'a code of 21 bits, by a step up',
      {
        lengths: [
          [5, 20],
          [2, 2],
          [1, 0],
        ],
      },
      'a code length',
    ],
    [
      'more symbols than selectors',
      { codes: [...Array.from({ length: 50 }, () => BYTE), END], selectors: [[1, 0]] },
      'more symbols than selectors',
    ],
    [
      'a code that is lacking',
      {
        lengths: level(3),
        codes: [
          [3, 0],
          [3, 4],
        ],
      },
      'a code',
    ],
    [
      'a long code that is lacking',
      {
        lengths: level(20),
        codes: [
          [20, 0],
          [20, 4],
        ],
      },
      'a code',
    ],
    ['a run longer than any', { codes: [...Array.from({ length: 23 }, () => RUN_1), END] }, 'the length of a run'],
    ['a run longer than a block', { codes: [...run(900_001), END] }, TOO_LONG],
    ['a byte more than a block holds', { codes: [...run(900_000), BYTE, END] }, TOO_LONG],
    ['a run more than a block holds', { codes: [...run(899_999), BYTE, RUN_1, END] }, TOO_LONG],
  ];
  for (const [title, block, trouble] of cases) {
    const bits = blockOf(block);
    assert.equal(reasonOf(streamOf(bits)), `${DAMAGED_BLOCK} (${trouble})`, title);
    // also where nobody knows what is said before it
    assert.equal(madeRight(bits), undefined, title);
  }
});

test('a block that is cut off at any bit is none, though the zeros behind it might end it', () => {
  // the end is 0, the others 10, 110 and 111
  const lengths: readonly Bits[] = [
    [5, 2],
    [1, 0],
    [2, 2],
    [1, 0],
    [1, 0],
    [4, 15],
    [1, 0],
  ];
  const bits = blockOf({
    lengths,
    codes: [
      [3, 7],
      [3, 7],
      [3, 7],
      [1, 0],
    ],
  });
  const decoder = new BlockDecoder();
  const endWithin = (to: number) => decoder.begin({ bytes: bytesOf(bits.slice(0, to)), from: 0, to });
  assert.equal(endWithin(bits.length), bits.length);
  for (let to = 0; to < bits.length; to++) assert.equal(endWithin(to), undefined, `${to} bits`);
});

test('a block that ends where the length of a run should stand is refused, as by bzip2, whoever decoded it', bz, t => {
  const reason = `${DAMAGED_BLOCK} (a run without its length)`;
  const random = seededRandom(20_261_128);
  const first = bzip2(Buffer.from(Array.from({ length: 1_500_000 }, () => random() * 256)));
  // the last is told in several pieces, of which all but one are as they should be
  for (const length of [4, 9, 899_999]) {
    const cut = madeRight(blockOf({ codes: [...run(length), END] })) ?? assert.fail();
    assert.equal(spawnSync('bzip2', ['-t'], { input: cut }).status, 2);
    assert.equal(reasonOf(cut), reason);
    if (length === 9) continue;
    const helpers = new BlockHelpers({ threads: 1 });
    t.after(() => helpers.close());
    assert.equal(reasonOf(Buffer.concat([first, cut]), helpers.decode), reason);
  }
  assert.equal(reasonOf(madeRight(blockOf({ codes: [...run(10), END] })) ?? assert.fail()), `${4 + 1 + 4 + 1} bytes`);
});

test('blocks of the most that is allowed are decoded, and a level allows no word more than it says', () => {
  const most: readonly (readonly [string, Partial<Block>])[] = [
    ['9', { codes: [...run(900_000), END] }],
    ['9', { codes: [...run(899_999), BYTE, END] }],
    ['1', { codes: [...run(100_000), END] }],
    ['1', { origin: 2 }],
    [
      '1',
      {
        lengths: level(20),
        codes: [
          [20, 2],
          [20, 3],
        ],
      },
    ],
  ];
  for (const [level, block] of most)
    assert.ok(decoded(madeRight(blockOf(block), level) ?? assert.fail()).length > 0, JSON.stringify(block.origin));
  const more = madeRight(blockOf({ codes: [...run(100_001), END] }), '1') ?? assert.fail();
  assert.equal(reasonOf(more), `${DAMAGED_BLOCK} (${TOO_LONG})`);
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

test('lengths that make no set of codes harm nothing but their own table', bz, () => {
  const equal = Array.from({ length: 258 }, () => [1, 0] as const);
  const all = Array.from({ length: 17 }, () => [16, 0xffff] as const);
  const head: readonly Bits[] = [[1, 0], [24, 1], ...all, [3, 2], [15, 1], [2, 2]];
  // the second table is used, whose codes have nine bits; in the first all have one
  const block = bitsOf([...head, [5, 1], ...equal, [5, 9], ...equal, [9, 99], [9, 0], [9, 30], [9, 257]]);
  const stream = madeRight(block) ?? assert.fail();
  assert.ok(decoded(stream).equals(through('bzip2', ['-dc'], stream)));
});

test('what is said before the first block and behind the last is looked at', bz, () => {
  const stream = bzip2(Buffer.from('what it is'));
  const changed = (at: number, text: string) =>
    Buffer.concat([stream.subarray(0, at), Buffer.from(text), stream.subarray(at + text.length)]);
  for (const head of ['CZh9', 'BYh9', 'BZi9', 'BZh0', 'BZh:', 'BZh/'])
    assert.equal(reasonOf(changed(0, head)), 'it is no bzip2 stream', head);
  assert.equal(reasonOf(changed(4, '2')), 'it is damaged: no bzip2 block begins where one should');
  assert.equal(reasonOf(Buffer.concat([stream, Buffer.from('BZh')])), 'it ends in the middle');
  assert.equal(reasonOf(Buffer.concat([stream, Buffer.from('BZh0')])), '10 bytes');
});

test('a stream whose last byte is lacking ends in the middle, however many of its bits count', bz, () => {
  const next = (below: number) => Math.floor(random() * below);
  const random = seededRandom(20_261_127);
  for (let round = 0; round < 40; round++) {
    const stream = bzip2(textLike(next, 1 + round));
    assert.equal(reasonOf(stream.subarray(0, -1)), 'it ends in the middle', `round ${round}`);
  }
});

const DAMAGED_BLOCK = 'it is damaged: a bzip2 block is not well formed';
const TOO_LONG = 'more bytes than a block can hold';

type Bits = readonly [count: number, value: number];

/** A block of two byte values, whose codes have two bits each. */
interface Block {
  readonly isOld: 0 | 1;
  readonly origin: number;
  readonly values: readonly Bits[];
  readonly tables: number;
  readonly selectors: readonly Bits[];
  /** The same for each table. */
  readonly lengths: readonly Bits[];
  readonly codes: readonly Bits[];
}

const RUN_1: Bits = [2, 0];
const RUN_2: Bits = [2, 1];
const BYTE: Bits = [2, 2];
const END: Bits = [2, 3];

/** Lengths that are all the same. */
function level(length: number): readonly Bits[] {
  return [[5, length], ...Array.from({ length: 4 }, () => [1, 0] as const)];
}

/** Times that a byte is told again: digits of 1 and 2. */
function run(length: number): readonly Bits[] {
  const digits: Bits[] = [];
  for (let left = length; left > 0; left = Math.floor((left - 1) / 2)) digits.push(left % 2 === 1 ? RUN_1 : RUN_2);
  return digits;
}

/** From behind the checksum on, as zeros and ones. */
function blockOf(told: Partial<Block>): string {
  const { isOld = 0, origin = 0, tables = 2, lengths = level(2), codes = [BYTE, BYTE, BYTE, END] } = told;
  const {
    values = [
      [16, 0x8000],
      [16, 0x6000],
    ],
    selectors = Array.from({ length: Math.ceil(codes.length / 50) }, () => [1, 0] as const),
  } = told;
  const each = Array.from({ length: tables }, () => lengths).flat();
  const head: readonly Bits[] = [[1, isOld], [24, origin], ...values, [3, tables], [15, selectors.length]];
  return bitsOf([...head, ...selectors, ...each, ...codes]);
}

function bitsOf(fields: readonly Bits[]): string {
  return fields.map(([count, value]) => value.toString(2).padStart(count, '0')).join('');
}

function bitsIn(bytes: Uint8Array): string {
  return bitsOf(Array.from(bytes, byte => [8, byte] as const));
}

function bytesOf(bits: string): Buffer {
  return Buffer.from(
    (bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2)),
  );
}

function streamOf(block: string, { crc = 0, level = '9' } = {}): Buffer {
  const [head, behind] = [
    bitsOf([
      [48, 0x314159265359],
      [32, crc],
    ]),
    bitsOf([
      [48, 0x177245385090],
      [32, crc],
    ]),
  ];
  return bytesOf(bitsIn(Buffer.from(`BZh${level}`)) + head + block + behind);
}

/** A stream of this block with its checksums; undefined where it is not well formed. */
function madeRight(bits: string, level = '9'): Buffer | undefined {
  const decoder = new BlockDecoder();
  try {
    const end = decoder.begin({ bytes: bytesOf(bits), from: 0, to: bits.length });
    if (end === undefined) return undefined;
    while (!decoder.done) decoder.next();
    return streamOf(bits.slice(0, end), { crc: decoder.crc, level });
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return undefined;
  }
}

function decoded(stream: Buffer, decode?: DecodeBlock): Buffer {
  return Buffer.concat(Array.from(bunzip2([stream], decode), piece => Buffer.from(piece)));
}

function outcome(stream: Buffer): string {
  try {
    return createHash('sha256').update(decoded(stream)).digest('hex');
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return 'broken';
  }
}

function reasonOf(stream: Buffer, decode?: DecodeBlock): string {
  try {
    return `${decoded(stream, decode).length} bytes`;
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return error.reason;
  }
}

/** Bytes that repeat themselves here and there. */
function textLike(next: (below: number) => number, size: number): Buffer {
  const kinds = 1 + next(255);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    const [length, distance] = [Math.min(1 + next(40), size - at), 1 + next(at)];
    const repeats = at > 0 && next(3) > 0;
    for (let end = at + length; at < end; at++) bytes[at] = repeats ? bytes[at - distance]! : next(kinds);
  }
  return bytes;
}
