import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Version } from '../engine/host/cache/partial-file.js';
import { mostBytesOf } from '../engine/host/network/download-limits.js';
import { continues } from '../engine/host/network/range.js';
import { tempFolder } from './support/temp-folder.js';
import { BYTES, HASH, LENGTH, serve, network } from './support/serving.js';

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
    ['a.bin', 'none', true],
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
