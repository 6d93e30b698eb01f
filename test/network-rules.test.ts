import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openNetwork, type NetworkOptions } from '../engine/host/network/open-network.js';
import { delayBefore, retryAfter, worthAnotherTry } from '../engine/host/network/retry-plan.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { tempFolder } from './support/temp-folder.js';

const watch = { signal: new AbortController().signal, progress: () => undefined };

function networkOf(cacheFolder: string, options: Partial<NetworkOptions> = {}) {
  const clock = handTurnedClock();
  return openNetwork({ cacheFolder, mirrors: [], offline: false, userAgent: 'test/1', clock, tries: 1, ...options });
}

/** A server whose body has no length and never ends: so many bytes, every so many milliseconds. */
async function startEndless(t: TestContext, { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number }) {
  const server = createServer((_, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(bytes, 'x')), everyMs);
    response.once('close', () => clearInterval(timer));
    response.flushHeaders();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/endless`;
}

test('a body that never ends is given up where the manifest names no size, and nothing of it is kept', async t => {
  const url = await startEndless(t, { bytes: 100_000, everyMs: 1 });
  const folder = tempFolder(t);
  const result = await networkOf(folder, { mostBytes: 1_000_000 }).fetch({ id: 'thing', sources: [url] }, watch);
  assert.deepEqual(result, {
    ok: false,
    error: {
      kind: 'policy',
      rule: 'most-bytes',
      detail: `${url} gives more than 1000000 bytes, and the manifest names no size that allows it`,
    },
  });
  assert.deepEqual(readdirSync(join(folder, 'partial')), []);
});

test(
  'a body that never ends is given up at once where it is longer than the size that is named',
  { timeout: 60_000 },
  async t => {
    const url = await startEndless(t, { bytes: 100_000, everyMs: 1 });
    const folder = tempFolder(t);
    const artifact = { id: 'thing', sources: [url], sha256: sha256Of(''), size: 1_000_000 };
    const result = await networkOf(folder).fetch(artifact, watch);
    assert.ok(!result.ok && result.error.kind === 'mismatch', JSON.stringify(result));
    assert.deepEqual([result.error.what, result.error.expected], ['size', '1000000']);
    assert.ok(result.error.bytes > 1_000_000 && result.error.bytes < 20_000_000, String(result.error.bytes));
  },
);

test('a server that sends less than a byte a millisecond is given up, though it never stops', async t => {
  const url = await startEndless(t, { bytes: 1, everyMs: 10 });
  // the others are not to be met, even where the machine stands still for minutes
  const timeouts = { crawlMs: 200, stallMs: 3_600_000, headersMs: 3_600_000, connectMs: 3_600_000 };
  const result = await networkOf(tempFolder(t), { timeouts }).fetch({ id: 'thing', sources: [url] }, watch);
  assert.ok(!result.ok && result.error.kind === 'unreachable');
  assert.equal(result.error.cause, 'stall');
  assert.match(result.error.detail, /^only \d+ bytes came in 0\.2 s$/);
});

test('a cached copy that has gone bad is set aside when it is used, and fetched once more', async t => {
  const body = Buffer.from('right '.repeat(1000));
  const sha256 = sha256Of(body);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const url = mirror.serve('/file', { kind: 'file', body });
  const folder = tempFolder(t);
  const fetchIt = () => networkOf(folder).fetch({ id: 'thing', sources: [url], sha256 }, watch);
  const first = await fetchIt();
  assert.ok(first.ok);
  chmodSync(first.value.path, 0o644);
  writeFileSync(first.value.path, 'wrong');
  const second = await fetchIt();
  assert.ok(second.ok);
  assert.equal(second.value.fromCache, false);
  assert.deepEqual(readFileSync(second.value.path), body);
  assert.equal(readdirSync(join(folder, 'bad')).length, 1);
  const third = await fetchIt();
  assert.ok(third.ok && third.value.fromCache);
  assert.equal(mirror.requests.length, 2);
});

test('a size that is not that of the hash is refused, whether the bytes are in the cache or not', async t => {
  const body = Buffer.from('the thing');
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const network = networkOf(tempFolder(t));
  const artifact = { id: 'thing', sources: [mirror.serve('/file', { kind: 'file', body })], sha256: sha256Of(body) };
  const cold = await network.fetch({ ...artifact, size: 8 }, watch);
  assert.equal(!cold.ok && cold.error.kind, 'mismatch');
  assert.ok((await network.fetch({ ...artifact, size: body.length }, watch)).ok);
  assert.deepEqual(await network.fetch({ ...artifact, size: 8 }, watch), {
    ok: false,
    error: { kind: 'policy', rule: 'size', detail: 'thing is to have 8 bytes, and what has its sha256 has 9' },
  });
});

test('pauses grow, are spread over their whole length, and are at least what the server asks for', () => {
  const pause = (nextTry: number, chance: number, notBeforeMs?: number) =>
    delayBefore(
      nextTry,
      { ...handTurnedClock(), random: () => chance },
      notBeforeMs === undefined ? {} : { notBeforeMs },
    );
  const longest = [2, 3, 4, 5, 6, 7, 8, 99].map(nextTry => pause(nextTry, 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
  assert.deepEqual([pause(4, 0), pause(4, 0.25), pause(4, 0.5)], [0, 500, 1000]);
  assert.deepEqual([pause(2, 0.5, 3000), pause(5, 1, 3000), pause(2, 0, 86_400_000)], [3000, 4000, 60_000]);
});

test('Retry-After is read as seconds or a date; what is neither says nothing', () => {
  const now = Date.UTC(2025, 0, 1);
  const read = (header: string | undefined) => retryAfter(header, now);
  assert.deepEqual([read('7'), read(' 0 '), read('Wed, 01 Jan 2025 00:01:00 GMT')], [7000, 0, 60_000]);
  assert.equal(read('Tue, 31 Dec 2024 00:00:00 GMT'), 0);
  assert.deepEqual([read(undefined), read('soon')], [undefined, undefined]);
});

test('408, 429 and 5xx are worth another try, but for 501 and 505; no other status is', () => {
  const again = Array.from({ length: 900 }, (_, nth) => 100 + nth).filter(worthAnotherTry);
  const fives = Array.from({ length: 100 }, (_, nth) => 500 + nth).filter(status => status !== 501 && status !== 505);
  assert.deepEqual(again, [408, 429, ...fives]);
});
