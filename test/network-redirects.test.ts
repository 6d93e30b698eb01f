import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { has, through } from './support/make-archive.js';
import { deadUrl } from './support/mirror.js';
import { NEW_KEY } from './support/private-ca.js';
import { mirror, other, folder, BYTES, HASH, network, failureOf } from './support/fetching.js';

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
