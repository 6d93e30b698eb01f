import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { storeAsZstd } from '../engine/host/rehearsal/store-as-zstd.js';
import { sumsIn, sumsScanner } from '../engine/lockfile/sums-scanner.js';
import { place, platformHere, shown, type Place } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { sha256Of, startMirror, type Mirror } from './support/mirror.js';

const HERE = platformHere();
const OTHER = HERE === 'win-64' ? 'linux-64' : 'win-64';
const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];

const hashOf = (text: string, ...urls: readonly string[]) => sumsIn(text).sumOf(urls)?.sha256;

test('a list of checksums is read as sha256sum, shasum --tag and certutil write it, and by the longest name', () => {
  const url = 'https://h.test/v1/linux/tool%20one.zip?x=1';
  assert.equal(hashOf(`${B}  other.zip\n${A}  tool one.zip\n`, url), A);
  assert.equal(hashOf(`${A.toUpperCase()} *./tool one.zip\r\n`, url), A);
  assert.equal(hashOf(`SHA256 (other.zip) = ${B}\nSHA256 (tool one.zip) = ${A}\n`, url), A);
  assert.equal(hashOf(`\n${A}\n`, url), A, 'one hash alone');
  assert.equal(hashOf(`${B}  tool one.zip\n${A}  linux/tool one.zip\n`, url), A);
  assert.equal(hashOf(`${A}  xtool one.zip\n${B}  one.zip\n`, url), undefined, 'a name is whole');
  assert.equal(hashOf(`${A}\n${B}\n`, url), undefined, 'which of two is not known');
  assert.equal(hashOf('<html>no such page</html>', url), undefined);
  assert.equal(hashOf(`${A}  second.zip`, 'https://h.test/first.zip', 'https://h.test/second.zip'), A);
});

test('the list of a channel is searched in pieces of any length, for files of its own folder only', () => {
  const record = (sha256: string, more: object = {}) => ({ depends: ['a "{" \\'], sha256, size: 7, ...more });
  const list = JSON.stringify({
    info: { subdir: 'linux-64' },
    removed: ['tool-1-0.conda'],
    packages: { 'tool-1-0.tar.bz2': record(B), 'xtool-1-0.conda': record(B) },
    'packages.conda': { 'lib-2-0.conda': record(B, { size: 'big' }), 'tool-1-0.conda': record(A, { note: '}' }) },
  });
  const url = (subdir: string) => `https://h.test/free/${subdir}/tool-1-0.conda`;
  for (const length of [1, 7, 100, list.length]) {
    const scanner = sumsScanner('https://c.test/free/linux-64/repodata.json', [url('linux-64'), url('win-64')]);
    for (let at = 0; at < list.length && scanner.take(list.slice(at, at + length)); at += length);
    const sums = scanner.found();
    assert.deepEqual(
      sums.sumOf([url('linux-64')]),
      { sha256: A, size: 7, by: 'tool-1-0.conda', of: url('linux-64') },
      `${length}`,
    );
    assert.equal(sums.sumOf([url('win-64')]), undefined, 'a file of the same name is in every folder');
  }
});

interface Desk extends Place {
  readonly mirror: Mirror;
  ask(...args: readonly string[]): ReturnType<Place['cli']>;
  lock(): string;
  /** Paths that were asked with GET. */
  got(): readonly string[];
}

async function desk(t: TestContext, artifact: string, platforms: readonly string[] = [HERE]): Promise<Desk> {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
versions: { tool: '1.0' }
platforms: { ${platforms.map(platform => `${platform}: {}`).join(', ')} }
artifacts:
  tool: ${artifact}
steps: { tool: { uses: download, with: { artifact: tool, to: tool.bin } } }
`,
  );
  return {
    ...here,
    mirror,
    ask: (...args) => here.cli([...args, '--mirror', `https://files.test/=${mirror.url}/`]),
    lock: () => readFileSync(join(here.work, 'sam3d-install.lock.yaml'), 'utf8'),
    got: () => mirror.requests.filter(({ method }) => method === 'GET').map(({ path }) => path),
  };
}

function file(text: string | Uint8Array): { kind: 'file'; body: Buffer } {
  return { kind: 'file', body: Buffer.from(text) };
}

const entryOf = (url: string, bytes: string, list: string) =>
  `  "${url}":\n    size: ${bytes.length}\n    sha256: "${sha256Of(bytes)}"\n    checksums: "${list}"\n`;

test('lock and bump take hashes from the list of checksums, and download nothing of the file; what comes later is held against it', async t => {
  const it = await desk(
    t,
    "{ sources: ['https://files.test/${tool}/tool.bin', 'https://files.test/mirror/${tool}'], checksums: 'https://files.test/${tool}/SHA256SUMS' }",
  );
  for (const version of ['1.0', '1.1']) {
    it.mirror.serve(`/${version}/tool.bin`, file(`tool ${version}`));
    it.mirror.serve(`/mirror/${version}`, file(`tool ${version}`));
    it.mirror.serve(`/${version}/SHA256SUMS`, file(`${sha256Of(`tool ${version}`)} *tool.bin\n${B} *tool.txt\n`));
  }
  const locked = await it.ask('lock');
  assert.equal(locked.code, 0, shown(locked));
  assert.equal(
    locked.stdout,
    `new       https://files.test/1.0/tool.bin
            its hash is the one in https://files.test/1.0/SHA256SUMS
new       https://files.test/mirror/1.0
            its hash is the one in https://files.test/1.0/SHA256SUMS
sam3d-install.lock.yaml: written, 2 files
`,
  );
  const list = 'https://files.test/1.0/SHA256SUMS';
  const text = `# Written by \`sam3d-install lock\`: what each address of the manifest gave when it was last asked.
lock: 1
artifacts:
${entryOf('https://files.test/1.0/tool.bin', 'tool 1.0', list)}${entryOf('https://files.test/mirror/1.0', 'tool 1.0', list)}`;
  assert.equal(it.lock(), text);
  assert.equal((await it.ask('lock')).stdout.split('\n').at(-2), 'sam3d-install.lock.yaml: as it was, 2 files');
  assert.equal(it.lock(), text);

  const online = await it.ask('validate', '--online');
  assert.equal(online.code, 0, shown(online));
  assert.match(online.stdout, /^there +tool \(checksums\) https:\/\/files\.test\/1\.0\/SHA256SUMS$/m);

  assert.match(
    online.stdout,
    /^there +tool +https:\/\/files\.test\/1\.0\/tool\.bin\n +8 B, its publisher says the hash that is known$/m,
  );
  it.mirror.serve('/1.0/SHA256SUMS', file(`${A} *tool.bin\n`));
  const again = await it.ask('validate', '--online', '--json');
  assert.equal(again.code, 1, shown(again));
  const { urls } = theLine<{ urls: readonly { url: string; verdict: object }[] }>(again.stdout);
  assert.deepEqual(urls.find(({ url }) => url.endsWith('.bin'))?.verdict, {
    kind: 'other hash',
    wanted: sha256Of('tool 1.0'),
    got: A,
  });

  const bumped = await it.ask('bump', 'tool', '1.1');
  assert.equal(bumped.code, 0, shown(bumped));
  assert.ok(
    it.lock().includes(entryOf('https://files.test/1.1/tool.bin', 'tool 1.1', 'https://files.test/1.1/SHA256SUMS')),
  );
  assert.deepEqual(
    it.got().filter(path => !path.endsWith('SUMS')),
    [],
    'the file itself was never downloaded',
  );

  it.mirror.serve('/1.1/tool.bin', file('evil 1.1'));
  it.mirror.serve('/mirror/1.1', file('evil 1.1'));
  const refused = await it.ask('install', '--locked');
  assert.equal(refused.code, 1, shown(refused));
  assert.match(refused.stderr, new RegExp(`sha256 is ${sha256Of('evil 1.1')}, not ${sha256Of('tool 1.1')}`));
});

test('the list of a conda channel gives hashes and sizes for each platform, compressed or not', async t => {
  const it = await desk(
    t,
    "{ sources: ['https://files.test/free/${platform}/tool-${tool}-0.conda', 'https://files.test/elsewhere/${platform}'], checksums: 'https://files.test/free/${platform}/repodata.json.zst' }",
    [HERE, OTHER],
  );
  for (const platform of [HERE, OTHER]) {
    const bytes = `tool of ${platform}`;
    it.mirror.serve(`/free/${platform}/tool-1.0-0.conda`, file(bytes));
    const records = { 'tool-1.0-0.conda': { subdir: platform, sha256: sha256Of(bytes), size: bytes.length } };
    const list = JSON.stringify({ packages: {}, 'packages.conda': records });
    it.mirror.serve(`/free/${platform}/repodata.json.zst`, file(storeAsZstd(Buffer.from(list))));
  }
  it.mirror.serve(`/elsewhere/${OTHER}`, file('short'));
  const locked = await it.ask('lock');
  assert.equal(locked.code, 1, shown(locked));
  for (const platform of [HERE, OTHER]) {
    const [url, list] = [
      `https://files.test/free/${platform}/tool-1.0-0.conda`,
      `https://files.test/free/${platform}/repodata.json.zst`,
    ];
    assert.ok(it.lock().includes(entryOf(url, `tool of ${platform}`, list)), it.lock());
  }
  assert.deepEqual(
    it.got().filter(path => path.endsWith('.conda')),
    [],
  );
  assert.match(
    locked.stdout,
    new RegExp(
      `^failed +https://files.test/elsewhere/${OTHER}\n +https://files.test/elsewhere/${OTHER}: expected \\d+ bytes, as https://files.test/free/${OTHER}/repodata.json.zst says, got 5 bytes$`,
      'm',
    ),
  );
  it.mirror.serve(`/free/${HERE}/repodata.json.zst`, file('{"no zstd"}'));
  const broken = await it.ask('lock', '--update', 'tool');
  assert.match(broken.stdout, /repodata\.json\.zst was refused: it is damaged/, shown(broken));
});

test('a list that does not know the file, is not there or has one hash for two files is told, and nothing is downloaded for it', async t => {
  const it = await desk(
    t,
    "{ sources: ['https://files.test/${platform}/tool.bin'], checksums: 'https://files.test/SUMS' }",
    [HERE, OTHER],
  );
  for (const platform of [HERE, OTHER]) it.mirror.serve(`/${platform}/tool.bin`, file(platform));
  const { verdicts } = theLine<{ verdicts: readonly { kind: string; checksums?: string }[] }>(
    (await it.ask('lock', '--json')).stdout,
  );
  assert.deepEqual(
    verdicts.map(({ kind, checksums }) => [kind, checksums]),
    [HERE, OTHER].map(() => ['failed', 'https://files.test/SUMS']),
  );
  const saysOf = async () => {
    const end = await it.ask('lock');
    assert.equal(end.code, 1, shown(end));
    return end.stdout;
  };
  const [first = '', second = ''] = [HERE, OTHER].sort().map(platform => `https://files.test/${platform}/tool.bin`);
  assert.match(
    await saysOf(),
    new RegExp(`^failed +${first}\n +${it.mirror.url}/SUMS answered 404 \\(there is no such file\\)$`, 'm'),
  );
  it.mirror.serve('/SUMS', file(`${A}  another.bin\n`));
  assert.match(
    await saysOf(),
    new RegExp(
      `^failed +${first}\n +the SHA-256 of ${first} was not found\n +- https://files.test/SUMS: it has 1 files, and not this one\n +help: `,
      'm',
    ),
  );
  it.mirror.serve('/SUMS', file(`${A}\n`));
  assert.match(
    await saysOf(),
    new RegExp(
      `^failed +${first}\n +https://files.test/SUMS: expected a hash for each file, got one hash for ${first} and ${second}\n +help: `,
      'm',
    ),
  );
  assert.deepEqual(
    it.got().filter(path => path.endsWith('.bin')),
    [],
  );
});
