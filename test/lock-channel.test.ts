import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { storeAsZstd } from '../engine/host/rehearsal/store-as-zstd.js';
import { parsePackageLock } from '../engine/lockfile/package-lock-text.js';
import { place, platformHere, shown, type Place } from './support/cli.js';
import { corpusFiles, withoutCorpus } from './support/corpus.js';
import { startProxy } from './support/loopback-proxy.js';
import { has } from './support/make-archive.js';
import { sha256Of, startMirror, type Mirror } from './support/mirror.js';
import { makePrivateCa } from './support/private-ca.js';
import { unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const packages = [...corpusFiles('conda', 'rattler'), ...corpusFiles('conda', 'cph')].filter(file =>
  /\.(conda|tar\.bz2)$/.test(file),
);

interface Index {
  readonly name: string;
  readonly version: string;
  readonly subdir?: string | null;
}

/** Serves real packages as a channel does. */
async function serveChannel(mirror: Mirror): Promise<void> {
  for (const [path, body] of await (channel ??= madeChannel())) mirror.serve(path, { kind: 'file', body });
}

let channel: Promise<ReadonlyMap<string, Buffer>> | undefined;

/** Path → bytes: packages, and the lists that are made of what the packages say of themselves. */
async function madeChannel(): Promise<ReadonlyMap<string, Buffer>> {
  const served = new Map<string, Buffer>();
  const lists = new Map<string, Record<'packages' | 'packages.conda', Record<string, object>>>();
  for (const file of packages) {
    const [name, bytes] = [basename(file), readFileSync(file)];
    const { result, into } = await bench.unpack(name, bytes, { pick: { 'info/index.json': 'index.json' } });
    if (!result.ok) continue; // made to try out unpacking, and no package at all
    const index = JSON.parse(readFileSync(join(into, 'index.json'), 'utf8')) as Index;
    if (typeof index.subdir !== 'string') continue;
    const list = lists.get(index.subdir) ?? { packages: {}, 'packages.conda': {} };
    const record = { depends: [], ...index, sha256: sha256Of(bytes), size: bytes.length };
    list[name.endsWith('.conda') ? 'packages.conda' : 'packages'][name] = record;
    lists.set(index.subdir, list);
    served.set(`/real/${index.subdir}/${name}`, bytes);
  }
  for (const subdir of ['linux-64', 'osx-64', 'win-64', 'noarch']) {
    // a real list is long
    const info = { subdir, padding: subdir === 'linux-64' ? 'x'.repeat(4_000_000) : '' };
    const list = { info, packages: {}, 'packages.conda': {}, ...lists.get(subdir) };
    const text = Buffer.from(JSON.stringify(list));
    // as channels do: one has it compressed, another only as it is
    if (subdir === 'noarch') {
      served.set(`/real/${subdir}/repodata.json.zst`, storeAsZstd(text));
    } else served.set(`/real/${subdir}/repodata.json`, text);
  }
  return served;
}

function listsIn(here: Place): ReadonlyMap<string, readonly string[]> {
  const lock = parsePackageLock(readFileSync(join(here.work, 'sam3d-install.lock.json'), 'utf8'));
  assert.ok(lock.ok);
  return new Map([...lock.value.requests].map(([key, { list }]) => [key, list]));
}

/** The address and the hash of the real file. */
function pinned(subdir: string, name: string): string {
  const file = packages.find(each => basename(each) === name) ?? '';
  return `https://channel.test/real/${subdir}/${name}#sha256:${sha256Of(readFileSync(file))}`;
}

test(
  'a channel of real packages is solved for several platforms, and --locked hands the very files to the tool',
  { skip: withoutCorpus(packages) },
  async t => {
    const here = place(t);
    const mirror = await startMirror();
    t.after(() => mirror.close());
    await serveChannel(mirror);
    const tool = JSON.stringify(join(here.bin, 'stand-in'));
    const common = `tool: ${tool}, prefix: _env, channels: ['https://channel.test/real']`;
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: sample
title: A sample
platforms: { linux-64: {}, win-64: {}, osx-64: {} }
steps:
  nested:
    uses: conda
    with: { ${common}, packages: [clobber-nested-2, 'clobber-1=0.1.0', 'clobber-2<1', 'clobber-python=*=pypy'] }
  certificates: { needs: [nested], when: { platform: linux-64 }, uses: conda, with: { ${common}, packages: [ca-certificates] } }
`,
    );
    const ask = (...args: readonly string[]) => here.cli([...args, '--mirror', `https://channel.test/=${mirror.url}/`]);
    const locked = await ask('lock');
    assert.equal(locked.code, 0, shown(locked));
    assert.equal(locked.stderr, '');
    const files = [
      pinned('noarch', 'clobber-1-0.1.0-h4616a5c_0.tar.bz2'),
      pinned('noarch', 'clobber-2-0.2.0-h4616a5c_0.tar.bz2'),
      pinned('noarch', 'clobber-nested-1-0.1.0-h4616a5c_0.tar.bz2'),
      pinned('noarch', 'clobber-nested-2-0.1.0-h4616a5c_0.tar.bz2'),
      pinned('noarch', 'clobber-nested-3-0.1.0-h4616a5c_0.tar.bz2'),
      pinned('noarch', 'clobber-pypy-0.1.0-h4616a5c_0.conda'),
      pinned('noarch', 'clobber-python-0.1.0-pypy.conda'),
    ];
    const lists = listsIn(here);
    for (const platform of ['linux-64', 'win-64', 'osx-64']) {
      assert.deepEqual(lists.get(`${platform}, default: nested, conda`), files, platform);
    }
    const certificates = [pinned('linux-64', 'ca-certificates-2024.7.4-hbcca054_0.conda')];
    assert.deepEqual(lists.get('linux-64, default: certificates, conda'), certificates);
    assert.deepEqual(
      mirror.requests.filter(({ path }) => /\.(conda|tar\.bz2)$/.test(path)),
      [],
      'no package is downloaded to be locked',
    );

    const plan = async (...args: readonly string[]) => {
      const end = await here.cli(['plan', '--platform', 'win-64', ...args]);
      assert.equal(end.code, 0, shown(end));
      return end.stdout;
    };
    const byName = await plan();
    assert.match(byName, /^ {7}lock {8}7 packages; --locked takes just these$/m);
    assert.match(byName, /^ {7}unverified {2}packages of conda channels, by name$/m);
    const byLock = await plan('--locked');
    assert.match(byLock, /^ {7}lock {8}just the 7 packages that the lock has, by their hashes$/m);
    assert.doesNotMatch(byLock, /^ {7}unverified|sha256:/m);
    const { steps } = JSON.parse(await plan('--locked', '--json')) as {
      readonly steps: readonly { readonly attempts: readonly { readonly locked: object }[] }[];
    };
    assert.deepEqual(steps[0]?.attempts[0]?.locked, { packages: files, taken: true });

    if (platformHere() !== 'linux-64') return t.diagnostic('only linux-64 has the certificates');
    const record = join(here.folder, 'record.txt');
    // a stand-in that records what it is given, and says that it did nothing
    here.program(
      'stand-in',
      `echo "run: $*" >> ${record}; while [ $# -gt 0 ]; do if [ "$1" = --file ]; then while read -r line; do echo "$line" >> ${record}; done < "$2"; fi; shift; done; exit 1`,
    );
    await ask('install', '--locked');
    const runs = readFileSync(record, 'utf8').split(/^run: .*\n/m);
    const asTold = (list: readonly string[]) =>
      `@EXPLICIT\n${list.map(line => line.replace('https://channel.test', mirror.url)).join('\n')}\n`;
    assert.equal(runs[1], asTold(files), runs.join('---'));
  },
);

test(
  'packages that do not fit together are told in the words of the solver, and the rest is locked',
  { skip: withoutCorpus(packages) },
  async t => {
    const here = place(t);
    const mirror = await startMirror();
    t.after(() => mirror.close());
    await serveChannel(mirror);
    const step = (packages_: string) =>
      `{ uses: conda, with: { tool: tool, prefix: _${packages_}, channels: ['https://channel.test/real'], packages: [${packages_}] } }`;
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: sample
title: A sample
platforms: { osx-64: {} }
steps:
  mock: ${step('mock')}
  empty: ${step('empty')}
`,
    );
    const end = await here.cli(['lock', '--mirror', `https://channel.test/=${mirror.url}/`]);
    assert.equal(end.code, 1, shown(end));
    assert.match(
      end.stdout,
      /^failed +osx-64, default: mock, conda\n +solving mock of https:\/\/channel\.test\/real: expected packages that fit together, got none\n( +\|.*\n)* +\|.*\b(pbr|six|python)\b/m,
    );
    assert.match(end.stdout, /^new +osx-64, default: empty, conda: 1 package$/m);
  },
);

async function tlsChannel(t: TestContext) {
  const here = place(t);
  const ca = makePrivateCa(here.folder);
  const record = {
    'tool-1.0-0.conda': {
      name: 'tool',
      version: '1.0',
      build: '0',
      build_number: 0,
      depends: [],
      sha256: 'a'.repeat(64),
    },
  };
  const server = createServer({ key: ca.key, cert: ca.cert }, ({ url = '' }, response) => {
    if (!url.endsWith('/repodata.json')) return void response.writeHead(404).end();
    const subdir = url.split('/').at(-2) ?? '';
    const list = subdir === 'noarch' ? {} : record;
    response.end(JSON.stringify({ info: { subdir }, packages: {}, 'packages.conda': list }));
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { linux-64: {} }
steps:
  tool: { uses: conda, with: { tool: tool, prefix: _env, channels: ['https://files.test/free/'], packages: [tool] } }
`,
  );
  return { here, ca, port: (server.address() as AddressInfo).port };
}

test(
  'a channel is solved through a proxy and with the certificates of --ca, and without them the remedy is told',
  { skip: !has('openssl') && 'openssl is needed to make a certificate' },
  async t => {
    const { here, ca, port } = await tlsChannel(t);
    const proxy = await startProxy(port);
    t.after(() => proxy.close());
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const bare = await here.cli(['lock'], { env });
    assert.equal(bare.code, 1, shown(bare));
    assert.match(
      bare.stdout,
      /^ +https:\/\/files\.test\/free\/\S+ could not be reached: .*\n +help: behind a proxy .* name the file of its CA with --ca FILE$/m,
    );
    const trusted = await here.cli(['lock', '--ca', ca.caFile], { env });
    assert.equal(trusted.code, 0, shown(trusted));
    const list = [`https://files.test/free/linux-64/tool-1.0-0.conda#sha256:${'a'.repeat(64)}`];
    assert.deepEqual(listsIn(here).get('linux-64, default: tool, conda'), list);
    assert.deepEqual([...new Set(proxy.asked.map(({ what }) => what))], ['CONNECT files.test:443']);
  },
);
