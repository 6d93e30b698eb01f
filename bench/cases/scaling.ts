import { appendFileSync, readFileSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { madeOnce, packageTree, tarOfTree } from '../inputs.js';

/** How decoding grows with the number of threads, and with the size of what is decoded. */
export const scalingBenches: readonly Bench[] = [
  ...[1, 2, 4].map(threads => decoding({ threads, times: 1 })),
  decoding({ threads: 2, times: 4 }),
];

function decoding({ threads, times }: { readonly threads: number; readonly times: number }): Bench {
  const size = times === 1 ? '220 MB' : `${times} streams of 220 MB one behind the other`;
  return {
    name: `bunzip2-${threads}-threads${times === 1 ? '' : `-x${times}`}`,
    work: `bzip2 decode, ${size}, ${threads} thread${threads === 1 ? '' : 's'}`,
    against: 'bzip2 -dc',
    pairs: times === 1 ? 3 : 1,
    needs: ['bzip2', 'tar'],
    prepare({ data, program }) {
      const once = tarOfTree(data, packageTree(data), ['bz2', 'bzip2', '-c']);
      const archive = times === 1 ? once : madeOnce(data, `package-x${times}.bz2`, aside => repeat(once, aside, times));
      return {
        ours: () => program('bunzip2-threads', archive, String(threads)),
        theirs: () => ['sh', '-c', 'bzip2 -dc "$0" > /dev/null', archive],
      };
    },
  };
}

function repeat(file: string, into: string, times: number): void {
  for (let time = 0; time < times; time++) appendFileSync(into, readFileSync(file));
}
