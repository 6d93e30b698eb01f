import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { u32 } from './zstd-frame.js';
import { seededNumbers } from './seeded-random.js';

/** A frame of each text, all by one run of the tool, which works in this folder. */
export function framesOf(folder: string, texts: readonly Buffer[], flags: readonly string[]): readonly Buffer[] {
  const own = mkdtempSync(join(folder, 'frames-'));
  const files = texts.map((_, index) => join(own, String(index)));
  for (const [index, file] of files.entries()) writeFileSync(file, texts[index] ?? assert.fail());
  const { status, stderr } = spawnSync('zstd', ['-q', ...flags, ...files], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return files.map(file => readFileSync(`${file}.zst`));
}

/** Words out of a few hundred. */
export function textLike(seed: number, size: number): Buffer {
  const next = seededNumbers(seed);
  const words = Array.from({ length: 300 }, () => randomBytes(next(2 ** 30), 1 + next(9)).toString('hex'));
  let text = '';
  while (text.length < size) text += `${words[next(next(300) + 1)]} `;
  return Buffer.from(text).subarray(0, size);
}

/** Numbers of which few bytes change, runs of one byte, and what is not to be compressed. */
export function bytesLike(seed: number, size: number): Buffer {
  const next = seededNumbers(seed);
  const parts: Buffer[] = [];
  for (let length = 0; length < size; length += parts.at(-1)?.length ?? 0) {
    const kind = next(4);
    if (kind === 0) parts.push(Buffer.alloc(1 + next(500), next(256)));
    else if (kind === 1) parts.push(randomBytes(next(2 ** 30), 1 + next(300)));
    else parts.push(Buffer.concat(Array.from({ length: 1 + next(40) }, (_, index) => u32(index * (1 + kind) * 7))));
  }
  return Buffer.concat(parts).subarray(0, size);
}

export function randomBytes(seed: number, size: number): Buffer {
  const next = seededNumbers(seed);
  return Buffer.from(Array.from({ length: size }, () => next(256)));
}
