import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Failure } from '../engine/model/failure.js';
import { failureClass } from '../engine/model/failure.js';
import type { PlannedArtifact } from '../engine/model/plan.js';
import type { Progress } from '../engine/model/ports.js';
import { openNetwork, type NetworkOptions } from '../engine/host/network/open-network.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { has, through } from './support/make-archive.js';
import { deadUrl, sha256Of, startMirror } from './support/mirror.js';
import { NEW_KEY } from './support/private-ca.js';

const mirror = await startMirror();
const other = await startMirror('localhost');
const folder = await mkdtemp(join(tmpdir(), 'network-test-'));
after(async () => {
  await mirror.close();
  await other.close();
  await rm(folder, { recursive: true, force: true });
});

const BYTES = Buffer.from('one two three '.repeat(1000));
const HASH = sha256Of(BYTES);
let count = 0;

/** A network with a cache of its own. */
function network(options: Partial<NetworkOptions> = {}) {
  const clock = handTurnedClock();
  const cacheFolder = join(folder, String(count++));
  const port = openNetwork({
    cacheFolder,
    mirrors: [],
    offline: false,
    userAgent: 'test/1',
    clock,
    ...options,
  });
  return {
    clock,
    cacheFolder,
    async fetch(artifact: Partial<PlannedArtifact>, signal = new AbortController().signal) {
      const seen: Progress[] = [];
      const watch = { signal, progress: (progress: Progress) => void seen.push(progress) };
      const result = await port.fetch({ id: 'thing', sources: [], ...artifact }, watch);
      return { result, seen };
    },
    /** What lies in the cache, but for empty folders. */
    async left(): Promise<string[]> {
      const all = await readdir(cacheFolder, { recursive: true, withFileTypes: true }).catch(() => []);
      return all.filter(entry => entry.isFile()).map(entry => entry.name);
    },
  };
}

async function failureOf(artifact: Partial<PlannedArtifact>, options: Partial<NetworkOptions> = {}): Promise<Failure> {
  const net = network(options);
  const { result } = await net.fetch(artifact);
  assert.ok(!result.ok, 'the fetch went well, and should not have');
  assert.deepEqual(await net.left(), [], 'a failed fetch leaves nothing in the cache');
  return result.error;
}

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

test('redirects are followed, and a name and password go to no other origin', async () => {
  const end = other.serve('/end', { kind: 'file', body: BYTES });
  const start = mirror.serve('/start', { kind: 'redirect', to: '/middle' });
  mirror.serve('/middle', { kind: 'redirect', to: end, status: 307 });
  const net = network();
  const { result } = await net.fetch({ sources: [start.replace('//', '//me:s3cret@')], sha256: HASH });
  assert.ok(result.ok);
  assert.equal(result.value.source, start);
  const authorization = (path: string, at = mirror) =>
    at.requests.find(asked => asked.path === path)?.headers.authorization;
  assert.equal(authorization('/start'), `Basic ${Buffer.from('me:s3cret').toString('base64')}`);
  assert.equal(authorization('/middle'), authorization('/start'));
  assert.ok(other.requests.some(({ path }) => path === '/end'));
  assert.equal(authorization('/end', other), undefined);
});

test('a host is told the user agent that is meant for it, also behind a redirect', async () => {
  const end = other.serve('/agent', { kind: 'file', body: BYTES });
  const start = mirror.serve('/agent', { kind: 'redirect', to: end });
  for (const [host, told] of [
    ['localhost', ['test/1', 'choosy/2 (+mail)']],
    ['127.0.0.1', ['choosy/2 (+mail)', 'test/1']],
    ['elsewhere.test', ['test/1', 'test/1']],
  ] as const) {
    const { result } = await network({ userAgents: new Map([[host, 'choosy/2 (+mail)']]) }).fetch({ sources: [start] });
    assert.ok(result.ok, JSON.stringify(result));
    const seen = [mirror, other].map(at => at.requests.findLast(({ path }) => path === '/agent'));
    assert.deepEqual(
      seen.map(asked => asked?.headers['user-agent']),
      told,
    );
  }
});

test('a redirect in a circle ends after ten', async () => {
  const url = mirror.serve('/circle', { kind: 'redirect', to: '/circle' });
  const failure = await failureOf({ sources: [url], sha256: HASH });
  assert.deepEqual(failure, {
    kind: 'unreachable',
    url,
    cause: 'redirect',
    detail: 'more than 10 redirects',
    tries: 1,
  });
  assert.equal(mirror.requests.filter(({ path }) => path === '/circle').length, 11);
});

test('a redirect to a data: URL or to plain http elsewhere is not followed', async () => {
  const details = [];
  for (const to of ['data:text/plain,hello', 'http://192.0.2.1/thing']) {
    const url = mirror.serve('/elsewhere', { kind: 'redirect', to });
    const failure = await failureOf({ sources: [url], sha256: HASH });
    assert.ok(failure.kind === 'unreachable' && failure.cause === 'redirect');
    details.push(failure.detail);
  }
  assert.deepEqual(details, ['it leads to data:, not to https:', 'it leads to plain http, at 192.0.2.1']);
});

test('plain http is refused but on this machine', async () => {
  const failure = await failureOf({ sources: ['http://192.0.2.1/thing'], sha256: HASH });
  assert.deepEqual(failure, { kind: 'policy', rule: 'https', detail: 'http://192.0.2.1/thing is not an https URL' });
});

test('no password appears in a failure', async () => {
  const dead = (await deadUrl('/x?token=abc')).replace('//', '//me:s3cret@');
  const sources = ['http://me:s3cret@192.0.2.1/thing', dead, 'file://me:s3cret@host/etc/passwd'];
  const text = JSON.stringify(await failureOf({ sources, sha256: HASH }, { tries: 1 }));
  assert.ok(text.includes('192.0.2.1/thing') && text.includes('token=***'));
  assert.ok(!text.includes('s3cret') && !text.includes('abc'), text);
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

test('a server that speaks no TLS, or not in time, is told apart, and only the slow one is asked again', async () => {
  const wrong = await failureOf({ sources: [mirror.url.replace('http:', 'https:')], sha256: HASH });
  assert.ok(wrong.kind === 'unreachable');
  assert.deepEqual([wrong.cause, wrong.tries], ['tls', 1]);
  const mute = createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const url = `https://127.0.0.1:${(mute.address() as AddressInfo).port}/`;
  const options = { tries: 2, timeouts: { connectMs: 30 } };
  const late = await failureOf({ sources: [url], sha256: HASH }, options);
  mute.close();
  const detail = 'no connection within 0.03 s';
  assert.deepEqual(late, { kind: 'unreachable', url, cause: 'timeout', detail, tries: 2 });
});

test(
  'a certificate that nobody vouches for is not tried again',
  { skip: !has('openssl') && 'openssl is needed to make one' },
  async () => {
    const [key, cert] = ['key.pem', 'cert.pem'].map(name => join(folder, name)) as [string, string];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = ['req', '-x509', ...NEW_KEY, '-days', '1', ...subject, '-keyout', key, '-out', cert];
    through('openssl', made, Buffer.alloc(0));
    const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) =>
      response.end(BYTES),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const failure = await failureOf({ sources: [url], sha256: HASH });
    server.close();
    assert.ok(failure.kind === 'unreachable');
    assert.deepEqual([failure.cause, failure.tries], ['tls', 1]);
    assert.match(failure.detail, /SELF_SIGNED/);
  },
);
