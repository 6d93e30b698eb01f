import { rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PeerTrouble, type Bench, type Place, type Skipped } from './bench.js';
import { bundlePrograms } from './bundled.js';
import { againBenches, archiveBenches } from './cases/archives.js';
import { downloadBenches } from './cases/downloads.js';
import { scalingBenches } from './cases/scaling.js';
import { startingBenches } from './cases/starting.js';
import { measure, type Measured } from './measure.js';
import { peerProgram } from './peers.js';
import { rowOf, skippedRow, writeTable } from './table.js';

// `npm run bench` runs all, `npm run bench -- NAME ...` those that are named or begin with what is written before a `*`; `--pairs=N` runs more or fewer pairs than a bench's own

const PROGRAMS = ['bare-download', 'bare-unpack', 'bunzip2', 'bunzip2-threads', 'download', 'serve', 'unpack'];

const BENCHES: readonly Bench[] = [
  ...archiveBenches,
  ...scalingBenches,
  ...downloadBenches,
  ...startingBenches,
  // last, since what they delete slows others
  ...againBenches,
];

const built = dirname(fileURLToPath(import.meta.url));
const source = join(built, '..', '..', 'bench');

const data = join(source, 'data');
const programs = join(data, 'programs');
const place: Place = {
  data,
  program: (name, ...args) => [process.execPath, join(programs, `${name}.js`), ...args],
  peer: name => peerProgram(data, name) ?? name,
};

/** What the benches write, kept until all of them have run, as long as so many bytes are left on the disk. */
const outputs = join(data, 'outputs');
const ROOM_LEFT = 24 * 2 ** 30;

const words = process.argv.slice(2);
const pairs = Number(/^--pairs=(\d+)$/.exec(words.find(word => word.startsWith('--')) ?? '')?.[1] ?? 0);
run(words.filter(word => !word.startsWith('--')));

function run(names: readonly string[]): void {
  const unknown = names.find(name => !BENCHES.some(bench => isMeant(bench, name)));
  if (unknown !== undefined) {
    console.error(`no bench is called ${unknown}: there are ${BENCHES.map(({ name }) => name).join(', ')}`);
    process.exitCode = 64;
    return;
  }
  rmSync(outputs, { recursive: true, force: true });
  bundlePrograms(programs, PROGRAMS);
  const order = BENCHES.map(({ name }) => name);
  for (const bench of BENCHES.filter(bench => names.length === 0 || names.some(name => isMeant(bench, name)))) {
    if (freeBytes() < ROOM_LEFT) rmSync(outputs, { recursive: true, force: true });
    const result = attempt(bench);
    console.log('reason' in result ? skippedRow(result) : rowOf(result));
    // each at once, so that a run that is ended has told what it measured
    writeTable(join(source, 'README.md'), [result], order);
  }
  rmSync(outputs, { recursive: true, force: true });
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(data);
  return bavail * bsize;
}

function isMeant({ name }: Bench, asked: string): boolean {
  return asked.endsWith('*') ? name.startsWith(asked.slice(0, -1)) : name === asked;
}

function attempt(bench: Bench): Measured | Skipped {
  const lacking = bench.needs.filter(program => peerProgram(data, program) === undefined);
  if (lacking.length > 0) return { bench, reason: `for want of ${lacking.join(' and ')}` };
  try {
    return measure(bench, place, { pairs: pairs || bench.pairs, out: join(outputs, bench.name) });
  } catch (error) {
    if (error instanceof PeerTrouble) return { bench, reason: error.message };
    throw error;
  }
}
