import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { settleLock, type AskedUrl } from '../engine/lockfile/settle-lock.js';
import { lockfileText } from '../engine/lockfile/lockfile-text.js';
import { parseLockfile } from '../engine/load/parse-lockfile.js';
import { place, platformHere, shown, type Place } from './support/cli.js';
import { deadUrl, sha256Of, startMirror, type Mirror } from './support/mirror.js';

const HERE = platformHere();
const OTHER = HERE === 'win-64' ? 'linux-64' : 'win-64';

const MANIFEST = `manifest: 1
name: sample
title: A sample
platforms: { ${HERE}: {}, ${OTHER}: {} }
artifacts:
  tool: { sources: ['https://files.test/\${platform}/tool.zip', 'https://files.test/old/\${platform}.zip'] }
  unused: { sources: ['https://files.test/unused.zip'] }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool.zip } }
`;

interface Desk extends Place {
  readonly mirror: Mirror;
  /** A command with every address of files.test asked at the mirror. */
  ask(...args: readonly string[]): ReturnType<Place['cli']>;
  lock(): string;
}

async function desk(t: TestContext): Promise<Desk> {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  here.write('sam3d-install.yaml', MANIFEST);
  const path = join(here.work, 'sam3d-install.lock.yaml');
  return {
    ...here,
    mirror,
    ask: (...args) => here.cli([...args, '--mirror', `https://files.test/=${mirror.url}/`]),
    lock: () => readFileSync(path, 'utf8'),
  };
}

function file(text: string, etag?: string): { kind: 'file'; body: Buffer; etag?: string } {
  return { kind: 'file', body: Buffer.from(text), ...(etag !== undefined && { etag }) };
}

test('a lock has every address of every platform, is the same text each time, and --locked installs by it', async t => {
  const it = await desk(t);
  it.mirror.serve(`/${HERE}/tool.zip`, file('here', '"1"'));
  it.mirror.serve(`/${OTHER}/tool.zip`, file('there'));
  const bare = await it.ask('install', '--locked');
  assert.equal(bare.code, 1, shown(bare));
  const first = await it.ask('lock');
  assert.equal(first.code, 0, shown(first));
  const addresses = [`https://files.test/${HERE}/tool.zip`, `https://files.test/${OTHER}/tool.zip`].sort();
  const entries = addresses.map(url =>
    url.includes(HERE)
      ? `  "${url}":\n    size: 4\n    sha256: "${sha256Of('here')}"\n    validator: "\\"1\\""\n`
      : `  "${url}":\n    size: 5\n    sha256: "${sha256Of('there')}"\n`,
  );
  const text = `# Written by \`sam3d-install lock\`: what each address of the manifest gave when it was last asked.
lock: 1
artifacts:
${entries.join('')}`;
  assert.equal(it.lock(), text);
  assert.match(
    first.stdout,
    /^absent +https:\/\/files\.test\/old\/linux-64\.zip: the server answered 404; it is left out$/m,
  );
  assert.ok(!it.mirror.requests.some(({ path }) => path.includes('unused')), 'no host fetches it');

  it.mirror.serve(`/${HERE}/tool.zip`, file('here', '"1"'));
  const second = await it.ask('lock');
  assert.equal(second.code, 0, shown(second));
  assert.match(second.stdout, /sam3d-install\.lock\.yaml: as it was, 2 files$/m);
  assert.equal(it.lock(), text);

  const installed = await it.ask('install', '--locked');
  assert.equal(installed.code, 0, shown(installed));
  assert.equal(readFileSync(join(it.root, 'tool.zip'), 'utf8'), 'here');
});

test('a file that was uploaded again is told with old and new hash, and taken only with --update', async t => {
  const it = await desk(t);
  for (const platform of [HERE, OTHER]) it.mirror.serve(`/${platform}/tool.zip`, file('first', '"1"'));
  assert.equal((await it.ask('lock')).code, 0);
  const before = it.lock();
  it.mirror.serve(`/${HERE}/tool.zip`, file('other', '"2"'));
  const told = await it.ask('lock');
  assert.equal(told.code, 1, shown(told));
  const lines = `changed   https://files.test/${HERE}/tool.zip: it was uploaded again
            old ${sha256Of('first')}, 5 B
            new ${sha256Of('other')}, 5 B
            the old one stays in the lock; help: see what has changed, then --update tool
`;
  assert.ok(told.stdout.includes(lines), shown(told));
  assert.equal(it.lock(), before);

  const online = await it.ask('validate', '--online');
  assert.equal(online.code, 1, shown(online));
  assert.match(online.stdout, new RegExp(`^other hash +tool +https://files.test/${HERE}/tool.zip$`, 'm'));
  assert.match(online.stdout, new RegExp(`wanted ${sha256Of('first')}\n +got +${sha256Of('other')}\n`));

  const dry = await it.ask('lock', '--update', 'tool', '--dry-run');
  assert.equal(dry.code, 0, shown(dry));
  assert.equal(it.lock(), before);
  const taken = await it.ask('lock', '--update', 'tool');
  assert.equal(taken.code, 0, shown(taken));
  assert.ok(it.lock().includes(sha256Of('other')));
});

test('validate --online tells there, gone, moved, other size, refused and unreachable apart', async t => {
  const it = await desk(t);
  const names = ['there', 'gone', 'moved', 'size', 'refused', 'get-only', 'dead'];
  const artifacts = names.map(name => `  ${name}: { sources: ['https://files.test/${name}'], size: 5 }`).join('\n');
  const steps = names.map(name => `  ${name}: { uses: download, with: { artifact: ${name}, to: ${name} } }`).join('\n');
  it.write(
    'sam3d-install.yaml',
    `manifest: 1\nname: sample\ntitle: A sample\nplatforms: { ${HERE}: {} }\nartifacts:\n${artifacts}\nsteps:\n${steps}\n`,
  );
  it.mirror.serve('/there', file('12345'));
  it.mirror.serve('/moved', { kind: 'redirect', to: '/there', status: 301 });
  it.mirror.serve('/size', file('123'));
  it.mirror.serve('/refused', { kind: 'status', status: 403 });
  it.mirror.serve('/get-only', { kind: 'status', status: 405 }, file('12345'));
  const dead = await deadUrl('/dead');
  const end = await it.ask('validate', '--online', '--mirror', `https://files.test/dead=${dead}`);
  assert.equal(end.code, 1, shown(end));
  const verdicts = [...end.stdout.matchAll(/^(\w[\w ]*?) +(\S+) +https:\/\/files\.test\//gm)].map(
    ([, verdict, artifact]) => `${artifact}: ${verdict}`,
  );
  assert.deepEqual(verdicts, [
    'dead: unreachable',
    'get-only: there',
    'gone: gone',
    'moved: moved',
    'refused: refused',
    'size: other size',
    'there: there',
  ]);
  assert.match(end.stdout, new RegExp(`for good to ${it.mirror.url}/there`));
  assert.match(end.stderr, /^7 addresses: 1 unreachable, 2 there, 1 gone, 1 moved, 1 refused, 1 other size$/m);
});

test('what could not be asked keeps what the lock has, and ends with 1', async t => {
  const it = await desk(t);
  for (const platform of [HERE, OTHER]) it.mirror.serve(`/${platform}/tool.zip`, file('first'));
  assert.equal((await it.ask('lock')).code, 0);
  const before = it.lock();
  it.mirror.serve(`/${HERE}/tool.zip`, { kind: 'status', status: 403 });
  it.mirror.serve(`/${OTHER}/tool.zip`, { kind: 'status', status: 404 });
  const end = await it.ask('lock');
  assert.equal(end.code, 1, shown(end));
  assert.match(end.stdout, /^failed /m);
  assert.match(end.stdout, /^gone .*\n +it stays in the lock; help: --update tool takes it out$/m);
  assert.equal(it.lock(), before);
});

test('a wrong manifest, an unknown artifact and a broken lock are refused, and no lock is written', async t => {
  const it = await desk(t);
  const unknown = await it.ask('lock', '--update', 'tol');
  assert.equal(unknown.code, 64, shown(unknown));
  assert.match(unknown.stderr, /--update names tol, which is no artifact and no step\nhelp: did you mean `tool`\?/);
  const lock = join(it.work, 'sam3d-install.lock.yaml');
  assert.ok(!existsSync(lock));
  writeFileSync(lock, 'lock: 1\nartifacts: [\n');
  const broken = await it.ask('lock');
  assert.equal(broken.code, 2, shown(broken));
  assert.match(broken.stderr, /^sam3d-install\.lock\.yaml:\d+:\d+: error/m);
  assert.equal(it.lock(), 'lock: 1\nartifacts: [\n');
  assert.deepEqual(it.mirror.requests, []);
});

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

function asked(url: string, sha256: string, uses: AskedUrl['uses']): AskedUrl {
  return { url, uses, found: { kind: 'bytes', entry: { url, size: 1, sha256 } } };
}

test('a source that gives other bytes than the first one, or than the manifest says, is left out', () => {
  const use = (source: number, sha256?: string) => ({
    artifact: 'tool',
    source,
    host: 'linux-64',
    ...(sha256 !== undefined && { sha256 }),
  });
  const second = settleLock([asked('u2', B, [use(1)]), asked('u1', A, [use(0)])], new Map(), () => false);
  assert.deepEqual([...second.entries.keys()], ['u1']);
  assert.deepEqual(second.verdicts[1], {
    url: 'u2',
    artifacts: ['tool'],
    kind: 'disagrees',
    got: B,
    wanted: A,
    by: 'u1',
  });
  const size = settleLock([asked('u1', A, [{ ...use(0), size: 2 }])], new Map(), () => true);
  assert.deepEqual(size.verdicts, [
    { url: 'u1', artifacts: ['tool'], kind: 'disagrees', got: '1 bytes', wanted: '2 bytes', by: 'the manifest' },
  ]);
  const manifest = settleLock([asked('u1', B, [use(0, A)])], new Map(), () => true);
  assert.equal(manifest.entries.size, 0);
  assert.equal(manifest.verdicts[0]?.kind, 'disagrees');
});

test('an address that no host asks any more leaves the lock', () => {
  const settled = settleLock([], new Map([['u', { url: 'u', size: 1, sha256: A }]]), () => false);
  assert.deepEqual(settled, { entries: new Map(), verdicts: [{ url: 'u', artifacts: [], kind: 'unused' }] });
});

test('what is written is read again, whatever is in an address', () => {
  const digits = '1'.repeat(64);
  const entries = [
    { url: 'https://h.test/a?b=c#d: "e" \\', size: 1, sha256: digits, validator: '"x\\y"' },
    { url: 'https://h.test/ü', size: 0, sha256: A },
  ];
  const text = lockfileText(entries);
  const read = parseLockfile('x.lock.yaml', text);
  assert.ok(read.ok);
  assert.deepEqual([...read.value.artifacts.values()], entries);
  assert.equal(lockfileText([...entries].reverse()), text);
  assert.ok(parseLockfile('x.lock.yaml', lockfileText([])).ok);
});
