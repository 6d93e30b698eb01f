import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { artifactCache } from '../../engine/host/cache/artifact-cache.js';
import type { PartialFile } from '../../engine/host/cache/partial-file.js';
import { sha256Of } from './mirror.js';

export const root = await mkdtemp(join(tmpdir(), 'cache-test-'));
after(() => rm(root, { recursive: true, force: true }));
let count = 0;

/** What is kept. */
export const BYTES = Buffer.from('some bytes');
export const HASH = sha256Of(BYTES);
/** Of what nobody cancels, and whose progress nobody follows. */
export const watch: { readonly signal: AbortSignal; readonly progress: () => undefined } = {
  signal: new AbortController().signal,
  progress: () => undefined,
};

export const noPipes = process.platform === 'win32' && 'Windows has neither pipes in folders nor links for everyone';

/** For a cache that nobody has used. */
export function freshFolder(): string {
  return join(root, String(count++));
}

/** As a connection would bring it. */
export async function add(partial: PartialFile, bytes: Uint8Array): Promise<void> {
  const [stretch] = partial.stretches;
  await partial.append(stretch ?? assert.fail(), { bytes: Buffer.from(bytes), release: () => undefined });
}

/** The path of the bytes in a cache. */
export async function kept(folder: string): Promise<string> {
  const cache = artifactCache(folder);
  const partial = await cache.begin();
  assert.ok(partial.ok);
  await add(partial.value, BYTES.subarray(0, 4));
  await add(partial.value, BYTES.subarray(4));
  const entry = await cache.keep(partial.value);
  assert.ok(entry.ok);
  return entry.value.path;
}

export const noOther = process.getuid?.() !== 0 && 'only the superuser can become someone else';
