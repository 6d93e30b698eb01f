import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Failure } from '../../engine/model/failure.js';
import type { PlannedArtifact } from '../../engine/model/plan.js';
import type { Progress } from '../../engine/model/ports.js';
import { openNetwork, type NetworkOptions } from '../../engine/host/network/open-network.js';
import { handTurnedClock } from './hand-turned-clock.js';
import { sha256Of, startMirror } from './mirror.js';

export const mirror = await startMirror();
export const other = await startMirror('localhost');
export const folder = await mkdtemp(join(tmpdir(), 'network-test-'));
after(async () => {
  await mirror.close();
  await other.close();
  await rm(folder, { recursive: true, force: true });
});

/** What servers have. */
export const BYTES = Buffer.from('one two three '.repeat(1000));
export const HASH = sha256Of(BYTES);
let count = 0;

/** A network with a cache of its own. */
export function network(options: Partial<NetworkOptions> = {}) {
  const clock = handTurnedClock();
  const cacheFolder = join(folder, String(count++));
  const port = openNetwork({
    cacheFolder,
    mirrors: [],
    offline: false,
    userAgent: 'test/1',
    clock,
    ...options,
  });
  return {
    clock,
    cacheFolder,
    async fetch(artifact: Partial<PlannedArtifact>, signal: AbortSignal = new AbortController().signal) {
      const seen: Progress[] = [];
      const watch = { signal, progress: (progress: Progress) => void seen.push(progress) };
      const result = await port.fetch({ id: 'thing', sources: [], ...artifact }, watch);
      return { result, seen };
    },
    /** What lies in the cache, but for empty folders. */
    async left(): Promise<string[]> {
      const all = await readdir(cacheFolder, { recursive: true, withFileTypes: true }).catch(() => []);
      return all.filter(entry => entry.isFile()).map(entry => entry.name);
    },
  };
}

/** What a fetch that fails says; nothing of it may stay. */
export async function failureOf(
  artifact: Partial<PlannedArtifact>,
  options: Partial<NetworkOptions> = {},
): Promise<Failure> {
  const net = network(options);
  const { result } = await net.fetch(artifact);
  assert.ok(!result.ok, 'the fetch went well, and should not have');
  assert.deepEqual(await net.left(), [], 'a failed fetch leaves nothing in the cache');
  return result.error;
}
