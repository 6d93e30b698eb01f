import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Bench, Skipped } from './bench.js';
import type { Measured } from './measure.js';

const HEAD = [
  '| bench | work | against | aim | ratio | lowest - highest | ours | theirs | peak RSS | pairs |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
];

/** Puts what was measured into the README's table; rows of benches that were not run stay, in the order that is given. */
export function writeTable(file: string, measured: readonly (Measured | Skipped)[], order: readonly string[]): void {
  const rows = new Map(existsSync(file) ? rowsOf(readFileSync(file, 'utf8')) : []);
  for (const each of measured) rows.set(each.bench.name, 'reason' in each ? skippedRow(each) : rowOf(each));
  const shown = order.map(name => rows.get(name)).filter(row => row !== undefined);
  writeFileSync(file, `${textBefore()}\n${[...HEAD, ...shown].join('\n')}\n`);
}

export function rowOf({ bench, pairs, ratio, lowest, highest, ours, theirs, peakRss }: Measured): string {
  const cells = [
    ...aboutBench(bench),
    ratio.toFixed(2),
    `${lowest.toFixed(2)} - ${highest.toFixed(2)}`,
    `${ours.toFixed(2)} s`,
    `${theirs.toFixed(2)} s`,
    peakRss > 0 ? `${peakRss} MB` : '',
    String(pairs),
  ];
  return `| ${cells.join(' | ')} |`;
}

export function skippedRow({ bench, reason }: Skipped): string {
  return `| ${[...aboutBench(bench), `skipped, ${reason}`, '', '', '', '', ''].join(' | ')} |`;
}

function aboutBench({ name, work, against, aim }: Bench): readonly string[] {
  return [name, work, `\`${against}\``, aim === undefined ? '' : `<= ${aim}`];
}

function rowsOf(text: string): readonly (readonly [string, string])[] {
  return text
    .split('\n')
    .map(line => [/^\| ([\w.-]+)\s+\|/.exec(line)?.[1] ?? '', line] as const)
    .filter(([name]) => name !== '' && name !== 'bench' && !/^-+$/.test(name));
}

function textBefore(): string {
  const model = cpus()[0]?.model ?? 'unknown';
  const machine = `${availableParallelism()} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${process.platform}`;
  return `# Measured

Made by \`npm run bench\`; \`npm run bench -- NAME\` measures one bench again (\`'again-*'\`: all that begin so) and leaves
the other rows as they are.
Whole processes, ours and the peer's in turns (A B A B) after a pair that is not counted, each into a fresh folder, with
nothing deleted meanwhile. The ratio is the median of the pairs' own ratios; below 1 is faster than the peer.
Peak RSS is the largest of our process. Inputs are made when they are needed, below \`bench/data/\`, from files of the
system, so that they differ from machine to machine. Our programs and the threads they start are one file each, as in the
program that is installed. Peers that the system lacks come from npm and PyPI into \`bench/data/peers/\`; what cannot be
had there is skipped, and its row says so.

Unpacking is what an install does with an archive (decided, staged, renamed). At its end a step also waits until the disk
has all of it, which no peer does: the row \`tar.gz-kept\` is with that wait, and a peer that is made to. How fast a file
is made depends on what was deleted before: on this disk tar took some 9 us for each where nothing was, and 65 to 115 where
as many were deleted in the last minutes, as when an environment is made anew. So the rows \`-again\` are measured so.

What a run has written is brought to the disk and out of memory before the next. In a virtual machine a page that it never
used takes longer to be had than one that was used before (here 7 to 10 us and 1.4 us, so 0.3 to 0.5 s for 228 MB), and
before this was so, one row gave 0.50 and 1.04 within an hour, by which of the two a run found.

\`small-files\` misses its aim where the disk is fast: to begin, Node and its thread take half the time that tar needs for
all (row \`one-file\`); where the disk takes longer for each file, it is met (\`small-files-again\`). \`download\` misses its
aim since it is hashed and waits for the disk: a peer that waits too takes as long (\`download-kept\`). How near
ours comes to what Node itself can do is told by the rows \`-bare\`, against programs of a few lines: one unpacks and looks
at nothing, and on this machine takes 1.5 times as long as tar, which is above the aim; one writes what a socket brings and
hashes it on a thread, without a wait for the disk.

The last run was on ${machine}. Other programs may have shared the machine: ratios suffer less from that than seconds.
`;
}
