import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { unxz } from '../engine/host/archives/decode/unxz.js';
import { has, through, xz } from './support/make-archive.js';
import { seededNumbers } from './support/seeded-random.js';

const tool = { skip: has('xz') ? false : 'xz is needed to make and to judge the streams' };

const NO_STREAM = 'it is damaged: no xz stream begins where one should';
const DAMAGED = 'it is damaged: an xz stream cannot be decoded, or its checksum is wrong';
const OPTIONS = 'it is compressed with options of xz that are not supported';

test('of 300 xz streams, most of them damaged, the same are taken as xz takes, with the same bytes', tool, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'xz-streams-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const next = seededNumbers(20_261_129);
  const whole = ['crc32', 'crc64', 'crc64'].flatMap(check =>
    [40, 900, 4000].map(size => through('xz', ['-c', `--check=${check}`, '--block-size=1500'], words(next, size))),
  );
  const ours: string[] = [];
  for (let round = 0; round < 300; round++) {
    const stream = damaged(whole[next(whole.length)] ?? assert.fail(), next);
    writeFileSync(join(folder, String(round)), stream);
    ours.push(await outcome(stream));
  }
  const script =
    'for n in $(seq 0 299); do xz -dc < $0/$n > $0/out 2>/dev/null && sha256sum < $0/out || echo broken; done';
  const { stdout } = spawnSync('sh', ['-c', script, folder], { encoding: 'utf8' });
  assert.deepEqual(
    ours,
    stdout
      .trim()
      .split('\n')
      .map(line => line.split(' ')[0]),
  );
  assert.ok(ours.filter(each => each !== 'broken').length >= 15);
});

test('what is wrong with an xz stream is told', tool, async () => {
  const stream = xz(Buffer.from('what it is'));
  const changed = (at: number) => Buffer.from(stream.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  assert.equal(await reasonOf(stream), 'what it is');
  assert.equal(await reasonOf(Buffer.concat([stream, Buffer.alloc(8), stream])), 'what it iswhat it is');
  assert.equal(await reasonOf(changed(1)), NO_STREAM);
  assert.equal(await reasonOf(changed(8)), DAMAGED);
  assert.equal(await reasonOf(changed(stream.length - 30)), DAMAGED);
  assert.equal(await reasonOf(stream.subarray(0, -1)), 'it ends in the middle');
  assert.equal(await reasonOf(Buffer.concat([stream, Buffer.alloc(3)])), DAMAGED);
  const other = (...options: readonly string[]) => through('xz', ['-c', ...options], Buffer.from('what it is'));
  assert.equal(await reasonOf(other('--check=none')), 'what it is');
  assert.equal(await reasonOf(other('--check=sha256')), OPTIONS);
  assert.equal(await reasonOf(other('--delta', '--lzma2')), OPTIONS);
  assert.equal(await reasonOf(other('--lzma2=dict=1GiB')), 'it needs more memory than is allowed for an xz archive');
});

test('an xz stream may come in pieces of any size, in one buffer that is used again', tool, async () => {
  const bytes = words(seededNumbers(20_261_130), 20_000);
  const stream = through('xz', ['-c', '--block-size=1500'], bytes);
  for (const size of [1, 100, 4096])
    assert.ok((await decoded(stream, () => reused(stream, size))).equals(bytes), `${size}`);
});

function* reused(bytes: Buffer, size: number): Generator<Buffer> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(buffer, 0, at, at + size);
    yield buffer.subarray(0, length);
    buffer.fill(0xee);
  }
}

test('what goes wrong while an xz stream is read is told as it is, and the archive is let go of', tool, async () => {
  const stream = xz(Buffer.alloc(5_000_000));
  const now = { open: 0 };
  function* source(trouble?: Error): Generator<Buffer> {
    now.open++;
    try {
      for (let at = 0; at < stream.length; at += 100) {
        yield stream.subarray(at, at + 100);
        if (trouble !== undefined) throw trouble;
      }
    } finally {
      now.open--;
    }
  }
  const trouble = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
  await assert.rejects(
    decoded(stream, () => source(trouble)),
    trouble,
  );
  assert.equal(now.open, 0);
  let pieces = 0;
  for await (const piece of unxz(source())) {
    assert.ok(piece.length > 0);
    pieces += now.open;
    break;
  }
  assert.deepEqual([pieces, now.open], [1, 0]);
});

/** As it is, with some bits changed, cut off, or with something behind it. */
function damaged(stream: Buffer, next: (below: number) => number): Buffer {
  const kind = next(5);
  if (kind === 0) return stream.subarray(0, next(stream.length));
  if (kind === 1) return Buffer.concat([stream, Buffer.alloc(next(9)), stream.subarray(0, next(2) * stream.length)]);
  const bytes = Buffer.from(stream);
  const reach = kind === 2 ? 30 : bytes.length;
  for (let left = kind === 3 ? 0 : 1; left >= 0; left--) bytes[bytes.length - 1 - next(reach)]! ^= 1 << next(8);
  return bytes;
}

function words(next: (below: number) => number, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => 97 + next(6)));
}

async function outcome(stream: Buffer): Promise<string> {
  try {
    return createHash('sha256')
      .update(await decoded(stream))
      .digest('hex');
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return 'broken';
  }
}

async function reasonOf(stream: Buffer): Promise<string> {
  try {
    return (await decoded(stream)).toString();
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return error.reason;
  }
}

async function decoded(stream: Buffer, source: () => Iterable<Buffer> = () => [stream]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of unxz(source())) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
