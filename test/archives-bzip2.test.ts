import assert from 'node:assert/strict';
import { test } from 'node:test';
import unbzip2 from 'unbzip2-stream';
import { bunzipped } from './support/bzip2-decoding.js';
import { lengthOrReason } from './support/decoded-or-reason.js';
import { bzip2, has, through } from './support/make-archive.js';
import { repeatingBytes } from './support/repeating-bytes.js';
import { seededNumbers } from './support/seeded-random.js';

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
    assert.ok(bunzipped([bzip2(bytes)]).equals(bytes), `${bytes.length} bytes`);
    const small = through('bzip2', ['-1', '-c'], bytes);
    assert.ok(bunzipped([small]).equals(bytes), `${bytes.length} bytes in small blocks`);
  }
});

test('bzip2 streams one behind the other are one, whatever the pieces they come in', bz, () => {
  const two = Buffer.concat([bzip2(Buffer.from('one ')), bzip2(Buffer.alloc(0)), bzip2(Buffer.from('two'))]);
  const bytewise = Array.from(two, byte => Buffer.from([byte]));
  assert.equal(bunzipped(bytewise).toString(), 'one two');
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
  assert.ok(bunzipped([stream]).equals(Buffer.concat(theirs)));
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
  const next = seededNumbers(20_261_127);
  for (let round = 0; round < 40; round++) {
    const stream = bzip2(repeatingBytes(next, 1 + round));
    assert.equal(reasonOf(stream.subarray(0, -1)), 'it ends in the middle', `round ${round}`);
  }
});

const reasonOf = (stream: Buffer) => lengthOrReason(() => bunzipped([stream]));
