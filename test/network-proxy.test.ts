import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { openNetwork, type NetworkOptions } from '../engine/host/network/open-network.js';
import { createProxyFor } from '../engine/host/network/proxy-for.js';
import { failureText } from '../engine/report/failure-text.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { startProxy, type ProxyManners } from './support/loopback-proxy.js';
import { has } from './support/make-archive.js';
import { deadUrl, sha256Of, startMirror } from './support/mirror.js';
import { makePrivateCa, startTlsServer, type PrivateCa } from './support/private-ca.js';
import { tempFolder } from './support/temp-folder.js';

const BYTES = Buffer.from('behind the proxy '.repeat(500));
const HASH = sha256Of(BYTES);
const noTls = !has('openssl') && 'openssl is needed to make a certificate';
/** One for all tests: to make its keys takes long. */
let made: PrivateCa | undefined;
const privateCa = () => (made ??= makePrivateCa(mkdtempSync(join(tmpdir(), 'network-proxy-'))));
after(() => made && rmSync(dirname(made.caFile), { recursive: true, force: true }));

const watch = { signal: new AbortController().signal, progress: () => undefined };

interface Scene {
  readonly manners?: ProxyManners;
  readonly env: (port: number) => Readonly<Record<string, string>>;
  readonly url?: string;
}

/** One fetch of a host that only the proxy knows. */
async function fetchThrough(t: TestContext, { manners = {}, env, url = 'https://files.test/a' }: Scene) {
  const folder = tempFolder(t);
  const ca = privateCa();
  const server = await startTlsServer(ca, BYTES);
  const proxy = await startProxy(server.port, manners);
  t.after(() => Promise.all([server.close(), proxy.close()]));
  const network = openNetwork({
    cacheFolder: join(folder, 'cache'),
    mirrors: [],
    offline: false,
    userAgent: 'test/1',
    clock: handTurnedClock(),
    tries: 2,
    timeouts: { connectMs: 2000 },
    ca: ca.caFile,
    env: env(proxy.port),
  });
  const result = await network.fetch({ id: 'thing', sources: [url], sha256: HASH }, watch);
  return { result, server, proxy };
}

test('https goes through a tunnel of the proxy, with its login', { skip: noTls }, async t => {
  const { result, server, proxy } = await fetchThrough(t, {
    manners: { login: 'me:p@ss word' },
    env: port => ({ HTTPS_PROXY: `http://me:p%40ss%20word@127.0.0.1:${port}` }),
  });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(await readFile(result.value.path), BYTES);
  const login = `Basic ${Buffer.from('me:p@ss word').toString('base64')}`;
  assert.deepEqual(proxy.asked, [{ what: 'CONNECT files.test:443', login }]);
  assert.deepEqual(server.asked, ['/a']);
});

test('a proxy that wants a login says so, is asked once, and no password is shown', { skip: noTls }, async t => {
  const { result, proxy, server } = await fetchThrough(t, {
    manners: { login: 'me:right' },
    env: port => ({ https_proxy: `http://me:s3cret@127.0.0.1:${port}` }),
  });
  assert.ok(!result.ok);
  assert.deepEqual(
    failureText(result.error).map(line => line.replace(/:\d+ /, ':PORT ')),
    [
      'https://files.test/a could not be reached: the proxy 127.0.0.1:PORT answered 407: it wants a login',
      'help: look at HTTPS_PROXY; a login is written http://NAME:PASSWORD@HOST:PORT, exceptions are in NO_PROXY',
    ],
  );
  assert.equal(proxy.asked.length, 1);
  assert.deepEqual(server.asked, []);
  assert.ok(!JSON.stringify(result).includes('s3cret'));
});

test('what a proxy answers is never taken for what the server says', { skip: noTls }, async t => {
  for (const status of ['404 Not Found', '302 Found\r\nLocation: https://evil.test/', '206 Partial']) {
    const { result } = await fetchThrough(t, {
      manners: { answer: `HTTP/1.1 ${status}\r\nContent-Length: 5\r\n\r\nhello` },
      env: port => ({ HTTPS_PROXY: `127.0.0.1:${port}` }),
    });
    assert.ok(!result.ok && result.error.kind === 'unreachable', status);
    assert.deepEqual([result.error.cause, result.error.tries], ['proxy', 1]);
  }
});

test('a proxy that is overloaded is asked again, one that never answers is given up', { skip: noTls }, async t => {
  const busy = await fetchThrough(t, {
    manners: { answer: 'HTTP/1.1 503 Busy\r\n\r\n' },
    env: port => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` }),
  });
  assert.ok(!busy.result.ok && busy.result.error.kind === 'unreachable');
  assert.deepEqual([busy.result.error.cause, busy.result.error.tries], ['proxy', 2]);

  const proxy = await startProxy(1, { answer: '' });
  t.after(() => proxy.close());
  const network = openNetwork({
    cacheFolder: tempFolder(t),
    mirrors: [],
    offline: false,
    userAgent: 'test/1',
    clock: handTurnedClock(),
    tries: 1,
    timeouts: { connectMs: 40 },
    env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` },
  });
  const mute = await network.fetch({ id: 'thing', sources: ['https://files.test/a'], sha256: HASH }, watch);
  const detail = `no connection through the proxy 127.0.0.1:${proxy.port} within 0.04 s`;
  assert.deepEqual(mute, {
    ok: false,
    error: { kind: 'unreachable', url: 'https://files.test/a', cause: 'timeout', detail, tries: 1 },
  });
});

test('a proxy where nobody listens, or of a kind that is not known, is unreachable', { skip: noTls }, async t => {
  const dead = new URL(await deadUrl()).host;
  const said = [];
  for (const HTTPS_PROXY of [`http://${dead}`, 'http://no.invalid:1', 'socks5://127.0.0.1:1', 'http://me:a/b@c:1']) {
    const { result } = await fetchThrough(t, { env: () => ({ HTTPS_PROXY }) });
    assert.ok(!result.ok && result.error.kind === 'unreachable');
    const { cause, detail, tries } = result.error;
    said.push([cause, detail.replace(/ \(E[A-Z_]+\)$/, ''), tries]);
  }
  assert.deepEqual(said, [
    ['proxy', `the proxy ${dead}: nobody answers there`, 2],
    ['proxy', 'the proxy no.invalid:1: the name no.invalid is not known', 2],
    ['proxy', 'socks5 proxies are not supported', 1],
    ['proxy', 'the variable that names the proxy holds no address; in a login # is written %23, / %2F and @ %40', 1],
  ]);
});

test('a proxy that hangs up, or answers something else than HTTP, is named', { skip: noTls }, async t => {
  const said = [];
  for (const answer of ['\n', 'what?\r\n\r\n']) {
    const { result, proxy } = await fetchThrough(t, {
      manners: { answer },
      env: port => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` }),
    });
    assert.ok(!result.ok && result.error.kind === 'unreachable');
    said.push([result.error.cause, result.error.detail.replace(`:${proxy.port}`, ''), result.error.tries]);
  }
  assert.deepEqual(said, [
    ['proxy', 'the proxy 127.0.0.1: it closed the connection without an answer', 2],
    ['proxy', 'the proxy 127.0.0.1 does not answer in HTTP', 1],
  ]);
});

test('through a proxy too a certificate for another name is refused, also of an address', { skip: noTls }, async t => {
  for (const url of ['https://[2001:db8::1]/a', 'https://192.0.2.1/a', 'https://other.test/a']) {
    const { result, server, proxy } = await fetchThrough(t, {
      env: port => ({ HTTPS_PROXY: `http://localhost:${port}` }),
      url,
    });
    assert.equal(proxy.asked[0]?.what, `CONNECT ${new URL(url).host}:443`);
    assert.ok(!result.ok && result.error.kind === 'unreachable', url);
    assert.deepEqual([result.error.cause, result.error.tries], ['tls', 1]);
    assert.equal(result.error.detail, 'its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)');
    assert.deepEqual(server.asked, [], url);
  }
});

test('a proxy may itself be asked by https, when its certificate is trusted', { skip: noTls }, async t => {
  const ca = privateCa();
  const server = await startTlsServer(ca, BYTES);
  const mirror = await startMirror();
  const plain = await startProxy(Number(new URL(mirror.url).port), { tls: ca });
  const tunnel = await startProxy(server.port, { tls: ca });
  t.after(() => Promise.all([server.close(), mirror.close(), plain.close(), tunnel.close()]));
  mirror.serve('/a', { kind: 'file', body: BYTES });
  const fetchWith = (trust: { readonly ca?: string }, mirrors: NetworkOptions['mirrors'] = []) => {
    const env = { HTTPS_PROXY: `https://localhost:${tunnel.port}`, HTTP_PROXY: `https://localhost:${plain.port}` };
    const common = { cacheFolder: tempFolder(t), offline: false, userAgent: 'test/1', clock: handTurnedClock() };
    const artifact = { id: 'thing', sources: ['https://files.test/a'], sha256: HASH };
    return openNetwork({ ...common, ...trust, env, mirrors }).fetch(artifact, watch);
  };
  const toPlain = [{ from: 'https://files.test/', to: 'http://mirror.test/' }];
  for (const [mirrors, { port }] of [[[], tunnel] as const, [toPlain, plain] as const]) {
    const good = await fetchWith({ ca: ca.caFile }, mirrors);
    assert.ok(good.ok, JSON.stringify(good));
    const bad = await fetchWith({}, mirrors);
    assert.ok(!bad.ok && bad.error.kind === 'unreachable');
    assert.deepEqual([bad.error.cause, bad.error.tries], ['tls', 1]);
    assert.match(
      bad.error.detail,
      new RegExp(`^the proxy localhost:${port}: nobody whom .+ \\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\\)$`),
    );
  }
  assert.deepEqual([tunnel.asked.length, plain.asked.length], [1, 1]);
});

test('a password of a proxy with a bare % in it is taken as it is written', { skip: noTls }, async t => {
  const { result } = await fetchThrough(t, {
    manners: { login: 'me:50%off' },
    env: port => ({ HTTPS_PROXY: `http://me:50%off@127.0.0.1:${port}` }),
  });
  assert.ok(result.ok, JSON.stringify(result));
});

test('plain http of a named mirror is asked of the proxy as a whole URL', async t => {
  const mirror = await startMirror();
  mirror.serve('/a', { kind: 'file', body: BYTES });
  const proxy = await startProxy(Number(new URL(mirror.url).port), { login: 'me:pw' });
  t.after(() => Promise.all([mirror.close(), proxy.close()]));
  const fetchWith = (login: string) => {
    const network = openNetwork({
      cacheFolder: tempFolder(t),
      mirrors: [{ from: 'https://files.test/', to: 'http://mirror.test:8080/' }],
      offline: false,
      userAgent: 'test/1',
      clock: handTurnedClock(),
      env: { HTTP_PROXY: `http://${login}@127.0.0.1:${proxy.port}` },
    });
    return network.fetch({ id: 'thing', sources: ['https://files.test/a'], sha256: HASH }, watch);
  };
  const good = await fetchWith('me:pw');
  assert.ok(good.ok, JSON.stringify(good));
  assert.equal(proxy.asked[0]?.what, 'GET http://mirror.test:8080/a');
  const bad = await fetchWith('me:wrong');
  assert.ok(!bad.ok && bad.error.kind === 'unreachable');
  assert.deepEqual([bad.error.cause, bad.error.detail], ['proxy', 'the proxy wants a login (407)']);
});

test('which URLs go through which proxy', () => {
  const shown = (env: Record<string, string>, ...urls: readonly string[]) => {
    const proxyFor = createProxyFor(env, 'linux');
    return urls.map(url => proxyFor(new URL(url))?.href);
  };
  const P = { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:2' };
  assert.deepEqual(shown(P, 'https://a.test/', 'http://a.test/'), ['http://p:1/', 'http://q:2/']);
  assert.deepEqual(shown({ HTTPS_PROXY: 'http://p:1', https_proxy: 'http://low:1' }, 'https://a.test/'), [
    'http://low:1/',
  ]);
  assert.deepEqual(shown({ ALL_PROXY: 'p:1' }, 'https://a.test/', 'http://a.test/'), ['http://p:1/', 'http://p:1/']);
  assert.deepEqual(shown(P, 'https://localhost/', 'http://127.0.0.1:8/', 'https://[::1]/'), [
    undefined,
    undefined,
    undefined,
  ]);
  const direct = (NO_PROXY: string, url: string) => shown({ ...P, NO_PROXY }, url)[0] === undefined;
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['*', 'https://a.test/', true],
    ['a.test', 'https://a.test/', true],
    ['a.test', 'https://deep.a.test/', true],
    ['.a.test', 'https://a.test/', true],
    ['*.a.test', 'https://deep.a.test/', true],
    ['a.test', 'https://nota.test/', false],
    ['b.test, A.test', 'https://a.test/', true],
    ['a.test:443', 'https://a.test/', true],
    ['a.test:8443', 'https://a.test/', false],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['::2', 'https://[::2]/', true],
    ['[::2]:443', 'https://[::2]/', true],
    ['[::2]:444', 'https://[::2]/', false],
    ['a.test.', 'https://a.test/', true],
    ['a.test', 'https://a.test./', true],
    ['0.0.0.3', 'https://10.0.0.3/', false],
    ['', 'https://a.test/', false],
  ];
  for (const [noProxy, url, expected] of cases) assert.equal(direct(noProxy, url), expected, `${noProxy} ${url}`);
});
