import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Stretch } from '../engine/host/cache/stretch.js';
import { runningHash } from '../engine/host/cache/running-hash.js';
import { DivertibleSocket } from '../engine/host/network/divertible-socket.js';
import { openNetwork } from '../engine/host/network/open-network.js';
import { Slabs } from '../engine/host/network/slabs.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of } from './support/mirror.js';
import { startRangeServer } from './support/range-server.js';
import { tempFolder } from './support/temp-folder.js';

const BODY = Buffer.from(new Uint32Array(50_000).map((_, index) => index * 2654435761).buffer);
const MIB = 1024 * 1024;
const watch = { signal: new AbortController().signal, progress: () => undefined };

/** A server of bare sockets that says these pieces, one after the other has left. */
async function startSaying(t: TestContext, pieces: readonly (Uint8Array | string)[]): Promise<string> {
  const server = createServer(socket => {
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    socket.once('data', () => void say(socket, pieces));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

async function say(socket: Socket, pieces: readonly (Uint8Array | string)[]): Promise<void> {
  for (const piece of pieces) {
    await new Promise(resolve => socket.write(piece, resolve));
    await new Promise(setImmediate);
  }
  socket.end();
}

async function fetchFrom(t: TestContext, url: string, wanted: { readonly sha256?: string } = {}) {
  const cacheFolder = join(tempFolder(t), 'cache');
  const clock = handTurnedClock();
  const network = openNetwork({ cacheFolder, mirrors: [], offline: false, userAgent: 'test/1', clock, tries: 1 });
  return network.fetch({ id: 'thing', sources: [url], ...wanted }, watch);
}

const head = (line: string) => `HTTP/1.1 200 OK\r\n${line}\r\nConnection: close\r\n\r\n`;
const LENGTH = head(`Content-Length: ${BODY.length}`);
const inPieces = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, nth) => bytes.subarray(nth * size, (nth + 1) * size));

const GOOD: Readonly<Record<string, readonly (Uint8Array | string)[]>> = {
  'at once with its head': [Buffer.concat([Buffer.from(LENGTH), BODY])],
  'after its head': [LENGTH, BODY],
  'behind a head that comes letter by letter': [...LENGTH, BODY],
  'in small pieces': [LENGTH, ...inPieces(BODY, 7001)],
  'with its first byte beside the head': [Buffer.concat([Buffer.from(LENGTH), BODY.subarray(0, 1)]), BODY.subarray(1)],
  'behind an early hint': ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', LENGTH, BODY],
  'with more behind it than its length': [LENGTH, BODY, 'and more'],
  'with more behind it in one piece': [Buffer.concat([Buffer.from(LENGTH), BODY, Buffer.from('and more')])],
  'in chunks': [head('Transfer-Encoding: chunked'), `${BODY.length.toString(16)}\r\n`, BODY, '\r\n0\r\n\r\n'],
  'until the connection ends': [head('X-Nothing: 1'), ...inPieces(BODY, 50_000)],
};

for (const [how, pieces] of Object.entries(GOOD)) {
  test(`a body that comes ${how} is taken whole and in order`, async t => {
    const result = await fetchFrom(t, await startSaying(t, pieces));
    assert.ok(result.ok, JSON.stringify(result));
    assert.ok(readFileSync(result.value.path).equals(BODY));
  });
}

test('a body in chunks of one byte is taken in larger pieces, and no more than a thousand are held', async t => {
  const chunks = 'Content'.repeat(4000);
  const said = [...chunks].map(letter => `1\r\n${letter}\r\n`).join('');
  const url = await startSaying(t, [head('Transfer-Encoding: chunked'), said, '0\r\n\r\n']);
  const clock = handTurnedClock();
  const network = openNetwork({ cacheFolder: tempFolder(t), mirrors: [], offline: false, userAgent: 'test/1', clock });
  const answer = await network.stream(url, watch.signal);
  assert.ok(answer.ok);
  const pieces: Buffer[] = [];
  for await (const { bytes } of answer.value.body()) pieces.push(bytes);
  assert.equal(Buffer.concat(pieces).toString(), chunks);
  assert.ok(pieces.length < chunks.length / 100, String(pieces.length));

  const written: number[] = [];
  const writev = async (buffers: readonly Buffer[]) => {
    written.push(buffers.length);
    return { bytesWritten: buffers.length };
  };
  const told = { onBatch: () => undefined, onWritten: () => undefined };
  const stretch = new Stretch({ writev } as unknown as FileHandle, 0, { to: Infinity, ...told });
  for (let piece = 0; piece < 2500; piece++) await stretch.append({ bytes: Buffer.alloc(1), release: () => undefined });
  await stretch.flush();
  assert.deepEqual(written, [1024, 1024, 452]);
});

test('a server that wants to speak something else than HTTP is an answer, and is waited for no longer', async t => {
  const url = await startSaying(t, ['HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', BODY]);
  const result = await fetchFrom(t, url);
  assert.deepEqual(result, { ok: false, error: { kind: 'http-status', url, status: 101 } });
});

test('an empty body is a file of no bytes', async t => {
  const result = await fetchFrom(t, await startSaying(t, [head('Content-Length: 0')]));
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.value.bytes, 0);
});

test('a body that ends one byte early, or a chunk that is none, is short', async t => {
  const ends = [
    [LENGTH, BODY.subarray(1)],
    [head('Transfer-Encoding: chunked'), 'zz\r\n', BODY],
  ];
  for (const pieces of ends) {
    const result = await fetchFrom(t, await startSaying(t, pieces));
    assert.ok(!result.ok && result.error.kind === 'unreachable');
    assert.equal(result.error.cause, 'short');
  }
});

test('a file that is large enough for a thread of its own has the right hash, and a wrong one is told', async t => {
  const large = Buffer.alloc(65 * MIB, BODY);
  const server = await startRangeServer(large);
  t.after(() => server.close());
  const sha256 = sha256Of(large);
  const right = await fetchFrom(t, server.url, { sha256 });
  assert.ok(right.ok, JSON.stringify(right));
  assert.equal(right.value.sha256, sha256);
  const wrong = await fetchFrom(t, server.url, {
    sha256: sha256.replace(/^./, letter => (letter === '0' ? '1' : '0')),
  });
  assert.ok(!wrong.ok && wrong.error.kind === 'mismatch');
  assert.equal(wrong.error.got, sha256);
});

test('a hash is the same here and on a thread, and one whose thread is gone says so', async () => {
  const here = runningHash(1);
  const there = runningHash(1024 * MIB);
  for (const piece of inPieces(BODY, 9999)) {
    await here.add(Buffer.from(piece));
    await there.add(Buffer.from(piece));
  }
  assert.deepEqual([await here.digest(), await there.digest()], [sha256Of(BODY), sha256Of(BODY)]);
  const lost = there.add(BODY);
  there.drop();
  await lost;
  assert.equal(await there.digest(), undefined);
});

test('a download whose hash is lost with its thread has the right hash all the same, and a wrong one is told', async t => {
  const large = Buffer.alloc(65 * MIB, BODY);
  const server = await startRangeServer(large);
  t.after(() => server.close());
  const sha256 = sha256Of(large);
  const wrong = sha256.replace(/^./, letter => (letter === '0' ? '1' : '0'));
  for (const wanted of [sha256, wrong]) {
    const ended: Promise<unknown>[] = [];
    const onThread = (worker: Worker) => {
      ended.push(once(worker, 'exit'));
      // it has hashed something, and has not come to the end
      worker.once('message', () => void worker.terminate());
    };
    process.on('worker', onThread);
    const result = await fetchFrom(t, server.url, { sha256: wanted });
    process.off('worker', onThread);
    assert.equal(ended.length, 1);
    await Promise.all(ended);
    if (wanted === wrong) {
      assert.ok(!result.ok && result.error.kind === 'mismatch', JSON.stringify(result));
      assert.equal(result.error.got, sha256);
    } else {
      assert.ok(result.ok, JSON.stringify(result));
      assert.equal(result.value.sha256, sha256);
      assert.ok(readFileSync(result.value.path).equals(large));
    }
  }
});

test('a thread that hashes and is stuck is given up, and the memory of what it was told is free again', async () => {
  const start = () => new Worker('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', { eval: true });
  const hash = runningHash(1024 * MIB, { patience: 200, start });
  await hash.add(BODY);
  assert.equal(await hash.digest(), undefined);
});

test('of a body no more than a few MiB are held, and their memory is filled again', () => {
  let rooms = 0;
  const slabs = new Slabs(1024 * MIB, () => rooms++);
  const seen = new Set<ArrayBufferLike>();
  const take = () => {
    const room = slabs.room();
    seen.add(room.buffer);
    return slabs.filled(room.length);
  };
  const held = [take(), take(), take()];
  assert.ok(slabs.full);
  held.shift()?.release();
  assert.deepEqual([slabs.full, rooms], [false, 1]);
  for (let more = 0; more < 100; more++) {
    held.push(take());
    assert.ok(slabs.full);
    held.shift()?.release();
  }
  assert.equal(seen.size, 4);
});

test('while there is no room nothing is read, and the server has to wait', async t => {
  const server = createServer(socket => {
    socket.on('error', () => undefined);
    socket.write(Buffer.alloc(64 * MIB));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const line = new DivertibleSocket(more => connect({ port, host: '127.0.0.1', ...more }));
  t.after(() => line.destroy());
  const memory = Buffer.alloc(4096);
  let came = 0;
  let tell = () => undefined as void;
  const paused = () => new Promise<void>(resolve => (tell = resolve));
  const first = paused();
  line.divert({
    room: () => memory,
    filled(bytes) {
      came += bytes;
      tell();
      return false;
    },
    ended: () => undefined,
  });
  await first;
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  const before = came;
  assert.ok(before <= memory.length + 16 * 1024, String(before));
  const second = paused();
  line.goOn();
  await second;
  assert.ok(came > before);
});
