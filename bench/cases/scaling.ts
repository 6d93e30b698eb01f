import { appendFileSync, readFileSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { madeOnce, packageTree, tarOfCopies, tarOfTree } from '../inputs.js';

/** How decoding and unpacking grow with the number of threads, and with the size of the archive. */
export const scalingBenches: readonly Bench[] = [
  ...[1, 2, 4].map(threads => decoding({ threads, times: 1 })),
  decoding({ threads: 2, times: 4 }),
  ...[0, 1, 2, 4].map(threads => unpacking({ threads, times: 1 })),
  unpacking({ threads: 2, times: 4 }),
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

/** With none, all is done on the main thread; with more, others decode and write beside the one that reads. */
function unpacking({ threads, times }: { readonly threads: number; readonly times: number }): Bench {
  const size = times === 1 ? '220 MB' : `${times} times 220 MB and ${times} times the files`;
  return {
    name: `tar.gz-${threads}-threads${times === 1 ? '' : `-x${times}`}`,
    work: `.tar.gz, ${size}, to disk, ${threads} thread${threads === 1 ? '' : 's'}`,
    against: 'tar -xzf',
    pairs: times === 1 ? 5 : 3,
    needs: ['gzip', 'tar'],
    prepare({ data, program }) {
      const tree = packageTree(data);
      const archive = times === 1 ? tarOfTree(data, tree, ['gz', 'gzip', '-c']) : tarOfCopies(data, tree, times);
      return {
        ours: out => program('unpack', archive, out, String(threads)),
        theirs: out => ['tar', '-xzf', archive, '-C', out],
      };
    },
  };
}

function repeat(file: string, into: string, times: number): void {
  for (let time = 0; time < times; time++) appendFileSync(into, readFileSync(file));
}
