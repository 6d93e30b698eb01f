import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { artifactCache, type ArtifactCache, type Claim } from '../engine/host/cache/artifact-cache.js';
import { listCache, pruneCache, verifyCache } from '../engine/host/cache/cache-content.js';
import { PartialFile } from '../engine/host/cache/partial-file.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { openNetwork } from '../engine/host/network/open-network.js';
import { takeTurn } from '../engine/host/network/take-turn.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { tempFolder } from './support/temp-folder.js';

/** Several who want the same of one cache. */

const BYTES = Buffer.from('some bytes');
const HASH = sha256Of(BYTES);
const watch = { signal: new AbortController().signal, progress: () => undefined };

async function claimed(cache: ArtifactCache): Promise<Claim> {
  const claim = await cache.claim(HASH);
  assert.ok(claim.ok && 'partial' in claim.value, 'the lock is held');
  return claim.value;
}

async function bring({ partial, release }: Claim, cache: ArtifactCache): Promise<void> {
  const [stretch] = partial.stretches;
  await partial.append(stretch ?? assert.fail(), { bytes: BYTES, release: () => undefined });
  assert.ok((await cache.keep(partial)).ok);
  await release();
}

test('who waited for another run finds what that has brought, and leaves the turn to others', async t => {
  const folder = tempFolder(t);
  const cache = artifactCache(folder);
  const first = await claimed(cache);
  const sleep = () => bring(first, cache);
  const turn = await takeTurn(HASH, { cache, clock: { ...handTurnedClock(), sleep }, watch, patienceMs: 1000 });
  assert.ok(turn.ok && !('partial' in turn.value), 'it is not downloaded again');
  assert.equal(turn.value.sha256, HASH);
  assert.deepEqual(readdirSync(join(folder, 'partial')), []);
  await (await claimed(cache)).release();
});

test('who waits and is cancelled does not look again', async t => {
  const cache = artifactCache(tempFolder(t));
  const first = await claimed(cache);
  const stop = new AbortController();
  let looks = 0;
  const counting = { ...cache, claim: (sha256: string) => (looks++, cache.claim(sha256)) };
  const sleep = async () => stop.abort();
  const turn = await takeTurn(HASH, {
    cache: counting,
    clock: { ...handTurnedClock(), sleep },
    watch: { ...watch, signal: stop.signal },
    patienceMs: 1000,
  });
  assert.deepEqual([turn, looks], [{ ok: false, error: { kind: 'cancelled' } }, 1]);
  await first.partial.discard();
  await first.release();
});

test('who waits sees how far the other one is, and when it wrote last', async t => {
  const cache = artifactCache(tempFolder(t));
  const { partial, release } = await claimed(cache);
  writeFileSync(partial.path, 'seven b');
  utimesSync(partial.path, 1000, 1000);
  const taken = await cache.claim(HASH);
  assert.ok(taken.ok && 'heldBy' in taken.value);
  assert.deepEqual([taken.value.bytes, taken.value.writtenAt], [7, 1_000_000]);
  await partial.discard();
  await release();
});

test('a download that cannot be begun keeps nobody from the next try', async t => {
  const cache = artifactCache(tempFolder(t));
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'open' });
  const resume = t.mock.method(PartialFile, 'resume', () => Promise.reject(full));
  const failed = await cache.claim(HASH);
  assert.equal(!failed.ok && failed.error.code, 'ENOSPC');
  resume.mock.restore();
  await (await claimed(cache)).release();
});

test('what lies among the entries and is none is neither listed nor verified; a check that is cancelled blames nothing', async t => {
  const folder = tempFolder(t);
  const cache = artifactCache(folder);
  await bring(await claimed(cache), cache);
  const part = join(folder, 'sha256', HASH.slice(0, 2));
  for (const name of ['notes.txt', `${HASH}.part`, HASH.toUpperCase()]) writeFileSync(join(part, name), 'x');
  mkdirSync(join(folder, 'sha256', 'zz'));
  writeFileSync(join(folder, 'sha256', 'zz', sha256Of('elsewhere')), 'in a folder that is not its own');
  assert.deepEqual(
    (await listCache(folder)).map(({ sha256 }) => sha256),
    [HASH],
  );
  assert.deepEqual(await verifyCache(folder, watch), { good: 1, bad: [] });
  assert.deepEqual(await verifyCache(folder, { ...watch, signal: AbortSignal.abort() }), { good: 0, bad: [] });
  assert.ok(statSync(join(part, HASH)).isFile());
});

test('what no hash covers and was fetched from a later source is said to be from there, the second time too', async t => {
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const sources = [`${mirror.url}/absent`, mirror.serve('/there', { kind: 'file', body: BYTES })];
  const options = { mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock(), tries: 1 };
  const network = openNetwork({ cacheFolder: tempFolder(t), ...options });
  for (const fromCache of [false, true]) {
    const got = await network.fetch({ id: 'thing', sources }, watch);
    assert.ok(got.ok);
    assert.deepEqual([got.value.source, got.value.fromCache], [sources[1], fromCache]);
  }
});

test('who cancels a download from the first source has the second left alone', async t => {
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const sources = [
    mirror.serve('/stalls', { kind: 'stall', body: BYTES, after: 4 }),
    mirror.serve('/there', { kind: 'file', body: BYTES }),
  ];
  const stop = new AbortController();
  const options = { mirrors: [], offline: false, userAgent: 'test/1', clock: handTurnedClock(), tries: 1 };
  const network = openNetwork({ cacheFolder: tempFolder(t), ...options });
  const artifact = { id: 'thing', sources, sha256: HASH };
  const got = await network.fetch(artifact, { signal: stop.signal, progress: () => stop.abort() });
  assert.deepEqual(got, { ok: false, error: { kind: 'cancelled' } });
  assert.deepEqual(
    mirror.requests.map(({ path }) => path),
    ['/stalls'],
  );
});

test('prune leaves what is young, what a living process writes, and the files of locks; so does the sweep of a run', async t => {
  const folder = tempFolder(t);
  const cache = artifactCache(folder);
  const place = join(folder, 'partial');
  const own = await cache.begin();
  assert.ok(own.ok);
  const [old, young] = [lastingName(HASH), lastingName(sha256Of('young'))];
  const names = [old, young, `${old}.lock`, `${old}.json.lock`];
  for (const name of names) writeFileSync(join(place, name), 'x');
  for (const name of names) if (name !== young) utimesSync(join(place, name), 1000, 1000);
  utimesSync(own.value.path, 1000, 1000);
  assert.deepEqual(await pruneCache(folder, Date.now() - 60_000), { files: 1, bytes: 1, failures: [] });
  const left = [basename(own.value.path), young, `${old}.lock`, `${old}.json.lock`].sort();
  assert.deepEqual(readdirSync(place).sort(), left);
  const now = new Date();
  utimesSync(own.value.path, now, now);
  await cache.sweep();
  assert.deepEqual(readdirSync(place).sort(), left);
  await own.value.discard();
});
