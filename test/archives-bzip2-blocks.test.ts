import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BlockDecoder } from '../engine/host/archives/bzip2/bunzip2-block.js';
import type { DecodeBlock } from '../engine/host/archives/bzip2/decode-block.js';
import { bitsIn, bitsOf, bytesOf, madeRight, streamOf, type Bits } from './support/bzip2-bits.js';
import { blockOf, BYTE, END, RUN_1, runCodes, sameLengths, type Block } from './support/bzip2-block.js';
import { bunzipped, helpersFor } from './support/bzip2-decoding.js';
import { decodedOrReason, lengthOrReason } from './support/decoded-or-reason.js';
import { bzip2, has, through } from './support/make-archive.js';
import { repeatingBytes } from './support/repeating-bytes.js';
import { seededNumbers, seededRandom } from './support/seeded-random.js';
import { tempFolder } from './support/temp-folder.js';

const bz = { skip: has('bzip2') ? false : 'bzip2 is needed to make and to judge the streams' };

const DAMAGED_BLOCK = 'it is damaged: a bzip2 block is not well formed';
const TOO_LONG = 'more bytes than a block can hold';

test('damaged blocks whose checksum is made right again decode to what bzip2 makes of them', bz, t => {
  const folder = tempFolder(t);
  const next = seededNumbers(20_261_126);
  const whole = Array.from({ length: 30 }, () => bitsIn(bzip2(repeatingBytes(next, 30 + next(900)))).slice(112));
  const ours: string[] = [];
  for (let round = 0; round < 1200 && ours.length < 250; round++) {
    const body = whole[next(whole.length)] ?? assert.fail();
    // most of them in what the block is made of, not in what it says
    const at = next(4) === 0 ? next(200) : next(body.length - 80);
    const stream = madeRight(body.slice(0, at) + (body[at] === '0' ? '1' : '0') + body.slice(at + 1));
    if (stream === undefined) continue;
    writeFileSync(join(folder, `${String(ours.length)}.bz2`), stream);
    ours.push(sumOf(stream));
  }
  assert.ok(ours.length >= 200, `only ${ours.length} blocks are well formed`);
  const script = 'cd "$0" && for n in $(seq 0 $1); do bzip2 -dc < $n.bz2 > $n; echo $?; done; sha256sum $(seq 0 $1)';
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
        lengths: sameLengths(3),
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
        lengths: sameLengths(20),
        codes: [
          [20, 0],
          [20, 4],
        ],
      },
      'a code',
    ],
    ['a run longer than any', { codes: [...Array.from({ length: 23 }, () => RUN_1), END] }, 'the length of a run'],
    ['a run longer than a block', { codes: [...runCodes(900_001), END] }, TOO_LONG],
    ['a byte more than a block holds', { codes: [...runCodes(900_000), BYTE, END] }, TOO_LONG],
    ['a run more than a block holds', { codes: [...runCodes(899_999), BYTE, RUN_1, END] }, TOO_LONG],
  ];
  for (const [title, block, trouble] of cases) {
    const bits = blockOf(block);
    assert.equal(reasonOf(streamOf([{ bits, crc: 0 }])), `${DAMAGED_BLOCK} (${trouble})`, title);
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
    const cut = madeRight(blockOf({ codes: [...runCodes(length), END] })) ?? assert.fail();
    assert.equal(spawnSync('bzip2', ['-t'], { input: cut }).status, 2);
    assert.equal(reasonOf(cut), reason);
    if (length === 9) continue;
    assert.equal(reasonOf(Buffer.concat([first, cut]), helpersFor(t, { threads: 1 }).decode), reason);
  }
  assert.equal(
    reasonOf(madeRight(blockOf({ codes: [...runCodes(10), END] })) ?? assert.fail()),
    `${4 + 1 + 4 + 1} bytes`,
  );
});

test('blocks of the most that is allowed are decoded, and a level allows no word more than it says', () => {
  const most: readonly (readonly [string, Partial<Block>])[] = [
    ['9', { codes: [...runCodes(900_000), END] }],
    ['9', { codes: [...runCodes(899_999), BYTE, END] }],
    ['1', { codes: [...runCodes(100_000), END] }],
    ['1', { origin: 2 }],
    [
      '1',
      {
        lengths: sameLengths(20),
        codes: [
          [20, 2],
          [20, 3],
        ],
      },
    ],
  ];
  for (const [level, block] of most)
    assert.ok(bunzipped([madeRight(blockOf(block), level) ?? assert.fail()]).length > 0, JSON.stringify(block.origin));
  const more = madeRight(blockOf({ codes: [...runCodes(100_001), END] }), '1') ?? assert.fail();
  assert.equal(reasonOf(more), `${DAMAGED_BLOCK} (${TOO_LONG})`);
});

test('lengths that make no set of codes harm nothing but their own table', bz, () => {
  const equal = Array.from({ length: 258 }, () => [1, 0] as const);
  const all = Array.from({ length: 17 }, () => [16, 0xffff] as const);
  const head: readonly Bits[] = [[1, 0], [24, 1], ...all, [3, 2], [15, 1], [2, 2]];
  // the second table is used, whose codes have nine bits; in the first all have one
  const block = bitsOf([...head, [5, 1], ...equal, [5, 9], ...equal, [9, 99], [9, 0], [9, 30], [9, 257]]);
  const stream = madeRight(block) ?? assert.fail();
  assert.ok(bunzipped([stream]).equals(through('bzip2', ['-dc'], stream)));
});

test('a bzip2 block whose run is longer than any block ends in a failure, not in a loop', () => {
  const bits = blockOf({
    values: [
      [16, 0x8000],
      [16, 0x8000],
    ],
    selectors: [[1, 0]],
    // 1, 2, 2: the code of the first symbol of a run is the bit 0
    lengths: [
      [5, 1],
      [1, 0],
      [2, 2],
      [1, 0],
      [1, 0],
    ],
    codes: [...Array.from({ length: 45 }, () => [1, 0] as const), [2, 3]],
  });
  assert.equal(reasonOf(streamOf([{ bits, crc: 0 }], '1')), `${DAMAGED_BLOCK} (the length of a run)`);
});

const reasonOf = (stream: Buffer, decode?: DecodeBlock) => lengthOrReason(() => bunzipped([stream], decode));

function sumOf(stream: Buffer): string {
  const bytes = decodedOrReason(() => bunzipped([stream]));
  return typeof bytes === 'string' ? 'broken' : createHash('sha256').update(bytes).digest('hex');
}
