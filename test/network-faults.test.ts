import assert from 'node:assert/strict';
import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { failureClass, type Failure } from '../engine/model/failure.js';
import { openNetwork } from '../engine/host/network/open-network.js';
import { failureText } from '../engine/report/failure-text.js';
import { FAULTS, startFaultServer } from './support/fault-server.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of } from './support/mirror.js';
import { seededRandom } from './support/seeded-random.js';
import { tempFolder } from './support/temp-folder.js';

const SCHEDULES = 1200;
const AT_ONCE = 60;
/** A fetch asks four times at most, each try ends by the limits below; the rest is for a machine that is busy. */
const DEADLINE_MS = 12_000;
const TIMEOUTS = { connectMs: 1000, headersMs: 400, stallMs: 400, crawlMs: 500 };

const SMALL = Buffer.from(new Uint32Array(9_000).map((_, index) => index * 2654435761).buffer);
const LARGE = Buffer.from(new Uint32Array(600_000).map((_, index) => index * 2246822519).buffer);

/** Of one schedule: the faults of its requests in order; the last one stays. */
interface Schedule {
  readonly file: Buffer;
  readonly faults: string[];
  readonly runs: number;
  readonly known: 'sha256' | 'size' | 'both';
  readonly pick: (below: number) => number;
}

function makeSchedule(seed: number): Schedule {
  const random = seededRandom(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const names = Object.keys(FAULTS);
  const faults = Array.from({ length: 1 + pick(5) }, () => names[pick(names.length)] ?? 'honest');
  // half of them come to a good end, if they are asked long enough
  if (pick(2) === 0) faults.push('honest');
  const known = (['sha256', 'sha256', 'both', 'size'] as const)[pick(4)] ?? 'both';
  return { file: pick(32) === 0 ? LARGE : SMALL, faults, runs: pick(4) === 0 ? 2 : 1, known, pick };
}

/** Every look at the clock finds it later, so that large files come in several stretches. */
function hastyClock() {
  const clock = handTurnedClock();
  let later = 0;
  return { ...clock, now: () => clock.now() + (later += 20) };
}

test(`${SCHEDULES} servers that fail in every way: the right bytes or a typed failure, in time, and nothing wrong in the cache`, async t => {
  const folder = tempFolder(t);
  const schedules = Array.from({ length: SCHEDULES }, (_, seed) => makeSchedule(seed));
  const server = await startFaultServer(path => {
    const schedule = schedules[Number(path.slice(1))];
    assert.ok(schedule !== undefined, path);
    const fault = schedule.faults.length > 1 ? schedule.faults.shift() : schedule.faults[0];
    return { fault: fault ?? 'honest', scene: schedule };
  });
  t.after(() => server.close());
  const ends = new Map<string, number>();
  let next = 0;
  const worker = async (_: unknown, nth: number) => {
    for (let seed = next++; seed < SCHEDULES; seed = next++) {
      const schedule = schedules[seed] ?? assert.fail();
      const end = await play(schedule, {
        seed,
        url: `${server.origin}/${seed}`,
        cacheFolder: join(folder, String(nth)),
      });
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  t.diagnostic([...ends].map(([end, count]) => `${end} ${count}`).join(', '));
  // the torture reached what it was made for
  for (const end of [
    'right bytes',
    'http-status',
    'unreachable by timeout',
    'unreachable by stall',
    'unreachable by redirect',
    'mismatch',
  ]) {
    assert.ok((ends.get(end) ?? 0) > SCHEDULES / 100, `${end}: ${ends.get(end)}`);
  }
});

interface Place {
  readonly seed: number;
  readonly url: string;
  readonly cacheFolder: string;
}

/** Some runs one after another on one cache; how the last one ended. */
async function play({ file, runs, known, faults }: Schedule, { seed, url, cacheFolder }: Place): Promise<string> {
  const told = `seed ${seed}, ${known}, ${faults.join(' > ')}`;
  const sha256 = sha256Of(file);
  const wanted = { ...(known !== 'size' && { sha256 }), ...(known !== 'sha256' && { size: file.length }) };
  let end = '';
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    const network = openNetwork({
      cacheFolder,
      mirrors: [],
      offline: false,
      userAgent: 'torture',
      clock: hastyClock(),
      timeouts: TIMEOUTS,
      widening: { windowMs: 1, leastBytes: 1024 * 1024, leastMs: 0, enough: Infinity, most: 4 },
    });
    const watch = { signal: new AbortController().signal, progress: () => undefined };
    const result = await network.fetch({ id: 'thing', sources: [url], ...wanted }, watch);
    assert.ok(performance.now() - began < DEADLINE_MS, `${told}: took too long`);
    if (result.ok && known !== 'size') assert.equal(result.value.sha256, sha256, told);
    if (!result.ok) assertTyped(result.error, told);
    end = result.ok
      ? 'right bytes'
      : result.error.kind === 'unreachable'
        ? `unreachable by ${result.error.cause}`
        : result.error.kind;
    assertCache(cacheFolder, { told, only: known === 'size' ? undefined : sha256, size: file.length });
  }
  // folders may stay for the next schedule: making and removing them cost more than the downloads
  for (const path of filesIn(cacheFolder)) unlinkSync(path);
  return end;
}

function assertTyped(failure: Failure, told: string): void {
  assert.ok(['http-status', 'unreachable', 'mismatch', 'policy'].includes(failure.kind), `${told}: ${failure.kind}`);
  assert.ok(['absent', 'refused', 'unreachable'].includes(failureClass(failure)), told);
  assert.ok(failureText(failure).length > 0, told);
}

/** Each entry has the bytes of its name; where the hash was known there is no other, where the size was known it fits. */
function assertCache(
  cacheFolder: string,
  { told, only, size }: { readonly told: string; readonly only: string | undefined; readonly size: number },
): void {
  for (const path of filesIn(cacheFolder).filter(each => basename(dirname(each)) !== 'partial')) {
    const bytes = readFileSync(path);
    const name = basename(path);
    assert.equal(sha256Of(bytes), name, told);
    assert.equal(bytes.length, size, told);
    if (only !== undefined) assert.equal(name, only, told);
  }
}

function filesIn(folder: string): readonly string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all.filter(entry => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name));
}
