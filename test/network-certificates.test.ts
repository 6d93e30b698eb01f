import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { test, type TestContext } from 'node:test';
import { certificatesIn, environmentWithTrust, trustedCertificates } from '../engine/host/environment/certificates.js';
import { childEnvironment } from '../engine/host/environment/child-environment.js';
import { openNetwork } from '../engine/host/network/open-network.js';
import { failureText } from '../engine/report/failure-text.js';
import { place } from './support/cli.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { has } from './support/make-archive.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { oneDownload } from './support/one-download.js';
import { makePrivateCa, startTlsServer } from './support/private-ca.js';
import { tempFolder } from './support/temp-folder.js';

const BYTES = Buffer.from('signed '.repeat(100));
const HASH = sha256Of(BYTES);
const skip = !has('openssl') && 'openssl is needed to make a certificate';
const watch = { signal: new AbortController().signal, progress: () => undefined };

async function scene(t: TestContext) {
  const folder = tempFolder(t);
  const ca = makePrivateCa(folder);
  const server = await startTlsServer(ca, BYTES);
  t.after(() => server.close());
  const fetch = (trust: { readonly ca?: string; readonly env?: Readonly<Record<string, string>> }) => {
    const cacheFolder = tempFolder(t);
    const common = { mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock() };
    const network = openNetwork({ cacheFolder, ...common, ...trust });
    const source = `https://localhost:${server.port}/a`;
    return network.fetch({ id: 'thing', sources: [source], sha256: HASH }, watch);
  };
  return { folder, ca, server, fetch };
}

test(
  'a server of a private CA is trusted when --ca, SSL_CERT_FILE or NODE_EXTRA_CA_CERTS names it',
  { skip },
  async t => {
    const { ca, fetch, server } = await scene(t);
    const ways = [
      { ca: ca.caFile },
      { env: { SSL_CERT_FILE: ca.caFile } },
      { env: { NODE_EXTRA_CA_CERTS: ca.caFile, SSL_CERT_FILE: '/nowhere' } },
    ];
    for (const way of ways) {
      const result = await fetch(way);
      assert.ok(result.ok, JSON.stringify([way, result]));
    }
    assert.equal(server.asked.length, ways.length);
  },
);

test('without it the server is asked once, and the failure says what to do', { skip }, async t => {
  const { fetch, server } = await scene(t);
  const result = await fetch({});
  assert.ok(!result.ok && result.error.kind === 'unreachable');
  assert.deepEqual([result.error.cause, result.error.tries], ['tls', 1]);
  assert.deepEqual(failureText(result.error).slice(1), [
    'help: behind a proxy or on a mirror with a certificate of its own, name the file of its CA with --ca FILE',
  ]);
  assert.deepEqual(server.asked, []);
});

test('a redirect from https is followed to https, and never down to http', { skip }, async t => {
  const folder = tempFolder(t);
  const ca = makePrivateCa(folder);
  const mirror = await startMirror();
  const plain = mirror.serve('/plain', { kind: 'file', body: BYTES });
  const server = await startTlsServer(ca, BYTES, { '/up': '/there', '/down': plain, '/detour': '/down' });
  t.after(() => Promise.all([mirror.close(), server.close()]));
  const fetchPath = (path: string) => {
    const common = { mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock(), ca: ca.caFile };
    const network = openNetwork({ cacheFolder: tempFolder(t), ...common });
    const sources = [`https://localhost:${server.port}${path}`];
    return network.fetch({ id: 'thing', sources, sha256: HASH }, watch);
  };
  const up = await fetchPath('/up');
  assert.ok(up.ok, JSON.stringify(up));
  for (const path of ['/down', '/detour']) {
    const down = await fetchPath(path);
    assert.ok(!down.ok);
    assert.deepEqual(failureText(down.error), [
      `https://localhost:${server.port}${path} could not be reached: it leads from https down to http, at ${new URL(plain).host}`,
      'help: open the address in a browser to see where it leads, or name a mirror with --mirror FROM=TO',
    ]);
  }
  assert.deepEqual(mirror.requests, [], 'nothing was asked in plain text');
  assert.deepEqual(server.asked, ['/up', '/there', '/down', '/detour', '/down'], 'each is asked once');
});

test('a certificate for another name is refused, whoever signed it', { skip }, async t => {
  const { ca, server } = await scene(t);
  const common = { mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock(), ca: ca.caFile };
  const network = openNetwork({ cacheFolder: tempFolder(t), ...common });
  const source = `https://127.0.0.1:${server.port}/a`;
  const result = await network.fetch({ id: 'thing', sources: [source], sha256: HASH }, watch);
  assert.ok(!result.ok && result.error.kind === 'unreachable');
  assert.deepEqual([result.error.cause, result.error.tries], ['tls', 1]);
});

test('children are told of one file that holds the private CA and all public ones', { skip }, async t => {
  const { ca, folder } = await scene(t);
  const cache = join(folder, 'cache');
  const told = async (env: Record<string, string>, file?: string) => {
    const made = await environmentWithTrust(cache, { env, platform: 'linux', ...(file !== undefined && { ca: file }) });
    assert.ok(made.ok);
    return childEnvironment(made.value, 'linux');
  };
  const env = await told({}, ca.caFile);
  const bundle = env['PIP_CERT'] ?? assert.fail();
  for (const name of ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS'])
    assert.equal(env[name], bundle, name);
  const [own] = certificatesIn(ca.caFile);
  const inBundle = certificatesIn(bundle);
  assert.ok(own !== undefined && inBundle.includes(own));
  assert.ok(rootCertificates.every(root => inBundle.includes(root)));

  // what the user has set for a tool stays, where it was not --ca that spoke for all
  const kept = await told({ NODE_EXTRA_CA_CERTS: ca.caFile, PIP_CERT: '/mine.pem' });
  assert.deepEqual([kept['PIP_CERT'], kept['NODE_EXTRA_CA_CERTS']], ['/mine.pem', ca.caFile]);
  assert.equal(kept['REQUESTS_CA_BUNDLE'], bundle);
  assert.deepEqual((await told({}))['PIP_CERT'], undefined, 'nobody named one: tools keep their own');
});

test(
  'the file that children are told of is taken up again, and made anew where it is damaged or a certificate has changed',
  { skip },
  async t => {
    const { ca, folder } = await scene(t);
    const [cache, file] = [join(folder, 'cache'), join(folder, 'own.pem')];
    const told = async () => {
      const made = await environmentWithTrust(cache, { env: {}, platform: 'linux', ca: file });
      assert.ok(made.ok);
      const bundle = made.value['PIP_CERT'] ?? assert.fail();
      return { bundle, text: readFileSync(bundle, 'utf8'), inode: statSync(bundle).ino };
    };
    writeFileSync(file, readFileSync(ca.caFile));
    const first = await told();
    assert.deepEqual(await told(), first, 'the very same file');
    writeFileSync(first.bundle, first.text.slice(0, 5000));
    const { bundle, text } = await told();
    assert.deepEqual([bundle, text], [first.bundle, first.text]);
    writeFileSync(file, '');
    assert.equal((await told()).text.includes(certificatesIn(ca.caFile)[0] ?? assert.fail()), false);
  },
);

const systemBundle = '/etc/ssl/certs/ca-certificates.crt';
const noBundle = !existsSync(systemBundle) && 'this system keeps its certificates elsewhere';

test('what the system trusts is trusted, beside what Node brings', { skip: noBundle }, () => {
  const trusted = new Set(trustedCertificates({ env: {}, platform: 'linux' }));
  const missing = [...certificatesIn(systemBundle), ...rootCertificates].filter(each => !trusted.has(each));
  assert.deepEqual(missing, []);
});

test('a bundle that cannot be written is a failure with its path', { skip }, async t => {
  const { ca, folder } = await scene(t);
  const made = await environmentWithTrust(join(folder, 'ca.pem'), { env: {}, platform: 'linux', ca: ca.caFile });
  assert.ok(!made.ok);
  assert.deepEqual([made.error.operation, made.error.code], ['write', 'ENOTDIR']);
});

test('a line of a certificate file that is broken spoils none of the others', { skip }, async t => {
  const { ca, folder } = await scene(t);
  const path = join(folder, 'mixed.pem');
  const good = readFileSync(ca.caFile, 'utf8');
  writeFileSync(path, `# comment\r\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${good}`);
  assert.equal(certificatesIn(path).length, 1);
});

test('--ca installs from a server of a private CA; a file without certificates is wrong usage', { skip }, async t => {
  const { ca, server } = await scene(t);
  const here = place(t);
  here.write('sam3d-install.yaml', oneDownload({ url: `https://localhost:${server.port}/a`, sha256: HASH }));
  const empty = here.write('empty.pem', 'nothing\n');
  const wrong = await here.cli(['--ca', empty]);
  assert.equal(wrong.code, 64, wrong.stderr);
  assert.match(wrong.stderr, /It is no file with certificates in PEM\./);
  const without = await here.cli([]);
  assert.equal(without.code, 1, without.stderr);
  const done = await here.cli([], { env: { SAM3D_INSTALL_CA: ca.caFile } });
  assert.equal(done.code, 0, done.stderr);
  assert.deepEqual(readFileSync(join(here.root, 'thing.bin')), BYTES);
});
