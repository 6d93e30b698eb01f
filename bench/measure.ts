import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, CommandLine, Pair, Place } from './bench.js';
import { letGo } from './let-go.js';

export interface Measured {
  readonly bench: Bench;
  readonly pairs: number;
  /** Median of the ratios of the pairs: below 1 is faster than the peer. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  /** Medians, in seconds. */
  readonly ours: number;
  readonly theirs: number;
  /** The largest of ours, in MB. */
  readonly peakRss: number;
}

/**
 * Runs ours and theirs in turns, each into a fresh folder below `out`, after a pair that is not counted. Nothing is deleted
 * meanwhile, since for minutes that slows whoever makes files after it; what a run has written is brought to the disk and out
 * of memory before the next, so that nobody waits for another's, and all find the same memory.
 */
export function measure(bench: Bench, place: Place, { pairs, out }: Measuring): Measured {
  const pair = bench.prepare(place);
  runPair(pair, join(out, 'first'));
  const runs = Array.from({ length: pairs }, (_, index) => runPair(pair, join(out, String(index))));
  const ratios = runs.map(({ ours, theirs }) => ours.seconds / theirs.seconds);
  return {
    bench,
    pairs,
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    ours: median(runs.map(({ ours }) => ours.seconds)),
    theirs: median(runs.map(({ theirs }) => theirs.seconds)),
    peakRss: Math.max(...runs.map(({ ours }) => ours.rss)),
  };
}

interface Measuring {
  readonly pairs: number;
  /** A folder that is not there yet. */
  readonly out: string;
}

interface Run {
  readonly seconds: number;
  /** In MB; told by our own programs, as the last line of what they print. */
  readonly rss: number;
}

function runPair(pair: Pair, out: string): { readonly ours: Run; readonly theirs: Run } {
  const { before } = pair;
  return { ours: run(pair.ours, join(out, 'ours'), before), theirs: run(pair.theirs, join(out, 'theirs'), before) };
}

function run(command: (out: string) => CommandLine, out: string, before: Pair['before']): Run {
  mkdirSync(out, { recursive: true });
  before?.(out);
  spawnSync('sync');
  const [program, ...args] = command(out);
  const begun = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 20,
  });
  const seconds = (performance.now() - begun) / 1000;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  letGo(out);
  return { seconds, rss: Number(/rss (\d+)/.exec(stdout)?.[1] ?? 0) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
