import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { failureClass } from '../engine/model/failure.js';
import { deadUrl } from './support/mirror.js';
import { mirror, BYTES, HASH, network, failureOf } from './support/fetching.js';

test('a server that is overloaded twice is asked a third time, after growing pauses', async () => {
  const busy = { kind: 'status', status: 503 } as const;
  const url = mirror.serve('/busy', busy, busy, { kind: 'file', body: BYTES });
  const net = network();
  const { result } = await net.fetch({ sources: [url], sha256: HASH });
  assert.ok(result.ok);
  assert.deepEqual(net.clock.slept, [250, 500]);
});

test('Retry-After is waited for, but never longer than a minute', async () => {
  const headers = [
    { 'retry-after': '7' },
    { 'retry-after': '86400' },
    { 'retry-after': 'Wed, 01 Jan 2025 00:01:37 GMT' },
  ];
  const [a, b, c] = headers.map(each => ({ kind: 'status', status: 429, headers: each }) as const);
  assert.ok(a && b && c);
  const url = mirror.serve('/retry-after', a, b, c, { kind: 'file', body: BYTES });
  const net = network();
  assert.ok((await net.fetch({ sources: [url], sha256: HASH })).result.ok);
  // the date is 97 s after the clock's start, of which 67 s have passed
  assert.deepEqual(net.clock.slept, [7000, 60_000, 30_000]);
});

test('after the last try the failure is the status, and counts as unreachable', async () => {
  const url = mirror.serve('/500', { kind: 'status', status: 500 });
  const failure = await failureOf({ sources: [url], sha256: HASH }, { tries: 3 });
  assert.deepEqual(failure, { kind: 'http-status', url, status: 500 });
  assert.equal(failureClass(failure), 'unreachable');
  assert.equal(mirror.requests.filter(({ path }) => path === '/500').length, 3);
});

test('501 is an answer, not a hiccup', async () => {
  const url = mirror.serve('/501', { kind: 'status', status: 501 });
  await failureOf({ sources: [url], sha256: HASH });
  assert.equal(mirror.requests.filter(({ path }) => path === '/501').length, 1);
});

test('a port where nobody listens is unreachable, with the number of tries', async () => {
  const url = await deadUrl();
  const failure = await failureOf({ sources: [url], sha256: HASH }, { tries: 2 });
  assert.ok(failure.kind === 'unreachable');
  const detail = 'nobody answers there (ECONNREFUSED)';
  assert.deepEqual(failure, { kind: 'unreachable', url, cause: 'connect', detail, tries: 2 });
});

test('a reset connection is tried again, from the start when the server has no strong ETag', async () => {
  const url = mirror.serve('/reset', { kind: 'reset', body: BYTES, after: 5000 }, { kind: 'file', body: BYTES });
  const net = network();
  assert.ok((await net.fetch({ sources: [url], sha256: HASH })).result.ok);
  assert.deepEqual(
    mirror.requests.filter(({ path }) => path === '/reset').map(({ headers }) => headers.range),
    [undefined, undefined],
  );
});

test('a weak ETag is none to go on from: it may stay the same over a change', async () => {
  const cut = { kind: 'truncate', body: BYTES, after: 5000, etag: 'W/"v1"' } as const;
  const url = mirror.serve('/weak', cut, { kind: 'file', body: BYTES, etag: 'W/"v1"', ranges: true });
  assert.ok((await network().fetch({ sources: [url], sha256: HASH })).result.ok);
  assert.deepEqual(
    mirror.requests.filter(({ path }) => path === '/weak').map(({ headers }) => headers.range),
    [undefined, undefined],
  );
});

test('with a strong ETag only the missing rest is asked for', async () => {
  const etag = '"v1"';
  const whole = { kind: 'file', body: BYTES, etag, ranges: true } as const;
  const url = mirror.serve('/resume', { kind: 'truncate', body: BYTES, after: 5000, etag }, whole);
  const net = network();
  const { result } = await net.fetch({ sources: [url], sha256: HASH });
  assert.ok(result.ok);
  assert.deepEqual(await readFile(result.value.path), BYTES);
  const second = mirror.requests.filter(({ path }) => path === '/resume')[1]?.headers;
  assert.equal(second?.range, 'bytes=5000-');
  assert.equal(second?.['if-range'], etag);
});

test('when the file has changed meanwhile it is fetched from the start', async () => {
  const older = Buffer.from('x'.repeat(9000));
  const whole = { kind: 'file', body: BYTES, etag: '"v2"', ranges: true } as const;
  const url = mirror.serve('/changed', { kind: 'truncate', body: older, after: 5000, etag: '"v1"' }, whole);
  const net = network();
  const { result } = await net.fetch({ sources: [url], sha256: HASH });
  assert.ok(result.ok);
  assert.deepEqual(await readFile(result.value.path), BYTES);
});

test('a rest that belongs to another version of the file is not appended', async () => {
  const older = Buffer.from('x'.repeat(9000));
  const url = mirror.serve(
    '/mixed',
    { kind: 'truncate', body: older, after: 5000, etag: '"v1"' },
    { kind: 'file', body: BYTES, etag: '"v2"', ranges: 'always' },
  );
  const net = network();
  const { result } = await net.fetch({ sources: [url], sha256: HASH });
  assert.ok(result.ok);
  assert.deepEqual(await readFile(result.value.path), BYTES);
  assert.deepEqual(
    mirror.requests.filter(({ path }) => path === '/mixed').map(({ headers }) => headers.range),
    [undefined, 'bytes=5000-', undefined],
  );
});

test('a server that cannot continue is asked for the whole', async () => {
  const etag = '"v1"';
  const url = mirror.serve(
    '/no-range',
    { kind: 'truncate', body: BYTES, after: 5000, etag },
    { kind: 'status', status: 416 },
    { kind: 'file', body: BYTES, etag },
  );
  const net = network();
  assert.ok((await net.fetch({ sources: [url], sha256: HASH })).result.ok);
});

test('a 206 that nobody asked for is not taken for the file', async () => {
  const url = mirror.serve('/206', { kind: 'status', status: 206 });
  assert.deepEqual(await failureOf({ sources: [url], sha256: HASH }), { kind: 'http-status', url, status: 206 });
});

test('a body that ends early, with no hash to tell, is still short', async () => {
  const url = mirror.serve('/short', { kind: 'truncate', body: BYTES, after: 5000 });
  const failure = await failureOf({ sources: [url] }, { tries: 2 });
  assert.deepEqual(failure, {
    kind: 'unreachable',
    url,
    cause: 'short',
    detail: 'the connection was closed before the end',
    tries: 2,
  });
});

test('a server that stops sending is given up after the stall limit', async () => {
  const url = mirror.serve('/stall', { kind: 'stall', body: BYTES, after: 5000 });
  const failure = await failureOf({ sources: [url], sha256: HASH }, { tries: 1, timeouts: { stallMs: 40 } });
  const detail = 'no byte came for 0.04 s';
  assert.deepEqual(failure, { kind: 'unreachable', url, cause: 'stall', detail, tries: 1 });
});

test('a server that never answers is given up after the header limit', async () => {
  const url = mirror.serve('/silence', { kind: 'silence' });
  const failure = await failureOf({ sources: [url], sha256: HASH }, { tries: 1, timeouts: { headersMs: 40 } });
  const detail = 'no answer within 0.04 s';
  assert.deepEqual(failure, { kind: 'unreachable', url, cause: 'timeout', detail, tries: 1 });
});
