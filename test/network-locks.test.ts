import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArtifactCache, Claim } from '../engine/host/cache/artifact-cache.js';
import type { Incoming } from '../engine/host/network/incoming.js';
import { pieces } from '../engine/host/network/pieces.js';
import { takeTurn } from '../engine/host/network/take-turn.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { HASH, never, watch } from './support/serving.js';

test('a disk that is slow is not the fault of the server', async () => {
  const limits = { connectMs: 1, headersMs: 1, stallMs: 20, crawlMs: 20 };
  let stopped: Error | undefined;
  let left = 3;
  const incoming: Incoming = {
    next: async () => (left-- > 0 ? { bytes: Buffer.from('x'), release: () => undefined } : undefined),
    stop: error => (stopped ??= error),
  };
  let came = 0;
  for await (const { bytes } of pieces(incoming, { limits, signal: never })) {
    came += bytes.length;
    await new Promise(resolve => setTimeout(resolve, 60));
  }
  assert.deepEqual([came, stopped], [3, undefined]);
});

test('another run that still writes is waited for, however long it takes', async () => {
  let looks = 0;
  const claim = { partial: undefined, release: () => Promise.resolve() } as unknown as Claim;
  const cache = {
    claim: () =>
      Promise.resolve({ ok: true, value: ++looks < 500 ? { heldBy: 'it', bytes: looks, writtenAt: looks } : claim }),
    find: () => Promise.resolve({ ok: true, value: undefined }),
    begin: () => assert.fail('it is not waited for'),
  } as unknown as ArtifactCache;
  const turn = await takeTurn(HASH, { cache, clock: handTurnedClock(), watch, patienceMs: 1000 });
  assert.deepEqual(turn, { ok: true, value: claim });
});

test('where no lock can be had a run downloads into a file of its own, and where nothing can be written it says so', async () => {
  const own = { discard: () => Promise.resolve() };
  const turn = (operation: string) => {
    const error = { kind: 'file', operation, path: '/x', code: 'EPERM' };
    const cache = {
      claim: () => Promise.resolve({ ok: false, error }),
      begin: () => Promise.resolve({ ok: true, value: own }),
    } as unknown as ArtifactCache;
    return takeTurn(HASH, { cache, clock: handTurnedClock(), watch, patienceMs: 1000 });
  };
  const alone = await turn('lock');
  assert.ok(alone.ok && 'partial' in alone.value && (alone.value.partial as unknown) === own);
  const stuck = await turn('write');
  assert.ok(!stuck.ok && stuck.error.kind === 'file' && stuck.error.operation === 'write');
});

test('a clock that is put back while another run hangs prolongs nothing', async () => {
  const clock = handTurnedClock();
  let slept = 0;
  const earlier = { ...clock, now: () => clock.now() - slept * 3_600_000 };
  const own = { discard: () => Promise.resolve() };
  const cache = {
    claim: () => Promise.resolve({ ok: true, value: { heldBy: 'it', bytes: 1, writtenAt: 1 } }),
    begin: () => Promise.resolve({ ok: true, value: own }),
  } as unknown as ArtifactCache;
  const sleep = async () => {
    assert.ok(slept++ < 100, 'it waits for ever');
  };
  const turn = await takeTurn(HASH, { cache, clock: { ...earlier, sleep }, watch, patienceMs: 1000 });
  assert.ok(turn.ok && 'partial' in turn.value);
});
