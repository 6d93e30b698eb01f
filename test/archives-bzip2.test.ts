import assert from 'node:assert/strict';
import { test } from 'node:test';
import unbzip2 from 'unbzip2-stream';
import { bunzip2 } from '../engine/host/archives/bunzip2.js';
import { bzip2, has, through } from './support/make-archive.js';

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
    assert.ok(Buffer.concat([...bunzip2([bzip2(bytes)])]).equals(bytes), `${bytes.length} bytes`);
    const small = through('bzip2', ['-1', '-c'], bytes);
    assert.ok(Buffer.concat([...bunzip2([small])]).equals(bytes), `${bytes.length} bytes in small blocks`);
  }
});

test('bzip2 streams one behind the other are one, whatever the pieces they come in', bz, () => {
  const two = Buffer.concat([bzip2(Buffer.from('one ')), bzip2(Buffer.alloc(0)), bzip2(Buffer.from('two'))]);
  const bytewise = Array.from(two, byte => Buffer.from([byte]));
  assert.equal(Buffer.concat([...bunzip2(bytewise)]).toString(), 'one two');
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
  assert.ok(Buffer.concat([...bunzip2([stream])]).equals(Buffer.concat(theirs)));
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
  assert.throws(() => [...bunzip2([stream])], /the length of a run/);
});

function bitsOf(fields: readonly (readonly [number, number])[]): Buffer {
  const bits = fields.map(([width, value]) => value.toString(2).padStart(width, '0')).join('');
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map(byte => parseInt(byte, 2)));
}
