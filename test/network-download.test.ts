import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { failureClass } from '../engine/model/failure.js';
import { deadUrl } from './support/mirror.js';
import { mirror, BYTES, HASH, network, failureOf } from './support/fetching.js';

test('a download lands in the cache under its hash, read-only, and is marked verified', async () => {
  const url = mirror.serve('/good', { kind: 'file', body: BYTES });
  const net = network();
  const { result, seen } = await net.fetch({ sources: [url], sha256: HASH, size: BYTES.length });
  assert.ok(result.ok);
  const { path, ...rest } = result.value;
  assert.deepEqual(rest, { sha256: HASH, bytes: BYTES.length, source: url, fromCache: false, verified: true });
  assert.deepEqual(await readFile(path), BYTES);
  assert.equal((await stat(path)).mode & 0o222, 0, 'nobody may write to it');
  assert.deepEqual(await net.left(), [HASH]);
  assert.deepEqual(seen.at(-1), { phase: 'download', done: BYTES.length, total: BYTES.length, unit: 'bytes' });
  const { headers } = mirror.requests.at(-1) ?? assert.fail();
  assert.equal(headers['accept-encoding'], 'identity');
  assert.equal(headers['user-agent'], 'test/1');
});

test('a second fetch takes the cached copy and asks nobody', async () => {
  const url = mirror.serve('/once', { kind: 'file', body: BYTES }, { kind: 'status', status: 500 });
  const net = network();
  await net.fetch({ sources: [url], sha256: HASH });
  const { result } = await net.fetch({ sources: [url], sha256: HASH });
  assert.ok(result.ok);
  assert.equal(result.value.fromCache, true);
  assert.equal(result.value.source, url);
  assert.equal(mirror.requests.filter(({ path }) => path === '/once').length, 1);
});

test('two callers who want the same artifact share one download', async () => {
  const url = mirror.serve('/shared', { kind: 'file', body: BYTES });
  const net = network();
  const [one, two] = await Promise.all([1, 2].map(() => net.fetch({ sources: [url], sha256: HASH })));
  assert.ok(one?.result.ok && two?.result.ok);
  assert.equal(mirror.requests.filter(({ path }) => path === '/shared').length, 1);
});

test('one of two callers may leave, and the other still gets the file', async () => {
  const url = mirror.serve('/leave', { kind: 'slow', body: BYTES, chunk: 100 });
  const net = network();
  const leaving = new AbortController();
  const both = [
    net.fetch({ sources: [url], sha256: HASH }, leaving.signal),
    net.fetch({ sources: [url], sha256: HASH }),
  ];
  leaving.abort();
  const [left, stayed] = await Promise.all(both);
  assert.deepEqual(left?.result, { ok: false, error: { kind: 'cancelled' } });
  assert.ok(stayed?.result.ok);
});

test('a cancelled download ends at once and leaves nothing behind', async () => {
  const url = mirror.serve('/cancelled', { kind: 'stall', body: BYTES, after: 100 });
  const net = network();
  const stop = new AbortController();
  const seen = net.fetch({ sources: [url], sha256: HASH }, stop.signal);
  while (!mirror.requests.some(({ path }) => path === '/cancelled')) await new Promise(setImmediate);
  stop.abort();
  assert.deepEqual((await seen).result, { ok: false, error: { kind: 'cancelled' } });
  assert.deepEqual(await net.left(), []);
});

test('an artifact without a hash is fetched, hashed and marked unverified, once a run', async () => {
  const url = mirror.serve('/unverified', { kind: 'file', body: BYTES });
  const net = network();
  const first = await net.fetch({ sources: [url] });
  const second = await net.fetch({ sources: [url] });
  assert.ok(first.result.ok && second.result.ok);
  assert.equal(first.result.value.verified, false);
  assert.equal(first.result.value.sha256, HASH);
  assert.deepEqual(second.result.value, { ...first.result.value, fromCache: true });
  assert.equal(mirror.requests.filter(({ path }) => path === '/unverified').length, 1);
});

test('--locked refuses an artifact that no hash covers, and asks nobody', async () => {
  const url = mirror.serve('/locked', { kind: 'file', body: BYTES });
  assert.deepEqual(await failureOf({ sources: [url] }, { locked: true }), {
    kind: 'policy',
    rule: 'locked',
    detail: 'thing is covered by no hash',
  });
  assert.equal(mirror.requests.filter(({ path }) => path === '/locked').length, 0);
});

test('--offline says so, for what is not in the cache', async () => {
  const url = mirror.serve('/offline', { kind: 'file', body: BYTES });
  const failure = await failureOf({ sources: [url], sha256: HASH }, { offline: true });
  assert.deepEqual(failure, { kind: 'unreachable', url, cause: 'offline', detail: 'not in the cache', tries: 0 });
});

test('404 is absent and 403 is refused, and neither is asked again', async () => {
  const absent = mirror.serve('/404', { kind: 'status', status: 404 });
  const refused = mirror.serve('/403', { kind: 'status', status: 403 });
  const classes = [];
  for (const url of [absent, refused]) {
    const failure = await failureOf({ sources: [url], sha256: HASH });
    assert.equal(failure.kind, 'http-status');
    classes.push(failureClass(failure));
    assert.equal(mirror.requests.filter(({ path }) => url.endsWith(path)).length, 1);
  }
  assert.deepEqual(classes, ['absent', 'refused']);
});

test('a login page instead of the file is named for what it is, not cached, and not asked for again in this run', async () => {
  const url = mirror.serve('/login', { kind: 'login-page' });
  const net = network();
  const { result } = await net.fetch({ sources: [url], sha256: HASH });
  assert.ok(!result.ok && result.error.kind === 'mismatch');
  const { got, bytes, ...rest } = result.error;
  assert.match(got, /^[0-9a-f]{64}$/);
  assert.ok(bytes > 0);
  assert.deepEqual(rest, { kind: 'mismatch', url, what: 'sha256', expected: HASH, looksLike: 'an HTML page' });
  assert.deepEqual((await net.fetch({ sources: [url], sha256: HASH })).result, result);
  assert.deepEqual(await net.left(), []);
  assert.equal(mirror.requests.filter(({ path }) => path === '/login').length, 1);
});

test('the next source is taken when one gives wrong bytes', async () => {
  const wrong = mirror.serve('/wrong', { kind: 'file', body: Buffer.from('something else') });
  const right = mirror.serve('/right', { kind: 'file', body: BYTES });
  const net = network();
  const { result } = await net.fetch({ sources: [wrong, right], sha256: HASH });
  assert.ok(result.ok);
  assert.equal(result.value.source, right);
  assert.deepEqual(await readFile(result.value.path), BYTES);
});

test('a file of another size is given up before all of it has come', async () => {
  const body = Buffer.alloc(8 * 1024 * 1024, 'x');
  const url = mirror.serve('/too-big', { kind: 'file', body });
  const failure = await failureOf({ sources: [url], size: 1000 });
  assert.deepEqual(failure, {
    kind: 'mismatch',
    url,
    what: 'size',
    expected: '1000',
    got: String(body.length),
    bytes: body.length,
    looksLike: 'plain text',
  });
});

test('when every source fails, each failure is kept, and one that could not be asked outweighs the others', async () => {
  const absent = mirror.serve('/gone', { kind: 'status', status: 404 });
  const failure = await failureOf({ sources: [absent, await deadUrl()], sha256: HASH }, { tries: 1 });
  assert.ok(failure.kind === 'sources');
  assert.deepEqual(
    failure.failures.map(({ kind }) => kind),
    ['http-status', 'unreachable'],
  );
  assert.equal(failureClass(failure), 'unreachable');
});

test('bytes that were gzipped on the way are caught by the hash, and without one refused', async () => {
  const url = mirror.serve('/encoded', { kind: 'gzip-encoded', body: BYTES });
  const caught = await failureOf({ sources: [url], sha256: HASH });
  assert.ok(caught.kind === 'mismatch');
  assert.equal(caught.looksLike, 'a gzip archive');
  const refused = await failureOf({ sources: [url] });
  assert.ok(refused.kind === 'policy');
  assert.equal(refused.rule, 'identity-encoding');
});
