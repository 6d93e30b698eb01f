import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { openNetwork, type NetworkOptions } from '../engine/host/network/open-network.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of } from './support/mirror.js';
import { startRangeServer, type Manners } from './support/range-server.js';
import { seededRandom } from './support/seeded-random.js';
import { tempFolder } from './support/temp-folder.js';

const random = seededRandom(7);
const FILE = Buffer.from(Uint8Array.from({ length: 3_000_000 }, () => random() * 256));
const HASH = sha256Of(FILE);
const PARTIAL = lastingName(HASH);
const watch = { signal: new AbortController().signal, progress: () => undefined };

async function scene(t: TestContext, manners?: (nth: number, range: string) => Manners) {
  const cacheFolder = join(tempFolder(t), 'cache');
  const server = await startRangeServer(FILE, manners);
  t.after(() => server.close());
  /** A run of its own, on the same cache. */
  const fetch = (options: Partial<NetworkOptions> = {}, sources = [server.url]) => {
    const clock = handTurnedClock();
    const common = { cacheFolder, mirrors: [], offline: false, userAgent: 'test/1', clock };
    return openNetwork({ ...common, ...options }).fetch({ id: 'thing', sources, sha256: HASH }, watch);
  };
  const left = () =>
    readdirSync(cacheFolder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ name }) => name)
      .sort();
  return { cacheFolder, server, fetch, left };
}

test('what a run could not finish is kept, and the next run asks only for the rest', async t => {
  const { cacheFolder, fetch, server, left } = await scene(t, nth => (nth === 0 ? { cutAfter: 2_000_000 } : {}));
  const first = await fetch({ tries: 1 });
  assert.ok(!first.ok && first.error.kind === 'unreachable');
  assert.deepEqual(left(), [PARTIAL, `${PARTIAL}.json`]);
  if (process.platform !== 'win32')
    for (const name of left()) assert.equal(statSync(join(cacheFolder, 'partial', name)).mode & 0o777, 0o600);
  const second = await fetch();
  assert.ok(second.ok, JSON.stringify(second));
  assert.deepEqual(readFileSync(second.value.path), FILE);
  assert.deepEqual(server.asked, ['', 'bytes=2000000-']);
  assert.deepEqual(left(), [HASH], 'nothing but the entry is left');
});

test('a file that changed between two runs is fetched from the start', async t => {
  const older = Buffer.alloc(FILE.length, 'o');
  const { fetch, server } = await scene(t, nth =>
    nth === 0 ? { cutAfter: 2_000_000, body: older, etag: '"old"' } : {},
  );
  assert.ok(!(await fetch({ tries: 1 })).ok);
  const second = await fetch();
  assert.ok(second.ok);
  assert.deepEqual(readFileSync(second.value.path), FILE);
  assert.deepEqual(server.asked, ['', 'bytes=2000000-']);
});

test('bytes of an earlier run that have gone bad cost one more request, and are no reason to drop the source', async t => {
  const { cacheFolder, fetch, server } = await scene(t, nth => (nth === 0 ? { cutAfter: 2_000_000 } : {}));
  assert.ok(!(await fetch({ tries: 1 })).ok);
  writeFileSync(join(cacheFolder, 'partial', PARTIAL), Buffer.alloc(2_000_000, 'x'));
  const second = await fetch();
  assert.ok(second.ok, JSON.stringify(second));
  assert.deepEqual(readFileSync(second.value.path), FILE);
  assert.deepEqual(server.asked, ['', 'bytes=2000000-', '']);
});

test('bytes of an earlier run that are all there, and wrong, cost one request, for the whole', async t => {
  const { cacheFolder, fetch, server } = await scene(t, nth => (nth === 0 ? { cutAfter: 2_000_000 } : {}));
  assert.ok(!(await fetch({ tries: 1 })).ok);
  const partial = join(cacheFolder, 'partial', PARTIAL);
  const notes = JSON.parse(readFileSync(`${partial}.json`, 'utf8')) as object;
  writeFileSync(partial, Buffer.alloc(FILE.length, 'x'));
  writeFileSync(`${partial}.json`, JSON.stringify({ ...notes, stretches: [[0, FILE.length]] }));
  const second = await fetch();
  assert.ok(second.ok, JSON.stringify(second));
  assert.deepEqual(readFileSync(second.value.path), FILE);
  assert.deepEqual(server.asked, ['', '']);
});

test('bytes that do not fit what an earlier try has brought cost one more request, for the whole', async t => {
  const wrong = { body: Buffer.alloc(FILE.length, 'o') };
  const { fetch, server } = await scene(t, nth => [{ cutAfter: 2_000_000 }, wrong][nth] ?? {});
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(readFileSync(result.value.path), FILE);
  assert.deepEqual(server.asked, ['', 'bytes=2000000-', '']);
});

test('notes that do not fit their file are not believed', async t => {
  const good = { validator: '"v1"', total: FILE.length, stretches: [[0, 2_000_000]] };
  const lies = [
    { validator: 'W/"weak"' },
    { validator: '"v1", "v2"' },
    { total: 1_999_999 },
    { total: 2 ** 60 },
    { total: 'much' },
    { stretches: [] },
    { stretches: {} },
    { stretches: [[5, 2_000_000]] },
    { stretches: [[0, 99_000_000]] },
    { stretches: [[0, 5], [3, 4]] }, // prettier-ignore
    { stretches: [[0, 1_000_000], [2_000_000, 2_500_000]] }, // prettier-ignore
  ].map(lie => (source: string) => JSON.stringify({ ...good, source, ...lie }));
  const longWinded = (source: string) => JSON.stringify({ ...good, source }) + ' '.repeat(2_000_000);
  for (const text of [...lies, longWinded, () => '', () => '{}', () => 'null']) {
    const { cacheFolder, fetch, server } = await scene(t, nth => (nth === 0 ? { cutAfter: 2_000_000 } : {}));
    assert.ok(!(await fetch({ tries: 1 })).ok);
    const path = join(cacheFolder, 'partial', `${PARTIAL}.json`);
    const notes = JSON.parse(readFileSync(path, 'utf8')) as { readonly source: string };
    assert.deepEqual(notes, { ...good, source: notes.source }, 'the notes that are believed');
    const lie = text(notes.source);
    writeFileSync(path, lie);
    const result = await fetch();
    assert.ok(result.ok, lie.slice(0, 200));
    assert.deepEqual(readFileSync(result.value.path), FILE);
    assert.deepEqual(server.asked, ['', ''], lie.slice(0, 200));
  }
});

test('what came from one source is not continued at another', async t => {
  const { fetch, server } = await scene(t, nth => (nth === 0 ? { cutAfter: 2_000_000 } : {}));
  const other = await startRangeServer(FILE);
  t.after(() => other.close());
  assert.ok(!(await fetch({ tries: 1 })).ok);
  assert.ok((await fetch({}, [other.url])).ok);
  assert.deepEqual([server.asked, other.asked], [[''], ['']]);
});

test('a source that is down does not cost what another one has given', async t => {
  const { fetch, server } = await scene(t, nth => (nth === 0 ? { cutAfter: 2_000_000 } : {}));
  const down = await startRangeServer(FILE, () => ({ status: 503 }));
  t.after(() => down.close());
  assert.ok(!(await fetch({ tries: 1 })).ok);
  assert.ok((await fetch({ tries: 1 }, [down.url, server.url])).ok);
  assert.deepEqual(server.asked, ['', 'bytes=2000000-']);
});

test('a disk that is full in the middle of it ends a download, whoever else has it, and the next run succeeds', async t => {
  const { fetch, server, left } = await scene(t);
  const other = await startRangeServer(FILE);
  t.after(() => other.close());
  const some = await open(process.execPath);
  const handles = Object.getPrototypeOf(some) as { writev(...them: unknown[]): Promise<unknown> };
  await some.close();
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  const mocked = t.mock.method(handles, 'writev', () => Promise.reject(full));
  const first = await fetch({}, [server.url, other.url]);
  mocked.mock.restore();
  assert.ok(!first.ok && first.error.kind === 'file');
  assert.deepEqual([first.error.operation, first.error.code], ['write', 'ENOSPC']);
  assert.deepEqual([server.asked, other.asked, left()], [[''], [], []]);
  const second = await fetch();
  assert.ok(second.ok);
  assert.deepEqual(readFileSync(second.value.path), FILE);
});

test('an artifact without a hash leaves nothing for a later run', async t => {
  const { cacheFolder, server, left } = await scene(t, () => ({ cutAfter: 1_000_000 }));
  const common = { cacheFolder, mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock(), tries: 2 };
  const result = await openNetwork(common).fetch({ id: 'thing', sources: [server.url] }, watch);
  assert.ok(!result.ok);
  assert.deepEqual(left(), []);
  assert.deepEqual(server.asked, ['', 'bytes=1000000-'], 'but within the run it goes on');
});

/** Another process that fetches the file into the same cache, and prints what became of it. */
function otherProcess(t: TestContext, { url, cacheFolder }: { readonly url: string; readonly cacheFolder: string }) {
  const program = `
    import { openNetwork } from ${JSON.stringify(new URL('../engine/host/network/open-network.js', import.meta.url))};
    import { clock } from ${JSON.stringify(new URL('../engine/host/clock.js', import.meta.url))};
    const network = openNetwork({ cacheFolder: process.argv[1], mirrors: [], offline: false, userAgent: 'other', clock });
    const watch = { signal: new AbortController().signal, progress: () => undefined };
    const result = await network.fetch({ id: 'thing', sources: [process.argv[2]], sha256: process.argv[3] }, watch);
    console.log(JSON.stringify(result));
  `;
  const argv = ['--input-type=module', '-e', program, cacheFolder, url, HASH];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<string>(resolve => child.once('close', () => resolve(said)));
  return { ended, kill: () => child.kill('SIGKILL') };
}

test('a process that is killed in the middle leaves what the next one goes on with', async t => {
  const { cacheFolder, fetch, server } = await scene(t, nth => (nth === 0 ? { holdAfter: 2_500_000 } : {}));
  const other = otherProcess(t, { url: server.url, cacheFolder });
  await server.reached(1);
  const partial = join(cacheFolder, 'partial', PARTIAL);
  while (sizeOf(partial) < 2_000_000) await new Promise(resolve => setTimeout(resolve, 5));
  other.kill();
  await other.ended;
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(readFileSync(result.value.path), FILE);
  assert.match(server.asked[1] ?? '', /^bytes=2\d{6}-$/);
});

test('who waits for a process that is then killed goes on where it was', async t => {
  const { cacheFolder, fetch, server } = await scene(t, nth => (nth === 0 ? { holdAfter: 2_500_000 } : {}));
  const other = otherProcess(t, { url: server.url, cacheFolder });
  await server.reached(1);
  while (sizeOf(join(cacheFolder, 'partial', PARTIAL)) < 2_000_000)
    await new Promise(resolve => setTimeout(resolve, 5));
  let looks = 0;
  const sleep = async () => {
    if (++looks === 2) other.kill();
    if (looks > 2) await other.ended;
  };
  const result = await fetch({ clock: { ...handTurnedClock(), sleep } });
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.value.fromCache, false);
  assert.deepEqual(readFileSync(result.value.path), FILE);
  assert.ok(looks >= 2);
  assert.match(server.asked[1] ?? '', /^bytes=2\d{6}-$/);
});

function sizeOf(path: string): number {
  try {
    return readFileSync(path).length;
  } catch {
    return 0;
  }
}

test('of several processes that want a file at once one downloads it, and all have it', async t => {
  const { cacheFolder, server } = await scene(t);
  const others = Array.from({ length: 4 }, () => otherProcess(t, { url: server.url, cacheFolder }));
  const results = (await Promise.all(others.map(({ ended }) => ended))).map(
    text => JSON.parse(text) as { ok: boolean; value?: { sha256: string; fromCache: boolean } },
  );
  assert.deepEqual(
    results.map(({ ok, value }) => [ok, value?.sha256]),
    results.map(() => [true, HASH]),
  );
  assert.equal(results.filter(({ value }) => value?.fromCache === false).length, 1);
  assert.deepEqual(server.asked, ['']);
});

test('a process that hangs is not waited for for ever', async t => {
  const { cacheFolder, fetch, server } = await scene(t);
  const claimed = await artifactCache(cacheFolder).claim(HASH);
  assert.ok(claimed.ok && 'release' in claimed.value);
  const result = await fetch({ timeouts: { stallMs: 1000 } });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(server.asked, ['']);
  await claimed.value.partial.leave();
  await claimed.value.release();
});

test('who waits for another run says so, and can be cancelled', async t => {
  const { cacheFolder, server } = await scene(t);
  const claimed = await artifactCache(cacheFolder).claim(HASH);
  assert.ok(claimed.ok && 'release' in claimed.value);
  const stop = new AbortController();
  const phases: string[] = [];
  const common = { cacheFolder, mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock() };
  const progress = ({ phase }: { readonly phase: string }) => {
    phases.push(phase);
    stop.abort();
  };
  const artifact = { id: 'thing', sources: [server.url], sha256: HASH };
  const result = await openNetwork(common).fetch(artifact, { signal: stop.signal, progress });
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.deepEqual(phases, ['wait for another run to download it']);
  assert.deepEqual(server.asked, []);
  await claimed.value.partial.leave();
  await claimed.value.release();
});
