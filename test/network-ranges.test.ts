import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openNetwork, type NetworkOptions } from '../engine/host/network/open-network.js';
import { sharesOf } from '../engine/host/network/shares.js';
import { createPace, usualWidening } from '../engine/host/network/widening.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of } from './support/mirror.js';
import { startRangeServer, type Manners } from './support/range-server.js';
import { tempFolder } from './support/temp-folder.js';

const FILE = Buffer.from(new Uint32Array(3 * 1024 * 1024).map((_, index) => index * 2654435761).buffer).subarray(0, -1);
const HASH = sha256Of(FILE);
const watch = { signal: new AbortController().signal, progress: () => undefined };

/** Every server looks slow: each look at the clock finds it 50 ms later. */
function hastyClock() {
  const clock = handTurnedClock();
  let now = clock.now();
  return { ...clock, now: () => (now += 50) };
}

async function scene(t: TestContext, manners?: (nth: number, range: string) => Manners) {
  const cacheFolder = join(tempFolder(t), 'cache');
  const server = await startRangeServer(FILE, manners);
  t.after(() => server.close());
  const fetch = (options: Partial<NetworkOptions> = {}) => {
    const widening = { windowMs: 1, leastBytes: 1024 * 1024, leastMs: 0, enough: Infinity };
    const common = { cacheFolder, mirrors: [], offline: false, userAgent: 'test/1', clock: hastyClock(), widening };
    const artifact = { id: 'thing', sources: [server.url], sha256: HASH };
    return openNetwork({ ...common, ...options }).fetch(artifact, watch);
  };
  return { cacheFolder, server, fetch };
}

const isWhole = (range: string) => range === '';

test('a large file from a slow server comes in eight stretches, and is whole', async t => {
  const { fetch, server, cacheFolder } = await scene(t);
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.ok(server.asked.length >= 8, String(server.asked));
  assert.equal(server.asked.filter(isWhole).length, 1);
  assert.deepEqual(readdirSync(join(cacheFolder, 'partial')), []);
});

test('a server that does not offer ranges, or gives no strong ETag, is asked by one connection', async t => {
  for (const manners of [{ acceptRanges: false }, { etag: 'W/"weak"' }]) {
    const { fetch, server } = await scene(t, () => manners);
    assert.ok((await fetch()).ok);
    assert.deepEqual(server.asked, ['']);
  }
});

test('all downloads together open no more connections than are spare, and give them back', async t => {
  const spare = { free: 3 };
  const common = { windowMs: 1, leastBytes: 1024 * 1024, leastMs: 0, enough: Infinity, spare };
  let atOnce = 0;
  const { fetch } = await scene(t, () => {
    atOnce = Math.max(atOnce, 3 - spare.free);
    return {};
  });
  const result = await fetch({ widening: common });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual([atOnce, spare.free], [3, 3]);
  spare.free = 0;
  const alone = await scene(t);
  assert.ok((await alone.fetch({ widening: common })).ok);
  assert.deepEqual([alone.server.asked, spare.free], [[''], 0]);
});

test('a server that gives the whole to a range is asked once more, by one connection', async t => {
  const { fetch, server } = await scene(t, nth => ({ ignoresRange: nth > 0 }));
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.equal(server.asked.filter(isWhole).length, 2, String(server.asked));
  assert.equal(server.asked.at(-1), '');
});

test('a file that changes while its stretches come is fetched from the start', async t => {
  const older = Buffer.alloc(FILE.length, 'o');
  const { fetch, server } = await scene(t, nth => (nth === 0 ? { etag: '"old"', body: older } : { etag: '"new"' }));
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.equal(server.asked.at(-1), '');
});

test('servers behind one name with other bytes under the same ETag are found out by the hash, and asked for the whole', async t => {
  const other = Buffer.alloc(FILE.length, 'o');
  const { fetch, server } = await scene(t, (_, range) => (range.startsWith('bytes=') ? { body: other } : {}));
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.equal(server.asked.filter(isWhole).length, 2);
});

test('a server that refuses more connections is served by those it allows', async t => {
  const { fetch, server } = await scene(t, nth => (nth >= 3 && nth < 8 ? { status: 429 } : {}));
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.equal(server.asked.filter(isWhole).length, 1);
});

test('a server that refuses all further connections for a time is given that time', async t => {
  const later = { status: 429, headers: { 'retry-after': '7' } };
  const { fetch, server } = await scene(t, nth => (nth >= 1 && nth <= 8 ? later : {}));
  const clock = hastyClock();
  const result = await fetch({ clock });
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.deepEqual([...new Set(clock.slept)], [7000]);
  assert.equal(server.asked.filter(isWhole).length, 1);
});

test('a server that forbids all further connections for a time is asked for the rest again', async t => {
  const { fetch, server } = await scene(t, nth => (nth >= 1 && nth <= 7 ? { status: 403 } : {}));
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.equal(server.asked.filter(isWhole).length, 1);
});

test('stretches that break are filled by the others, or by the next try', async t => {
  const { fetch, server } = await scene(t, nth => (nth % 2 === 1 && nth < 12 ? { cutAfter: 300_000 } : {}));
  const result = await fetch();
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(readFileSync(result.value.path).equals(FILE));
  assert.equal(server.asked.filter(isWhole).length, 1);
});

test('a run that ends in the middle of several stretches is continued, gap by gap', async t => {
  let down = false;
  const { fetch, server } = await scene(t, nth => (down || nth < 2 ? {} : { cutAfter: 100_000 }));
  const first = await fetch({ tries: 1, widening: { windowMs: 1, leastBytes: 1, leastMs: 0, enough: Infinity } });
  assert.ok(!first.ok);
  down = true;
  const before = server.asked.length;
  const second = await fetch();
  assert.ok(second.ok, JSON.stringify(second));
  assert.ok(readFileSync(second.value.path).equals(FILE));
  assert.ok(
    server.asked.slice(before).every(range => !isWhole(range)),
    String(server.asked),
  );
});

test('more connections are opened when the rate is low and no longer grows, and not before', () => {
  const MIB = 1024 * 1024;
  const play = (rates: readonly number[], missing = 1000 * MIB) => {
    const pace = createPace(usualWidening());
    pace(0, 0, missing);
    return rates.findIndex((mibPerSecond, window) => pace((window + 1) * 100, (mibPerSecond * MIB) / 10, missing));
  };
  assert.equal(play([10, 10]), 1, 'flat and low');
  assert.equal(play([2, 4, 8, 10, 10]), 4, 'it still grows');
  assert.equal(play([200, 200, 200]), -1, 'fast enough');
  assert.equal(play([10, 10, 10], 20 * MIB), -1, 'too little is left');
  assert.equal(play([60, 60, 60], 40 * MIB), -1, 'it is nearly there');
  const pace = createPace(usualWidening());
  const looks = [1000, 1100, 100, 200, 300].map(now => pace(now, MIB, 1000 * MIB));
  assert.deepEqual(looks, [false, false, false, false, true], 'a clock that is put back costs a look');
});

test('several connections fill most of a file in as many parts, and the end of it in as many small ones', () => {
  const MIB = 1024 * 1024;
  const [large, small] = [Array<number>(8).fill(56 * MIB), Array<number>(8).fill(8 * MIB)];
  assert.deepEqual(sharesOf(512 * MIB, 8), [...large, ...small]);
  assert.deepEqual(
    sharesOf(512 * MIB + 5, 8).slice(-2),
    [8 * MIB, 8 * MIB + 5],
    'the last one takes what is left over',
  );
  assert.deepEqual(sharesOf(16 * MIB, 8), Array<number>(8).fill(2 * MIB), 'no part of less than a MiB');
  assert.deepEqual(sharesOf(7 * MIB, 8), []);
});
