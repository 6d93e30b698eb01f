import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader } from '../engine/host/archives/byte-reader.js';
import { tarEntries } from '../engine/host/archives/tar/tar-entries.js';
import { MODIFIED, paxOf, tarMember, tarOf, type Member } from './support/make-archive.js';

const MIDDLE = { reason: 'it ends in the middle' };

/** `TYPE NAME` of each member, with a link's target and a file's text behind it. */
function told(...members: readonly Member[]): readonly string[] {
  return Array.from(tarEntries([tarOf(...members)]), ({ type, name, target, body }) => {
    const text = Array.from(body(), String).join('');
    return [type, name, ...(target === undefined ? [] : ['->', target]), ...(text === '' ? [] : [text])].join(' ');
  });
}

const a: Member = { name: 'a', body: 'x' };

test('headers before a member add up, and the last that tells something is right', () => {
  const link: Member = { name: 'l', type: '2', target: 't' };
  assert.deepEqual(told(paxOf('path', 'long'), paxOf('linkpath', 'far'), link), ['symlink long -> far']);
  assert.deepEqual(told({ name: 'L', type: 'L', body: 'long\0' }, { name: 'K', type: 'K', body: 'far\0' }, link), [
    'symlink long -> far',
  ]);
  assert.deepEqual(told(paxOf('linkpath', ''), link), ['symlink l']);
  assert.deepEqual(told(paxOf('path', 'first'), paxOf('path', 'second'), a, a), ['file second x', 'file a x']);
});

test('what is told of all members adds up too, and yields to what is told of one', () => {
  const all = [paxOf('path', 'each', 'g'), paxOf('mtime', '5', 'g')];
  const times = (...members: readonly Member[]) =>
    Array.from(tarEntries([tarOf(...members)]), ({ name, modified }) => [name, modified]);
  assert.deepEqual(times(a, ...all, a, paxOf('path', 'own'), a, a), [
    ['a', MODIFIED],
    ['each', 5],
    ['own', 5],
    ['each', 5],
  ]);
});

test('headers of older programs tell as much: X as x, N as L; and a contiguous file is a file', () => {
  assert.deepEqual(told(paxOf('path', 'long', 'X'), a), ['file long x']);
  assert.deepEqual(told({ name: 'N', type: 'N', body: 'long\0' }, a), ['file long x']);
  assert.deepEqual(told({ ...a, type: '7' }), ['file a x']);
});

test('a long name ends at its first zero, whatever stands behind that', () => {
  for (const type of ['L', 'K'])
    for (const behind of ['', '\0', '\0rest', '\0more\nlines\n'])
      assert.deepEqual(
        told({ name: 'n', type, body: `long${behind}` }, { name: 'l', type: '2', target: 't' }),
        [type === 'L' ? 'symlink long -> t' : 'symlink l -> long'],
        JSON.stringify(behind),
      );
});

test('a slash behind a name makes a folder of a file, and of nothing else', () => {
  assert.deepEqual(
    told({ name: 'd/' }, { name: 'l/', type: '2', target: 't' }, { name: 'h/', type: '1', target: 'a' }),
    ['folder d/', 'symlink l/ -> t', 'hardlink h/ -> a'],
  );
  assert.deepEqual(told(paxOf('path', 'd/'), { name: 'd' }), ['folder d/']);
});

test('a file is a program where its owner may run it', () => {
  const modes = [0o755, 0o100, 0o011, 0o644];
  const entries = tarEntries([tarOf(...modes.map(mode => ({ name: 'a', mode })))]);
  assert.deepEqual(
    Array.from(entries, ({ executable }) => executable),
    [true, true, false, false],
  );
});

test('a size in a pax header may have 15 digits, and no other letters', () => {
  const sizeOf = (size: string) => {
    for (const entry of tarEntries([tarOf(paxOf('size', size), a)])) return entry.size;
    return undefined;
  };
  assert.equal(sizeOf('999999999999999'), 999_999_999_999_999);
  for (const size of ['1000000000000000', '', '-1', '1e3', '0x1', ' 1', '1.0'])
    assert.throws(() => sizeOf(size), { reason: 'it is damaged: a size' }, size);
});

test('a header before a member may have 1 MiB, and no byte more', () => {
  const long = (bytes: number): Member => ({ name: 'L', type: 'L', body: `long${'\0'.repeat(bytes - 4)}` });
  assert.deepEqual(told(long(2 ** 20), a), ['file long x']);
  assert.throws(() => told(long(2 ** 20 + 1), a), { reason: 'a header of more than 1048576 bytes' });
});

test('a tar that ends behind a header, in the middle of it or of a file, ends in the middle', () => {
  assert.throws(() => told(a, paxOf('path', 'long')), MIDDLE);
  assert.throws(() => told(a, { name: 'L', type: 'L', body: 'long\0' }), MIDDLE);
  const cut = (bytes: Buffer) => Array.from(tarEntries([bytes]), ({ body }) => Array.from(body()));
  const header = tarMember(paxOf('path', 'long'));
  for (const length of [512, 600, 1024]) assert.throws(() => cut(header.subarray(0, length)), MIDDLE, `at ${length}`);
  assert.throws(() => cut(tarMember({ name: 'L', type: 'L' })), MIDDLE);
  assert.throws(() => cut(tarMember(a).subarray(0, 512)), MIDDLE);
  assert.throws(() => cut(tarMember(a)), MIDDLE);
  assert.throws(() => cut(Buffer.alloc(0)), { reason: 'it is empty' });
});

test('a pax header of which a record is not well formed is refused', () => {
  const bodies = ['7 a=bc', '5 a=b\n', '6 a=bc\n', '8 a=b\n', '4 =\n', '5 =b\n', '4 a\n', 'a=b\n', '3 \n', '6 a=b\nx'];
  for (const body of bodies)
    assert.throws(
      () => told({ name: 'p', type: 'x', body }, a),
      { reason: 'it is damaged: a pax header is not well formed' },
      JSON.stringify(body),
    );
  for (const body of ['6 a=b\n', '5 a=\n', '5 a=\n\0\0rest', ''])
    assert.deepEqual(told({ name: 'p', type: 'x', body }, a), ['file a x']);
});

test('whoever reads a tar lets go of it: when it is read, when it is damaged, and when no more is wanted', () => {
  let open = 0;
  function* source(bytes: Buffer): Generator<Buffer> {
    open++;
    try {
      yield bytes;
      yield Buffer.alloc(512);
    } finally {
      open--;
    }
  }
  const bytes = tarOf(a, a);
  assert.equal(Array.from(tarEntries(source(bytes))).length, 2);
  assert.equal(open, 0);
  for (const entry of tarEntries(source(bytes))) {
    assert.equal(entry.name, 'a');
    assert.equal(open, 1);
    break;
  }
  assert.equal(open, 0);
  bytes[1024] = 0x7a;
  assert.throws(() => Array.from(tarEntries(source(bytes))), { reason: 'it is damaged: a tar header' });
  assert.equal(open, 0);
});

test('bytes that come in pieces of every size, in one buffer that is used again, are read as they were', () => {
  const members = ['one', 'two', 'three'].map(name => ({ name, body: `${name} `.repeat(300) }));
  const bytes = tarOf(paxOf('path', 'long'), ...members);
  const expected = ['long', 'two', 'three'].map((name, index) => [name, members[index]?.body]);
  for (const size of [1, 7, 511, 512, 513, 1000]) {
    const entries = tarEntries(reused(bytes, size));
    const seen = Array.from(entries, ({ name, body }) => [name, Array.from(body(), String).join('')]);
    assert.deepEqual(seen, expected, `pieces of ${size}`);
    const names = Array.from(tarEntries(reused(bytes, size)), ({ name }) => name);
    assert.deepEqual(names, ['long', 'two', 'three'], `pieces of ${size}, bodies not read`);
  }
});

function* reused(bytes: Buffer, size: number): Generator<Buffer> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    yield buffer.subarray(0, 0);
    yield buffer.subarray(0, bytes.copy(buffer.fill(0xee), 0, at, at + size));
  }
}

test('going over more bytes than there are is told, and over all of them is not', () => {
  const reader = () => new ByteReader([Buffer.from('ab'), Buffer.from('cd')]);
  const last = reader();
  assert.equal(String(last.upTo(1)), 'a');
  last.skip(2);
  assert.equal(String(last.upTo(9)), 'd');
  assert.equal(last.upTo(9), undefined);
  assert.throws(() => reader().skip(5), MIDDLE);
  const whole = reader();
  whole.skip(4);
  assert.equal(whole.exactly(1), undefined);
  assert.throws(() => reader().exactly(5), MIDDLE);
});
