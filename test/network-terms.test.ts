import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ArtifactCache, Claim } from '../engine/host/cache/artifact-cache.js';
import type { Version } from '../engine/host/cache/partial-file.js';
import { mostBytesOf } from '../engine/host/network/download-limits.js';
import type { Incoming } from '../engine/host/network/incoming.js';
import { openNetwork, type NetworkOptions } from '../engine/host/network/open-network.js';
import { openable } from '../engine/host/network/openable.js';
import { pieces } from '../engine/host/network/pieces.js';
import { createPlainRule } from '../engine/host/network/plain-rule.js';
import { continues } from '../engine/host/network/range.js';
import { takeTurn } from '../engine/host/network/take-turn.js';
import { Lapse, troubleOf } from '../engine/host/network/trouble.js';
import type { PlannedArtifact } from '../engine/model/plan.js';
import { failureText } from '../engine/report/failure-text.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of } from './support/mirror.js';
import { tempFolder } from './support/temp-folder.js';

/** Terms on which a server is believed, each with what would be wrong without it. */

const BYTES = Buffer.from('just so '.repeat(500));
const HASH = sha256Of(BYTES);
const LENGTH = { 'content-length': BYTES.length };
const never = new AbortController().signal;
const watch = { signal: never, progress: () => undefined };

type Answering = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown;

async function serve(t: TestContext, answering: Answering) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answering(request, response, asked.length - 1);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file` };
}

function network(t: TestContext, options: Partial<NetworkOptions> = {}) {
  const clock = handTurnedClock();
  const common = { cacheFolder: tempFolder(t), mirrors: [], offline: false, userAgent: 'test/1', clock };
  const port = openNetwork({ ...common, ...options });
  const fetch = (url: string, wanted: Partial<PlannedArtifact> = { sha256: HASH }) =>
    port.fetch({ id: 'thing', sources: [url], ...wanted }, watch);
  return { ...port, clock, fetch };
}

test('all five redirects are followed, and no login in a Location is used', async t => {
  const statuses = [301, 302, 303, 307, 308];
  const { url, asked } = await serve(t, ({ headers: { host } }, response, nth) => {
    const status = statuses[nth];
    if (status === undefined) return response.writeHead(200, LENGTH).end(BYTES);
    return response.writeHead(status, { location: `http://me:planted@${host}/${nth}` }).end();
  });
  const result = await network(t).fetch(url);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(
    asked.map(({ url: path, headers }) => [path, headers.authorization]),
    ['/file', '/0', '/1', '/2', '/3', '/4'].map(path => [path, undefined]),
  );
});

test('a redirect to letters that are written as they are leads to what a browser would ask for', async t => {
  const places = { '/file': 'b\u00fccher/\u2713', '/b%C3%BCcher/%E2%9C%93': '/caf\u00e9' };
  const { url, asked } = await serve(t, ({ url: path = '' }, response) => {
    const to = places[path as keyof typeof places];
    if (to === undefined) return response.writeHead(200, LENGTH).end(BYTES);
    const isUtf8 = path === '/file';
    response.writeHead(302, { location: isUtf8 ? Buffer.from(`/${to}`).toString('latin1') : to });
    return response.end();
  });
  const result = await network(t).fetch(url);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(
    asked.map(({ url: path }) => path),
    ['/file', '/b%C3%BCcher/%E2%9C%93', '/caf%C3%A9'],
  );
});

test('a login goes to no other port of the same host', async t => {
  const end = await serve(t, (_, response) => response.writeHead(200, LENGTH).end(BYTES));
  const start = await serve(t, (_, response) => response.writeHead(302, { location: end.url }).end());
  const result = await network(t).fetch(start.url.replace('//', '//me:s3cret@'));
  assert.ok(result.ok, JSON.stringify(result));
  assert.notEqual(start.asked[0]?.headers.authorization, undefined);
  assert.equal(end.asked[0]?.headers.authorization, undefined);
});

test('where no hash is known a size tells what is too short and what is too long, however it is sent', async t => {
  const bodies = [BYTES.subarray(1), Buffer.concat([BYTES, BYTES]), Buffer.alloc(0)];
  for (const body of bodies) {
    for (const isChunked of [false, true]) {
      const headers = isChunked ? {} : { 'content-length': body.length };
      const { url, asked } = await serve(t, (_, response) => response.writeHead(200, headers).end(body));
      const result = await network(t).fetch(url, { size: BYTES.length });
      assert.ok(!result.ok && result.error.kind === 'mismatch', JSON.stringify(result));
      assert.deepEqual([result.error.what, result.error.got], ['size', String(body.length)]);
      assert.equal(asked.length, 1);
    }
  }
});

test('of a file of another size nothing is kept for a later run', async t => {
  const cacheFolder = tempFolder(t);
  const { url } = await serve(t, (_, response) => response.writeHead(200, { ...LENGTH, etag: '"v1"' }).end(BYTES));
  const wrong = await network(t, { cacheFolder }).fetch(url, { sha256: HASH, size: 1000 });
  assert.ok(!wrong.ok && wrong.error.kind === 'mismatch', JSON.stringify(wrong));
  const left = readdirSync(cacheFolder, { recursive: true, encoding: 'utf8' }).map(name => join(cacheFolder, name));
  const filled = left.filter(path => statSync(path).isFile() && statSync(path).size > 0);
  assert.deepEqual(filled, []);
});

test('a server that promises another size is left before the body comes', async t => {
  const { url } = await serve(t, (_, response) => response.writeHead(200, { 'content-length': 2_000_000 }).write('x'));
  const wrong = await network(t).fetch(url, { size: 1000 });
  assert.ok(!wrong.ok && wrong.error.kind === 'mismatch', JSON.stringify(wrong));
  assert.equal(wrong.error.got, '2000000');
  const long = await network(t, { mostBytes: 1_000_000 }).fetch(url, {});
  assert.ok(!long.ok && long.error.kind === 'policy', JSON.stringify(long));
  assert.equal(long.error.rule, 'most-bytes');
});

test('what has no size may have 64 GiB under a hash, 8 without one', () => {
  const GIB = 1024 ** 3;
  assert.deepEqual(
    [mostBytesOf({}), mostBytesOf({ sha256: HASH }), mostBytesOf({ size: 1 })],
    [8 * GIB, 64 * GIB, Infinity],
  );
});

test('a rest that ends early, without a length of its own, is short, and is asked for again', async t => {
  const half = BYTES.length / 2;
  const etag = '"v1"';
  const { url, asked } = await serve(t, ({ headers }, response, nth) => {
    const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
    if (from === undefined) {
      response.writeHead(200, { ...LENGTH, etag });
      return response.write(BYTES.subarray(0, half), () => setImmediate(() => response.socket?.end()));
    }
    response.writeHead(206, { etag, 'content-range': `bytes ${from}-${BYTES.length - 1}/${BYTES.length}` });
    return response.end(nth === 1 ? BYTES.subarray(half, half + 10) : BYTES.subarray(Number(from)));
  });
  const { fetch, clock } = network(t);
  const result = await fetch(url);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(readFileSync(result.value.path), BYTES);
  assert.equal(clock.slept.length, 2);
  assert.deepEqual(
    asked.map(({ headers }) => headers.range),
    [undefined, `bytes=${half}-`, `bytes=${half + 10}-`],
  );
});

test('only exactly the range that was asked for, of the same version and length, is put behind what is there', () => {
  const version: Version = { source: 'x', validator: '"v1"', total: 100 };
  const right = { 'content-range': 'bytes 10-49/100', etag: '"v1"' };
  const fits = (headers: Readonly<Record<string, string>>, isHashed = true) => {
    const answer = { status: 206, header: (name: string) => headers[name], drop: () => undefined };
    return continues({ ...answer, body: () => assert.fail() }, { next: 10, to: 50 }, { ...version, isHashed });
  };
  assert.ok(fits(right) && fits({ ...right, 'content-encoding': 'identity' }));
  const unsaid = { 'content-range': right['content-range'] };
  assert.deepEqual([fits(unsaid, true), fits(unsaid, false)], [true, false], 'a version unsaid is for a hash to judge');
  const wrong = [
    '9-49/100',
    '11-49/100',
    '10-48/100',
    '10-50/100',
    '10-49/101',
    '10-49/*',
    '*/100',
    '10-49/100, 1-2/3',
  ];
  for (const range of wrong) assert.equal(fits({ ...right, 'content-range': `bytes ${range}` }), false, range);
  for (const odd of [{ etag: '"v2"' }, { etag: 'W/"v1"' }, { 'content-encoding': 'gzip' }, { 'content-range': '' }])
    assert.equal(fits({ ...right, ...odd }), false, JSON.stringify(odd));
});

test('what is packed itself may be called encoded; anything else that is needs a hash', async t => {
  const cases = [
    ['a.tar.gz', 'gzip', true],
    ['a.tgz', 'X-GZIP', true],
    ['a.tar.zst', 'zstd', true],
    ['a.bin', '', true],
    ['a.bin', 'Identity', true],
    ['a.tar.gz', 'br', false],
    ['a.tar.gz', 'gzip, gzip', false],
    ['a.bin', 'gzip', false],
  ] as const;
  for (const [name, encoding, isTaken] of cases) {
    const { url } = await serve(t, (_, response) =>
      response.writeHead(200, { ...LENGTH, 'content-encoding': encoding }).end(BYTES),
    );
    const result = await network(t).fetch(new URL(name, url).href, {});
    assert.equal(result.ok, isTaken, `${name} ${encoding}`);
    if (!result.ok) assert.ok(result.error.kind === 'policy' && result.error.rule === 'identity-encoding');
  }
});

test('plain http is for this machine, and for the very server that a mirror names', () => {
  const mayBePlain = createPlainRule([{ from: 'https://a.test/', to: 'http://mirror.test:8080/x/' }]);
  const may = (url: string) => openable(url, mayBePlain).ok;
  for (const url of [
    'https://b.test/',
    'http://127.0.0.1/',
    'http://127.9.9.9:1/',
    'http://[::1]/',
    'http://localhost/',
  ])
    assert.ok(may(url), url);
  for (const url of ['http://mirror.test:8080/y', 'http://MIRROR.test:8080/']) assert.ok(may(url), url);
  for (const url of ['http://mirror.test/', 'http://mirror.test:8081/', 'http://a.test/', 'http://127.0.0.1.test/'])
    assert.ok(!may(url), url);
  for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'data:,x', 'nothing', '']) assert.ok(!may(url), url);
});

test('what a broken connection means, and whether it is worth another try', () => {
  const said = (error: Error & { readonly code?: string }) => {
    const { failure, again } = troubleOf(error, 'https://files.test/a');
    return failure.kind === 'unreachable' ? [failure.cause, again] : [failure.kind];
  };
  const coded = (code: string) => said(Object.assign(new Error('oh'), { code }));
  const codes: Readonly<Record<string, readonly [string, boolean]>> = {
    ECONNREFUSED: ['connect', true],
    EHOSTUNREACH: ['connect', true],
    ETIMEDOUT: ['timeout', true],
    ENOTFOUND: ['dns', true],
    EAI_AGAIN: ['dns', true],
    ECONNRESET: ['reset', true],
    EPIPE: ['reset', true],
    HPE_INVALID_CONSTANT: ['reset', true],
    ERR_STREAM_PREMATURE_CLOSE: ['short', true],
    CERT_HAS_EXPIRED: ['tls', false],
    CERT_NOT_YET_VALID: ['tls', false],
    DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', false],
    SELF_SIGNED_CERT_IN_CHAIN: ['tls', false],
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', false],
    ERR_TLS_CERT_ALTNAME_INVALID: ['tls', false],
    INVALID_PURPOSE: ['tls', false],
    INVALID_CA: ['tls', false],
    PATH_LENGTH_EXCEEDED: ['tls', false],
    CRL_HAS_EXPIRED: ['tls', false],
    ERROR_IN_CERT_NOT_AFTER_FIELD: ['tls', false],
    EPROTO: ['tls', false],
  };
  for (const [code, expected] of Object.entries(codes)) assert.deepEqual(coded(code), expected, code);
  assert.deepEqual(said(new Lapse('stall', 'x')), ['stall', true]);
  assert.deepEqual(said(new Lapse('timeout', 'x')), ['timeout', true]);
});

test('what went wrong with TLS or HTTP is said in words, with the remedy for just that', () => {
  const said = (code: string, reason = 'oh') => {
    const { failure } = troubleOf(Object.assign(new Error(reason), { code }), 'https://files.test/a');
    return failureText(failure).map(line => line.replace('https://files.test/a could not be reached: ', ''));
  };
  const clock = 'help: look whether the clock of this machine is right; if it is, name a mirror with --mirror FROM=TO';
  assert.deepEqual(said('CERT_HAS_EXPIRED'), ['its certificate has expired (CERT_HAS_EXPIRED)', clock]);
  assert.deepEqual(said('CERT_NOT_YET_VALID'), ['its certificate is not valid yet (CERT_NOT_YET_VALID)', clock]);
  assert.deepEqual(said('ERR_TLS_CERT_ALTNAME_INVALID'), [
    'its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    'help: something else may answer in its place: open the address in a browser, or name a mirror with --mirror FROM=TO',
  ]);
  assert.deepEqual(said('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), [
    'nobody whom this machine trusts vouches for its certificate (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)',
    'help: behind a proxy or on a mirror with a certificate of its own, name the file of its CA with --ca FILE',
  ]);
  for (const [code, reason] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'x'],
    ['EPROTO', 'write EPROTO 40:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:x'],
  ] as const)
    assert.deepEqual(said(code, reason), [
      `it speaks no TLS there (${code})`,
      'help: look whether the address and its port are right; plain http is for what --mirror names, as http://',
    ]);
  assert.equal(
    said(
      'EPROTO',
      'write EPROTO 80:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:x.c:1:\n',
    )[0],
    'tlsv1 alert protocol version (EPROTO)',
  );
  assert.equal(said('HPE_INVALID_CONSTANT')[0], 'what answers there does not keep to HTTP (HPE_INVALID_CONSTANT)');
  assert.equal(said('ETIMEDOUT', '')[0], 'no connection in time (ETIMEDOUT)');
  assert.equal(
    said('INVALID_PURPOSE', 'unsuitable certificate purpose')[0],
    'unsuitable certificate purpose (INVALID_PURPOSE)',
  );
});

test('a disk that is slow is not the fault of the server', async () => {
  const limits = { connectMs: 1, headersMs: 1, stallMs: 20, crawlMs: 20 };
  let stopped: Error | undefined;
  let left = 3;
  const incoming: Incoming = {
    next: async () => (left-- > 0 ? { bytes: Buffer.from('x'), release: () => undefined } : undefined),
    stop: error => (stopped ??= error),
  };
  let came = 0;
  for await (const { bytes } of pieces(incoming, { limits, signal: never })) {
    came += bytes.length;
    await new Promise(resolve => setTimeout(resolve, 60));
  }
  assert.deepEqual([came, stopped], [3, undefined]);
});

test('another run that still writes is waited for, however long it takes', async () => {
  let looks = 0;
  const claim = { partial: undefined, release: () => Promise.resolve() } as unknown as Claim;
  const cache = {
    claim: () =>
      Promise.resolve({ ok: true, value: ++looks < 500 ? { heldBy: 'it', bytes: looks, writtenAt: looks } : claim }),
    find: () => Promise.resolve({ ok: true, value: undefined }),
    begin: () => assert.fail('it is not waited for'),
  } as unknown as ArtifactCache;
  const turn = await takeTurn(HASH, { cache, clock: handTurnedClock(), watch, patienceMs: 1000 });
  assert.deepEqual(turn, { ok: true, value: claim });
});

test('where no lock can be had a run downloads into a file of its own, and where nothing can be written it says so', async () => {
  const own = { discard: () => Promise.resolve() };
  const turn = (operation: string) => {
    const error = { kind: 'file', operation, path: '/x', code: 'EPERM' };
    const cache = {
      claim: () => Promise.resolve({ ok: false, error }),
      begin: () => Promise.resolve({ ok: true, value: own }),
    } as unknown as ArtifactCache;
    return takeTurn(HASH, { cache, clock: handTurnedClock(), watch, patienceMs: 1000 });
  };
  const alone = await turn('lock');
  assert.ok(alone.ok && 'partial' in alone.value && (alone.value.partial as unknown) === own);
  const stuck = await turn('write');
  assert.ok(!stuck.ok && stuck.error.kind === 'file' && stuck.error.operation === 'write');
});

test('a clock that is put back while another run hangs prolongs nothing', async () => {
  const clock = handTurnedClock();
  let slept = 0;
  const earlier = { ...clock, now: () => clock.now() - slept * 3_600_000 };
  const own = { discard: () => Promise.resolve() };
  const cache = {
    claim: () => Promise.resolve({ ok: true, value: { heldBy: 'it', bytes: 1, writtenAt: 1 } }),
    begin: () => Promise.resolve({ ok: true, value: own }),
  } as unknown as ArtifactCache;
  const sleep = async () => {
    assert.ok(slept++ < 100, 'it waits for ever');
  };
  const turn = await takeTurn(HASH, { cache, clock: { ...earlier, sleep }, watch, patienceMs: 1000 });
  assert.ok(turn.ok && 'partial' in turn.value);
});

test('who waits for an answer, or reads one, is let go at once when it is cancelled', async t => {
  const { url, asked } = await serve(t, ({ url: path }, response) => {
    if (path === '/list') response.writeHead(200, LENGTH).write('half');
  });
  const port = network(t);
  for (const begin of [
    (signal: AbortSignal) => port.stream(url, signal),
    (signal: AbortSignal) => port.read(new URL('/list', url).href, signal),
  ]) {
    const stop = new AbortController();
    const before = asked.length;
    const ended = begin(stop.signal);
    while (asked.length === before) await new Promise(setImmediate);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    stop.abort();
    assert.deepEqual(await ended, { ok: false, error: { kind: 'cancelled' } });
  }
});

test('a list that is read is asked for again as a download is, and no sooner than its server wants', async t => {
  const { url, asked } = await serve(t, (_, response, nth) =>
    nth % 2 === 0 ? response.writeHead(429, { 'retry-after': '7' }).end() : response.writeHead(200).end('a list'),
  );
  const port = network(t);
  assert.deepEqual(await port.read(url, never), { ok: true, value: 'a list' });
  const streamed = await port.stream(url, never);
  assert.ok(streamed.ok);
  assert.equal(streamed.value.status, 200);
  streamed.value.drop();
  assert.deepEqual([port.clock.slept, asked.length], [[7000, 7000], 4]);
});

test('a list that was encoded on the way, is far too long, or comes from a proxy that wants a login, is none', async t => {
  const said = [];
  for (const [status, headers] of [
    [200, { 'content-encoding': 'gzip' }],
    [200, { 'content-length': 600 * 1024 * 1024 }],
    [407, {}],
  ] as const) {
    const { url, asked } = await serve(t, (_, response) => response.writeHead(status, headers).write('x'));
    const result = await network(t).read(url, never);
    assert.ok(!result.ok);
    const { error } = result;
    said.push([error.kind === 'policy' ? error.rule : error.kind === 'unreachable' ? error.cause : '', asked.length]);
  }
  assert.deepEqual(said, [
    ['identity-encoding', 1],
    ['longest-text', 1],
    ['proxy', 1],
  ]);
});
