import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LENGTH, never, serve, network } from './support/serving.js';

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

test('a list is read to where its length says, whatever is sent behind it', async t => {
  for (const length of [10, 1_500_000]) {
    const list = 'a list, \n'.repeat(length / 10).padEnd(length, '.');
    const { url } = await serve(t, (_, response) => {
      response.writeHead(200, { 'content-length': length }).end(`${list}and what is hidden`);
    });
    const got = await network(t).read(url, never);
    assert.ok(got.ok && got.value === list, `${length} bytes`);
  }
});
