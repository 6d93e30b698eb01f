import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import { never, network, serve } from './support/serving.js';

/** What a server says of a file that nobody downloads, as `validate --online` and `lock --online` ask for it. */

type Answers = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown;

async function said(t: TestContext, answers: Answers) {
  const { url, asked } = await serve(t, (request, response, nth) => {
    answers(request, response, nth);
    response.end();
  });
  const asking = network(t);
  const answer = await asking.ask(url, never);
  assert.ok(answer.ok, JSON.stringify(answer));
  const { movedTo, ...rest } = answer.value;
  const moved = movedTo !== undefined && { movedTo: new URL(movedTo).pathname };
  return {
    ...rest,
    ...moved,
    asked: asked.map(({ method, url: path }) => `${method} ${path}`),
    slept: asking.clock.slept,
  };
}

const WITHOUT_HEAD = ['HEAD /file', 'GET /file'];

test('a size and a strong ETag are taken from the head of the answer, and nothing else is asked', async t => {
  const answers: Answers = (_, response) => response.writeHead(200, { 'content-length': 123, etag: '"one"' });
  assert.deepEqual(await said(t, answers), {
    status: 200,
    size: 123,
    validator: '"one"',
    asked: ['HEAD /file'],
    slept: [],
  });
  const weak: Answers = (_, response) => response.writeHead(200, { 'content-length': 123, etag: 'W/"one"' });
  assert.deepEqual(await said(t, weak), { status: 200, size: 123, asked: ['HEAD /file'], slept: [] });
});

test('where HEAD is refused, or tells of encoded bytes, the first byte is asked for', async t => {
  const whole = { 'content-range': 'bytes 0-0/123', 'content-length': 1 };
  const heads: readonly (readonly [number, Record<string, string | number>])[] = [
    [405, {}],
    [200, { 'content-length': 50, 'content-encoding': 'gzip' }],
    [200, {}],
  ];
  for (const [status, head] of heads) {
    const answers: Answers = ({ method, headers }, response) => {
      if (method === 'HEAD') return response.writeHead(status, head);
      assert.equal(headers.range, 'bytes=0-0');
      return response.writeHead(206, whole).write('x');
    };
    assert.deepEqual(await said(t, answers), { status: 200, size: 123, asked: WITHOUT_HEAD, slept: [] });
  }
});

test('of an encoded answer the size is not known, however it is asked', async t => {
  const answers: Answers = (_, response) =>
    response.writeHead(200, { 'content-length': 50, 'content-encoding': 'gzip' });
  assert.deepEqual(await said(t, answers), { status: 200, asked: WITHOUT_HEAD, slept: [] });
});

test('an empty file, which has no first byte, is there', async t => {
  const answers: Answers = ({ method }, response) =>
    method === 'HEAD' ? response.writeHead(405) : response.writeHead(416, { 'content-range': 'bytes */0' });
  assert.deepEqual(await said(t, answers), { status: 200, size: 0, asked: WITHOUT_HEAD, slept: [] });
});

test('a redirect that is for good is told, one that is for now is not', async t => {
  for (const [status, told] of [
    [301, { movedTo: '/there' }],
    [308, { movedTo: '/there' }],
    [302, {}],
    [307, {}],
  ] as const) {
    const answers: Answers = ({ url }, response) =>
      url === '/file'
        ? response.writeHead(status, { location: '/there' })
        : response.writeHead(200, { 'content-length': 5 });
    assert.deepEqual(await said(t, answers), {
      status: 200,
      size: 5,
      ...told,
      asked: ['HEAD /file', 'HEAD /there'],
      slept: [],
    });
  }
});

test('where only HEAD is sent elsewhere, nothing has moved', async t => {
  const answers: Answers = ({ method, url }, response) => {
    if (method === 'GET')
      return response.writeHead(206, { 'content-range': 'bytes 0-0/7', 'content-length': 1 }).write('x');
    return url === '/file' ? response.writeHead(301, { location: '/no' }) : response.writeHead(404);
  };
  const asked = ['HEAD /file', 'HEAD /no', 'GET /file'];
  assert.deepEqual(await said(t, answers), { status: 200, size: 7, asked, slept: [] });
});

test('a server that has no time is asked again when it wants to be', async t => {
  const answers: Answers = (_, response, nth) =>
    nth < 2 ? response.writeHead(503, { 'retry-after': '7' }) : response.writeHead(200, { 'content-length': 5 });
  assert.deepEqual(await said(t, answers), {
    status: 200,
    size: 5,
    asked: [...WITHOUT_HEAD, 'HEAD /file'],
    slept: [7000],
  });
});
