import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Pair } from '../bench.js';
import { condaOf, packageTree, smallFilesTree, tarOfTree, through, zipOfTree } from '../inputs.js';

const TAR = ['tar'] as const;

/** The rows about archives, each as an install unpacks it: decided, staged, renamed; `-kept` also waits for the disk. */
export const archiveBenches: readonly Bench[] = [
  unpacking({
    name: 'tar.bz2',
    work: '.tar.bz2, 220 MB, 5,300 files, to disk',
    aim: 0.5,
    flag: '-xjf',
    pairs: 5,
    needs: ['bzip2'],
    archive: data => tarOfTree(data, packageTree(data), ['bz2', 'bzip2', '-c']),
  }),
  unpacking({
    name: 'tar.bz2-lbzip2',
    work: 'the same .tar.bz2, to disk',
    aim: 1.15,
    flag: '-I lbzip2 -xf',
    pairs: 5,
    needs: ['bzip2', 'lbzip2'],
    archive: data => tarOfTree(data, packageTree(data), ['bz2', 'bzip2', '-c']),
  }),
  {
    name: 'bunzip2',
    work: 'bzip2 decode of the same on one thread',
    against: 'bzip2 -dc',
    aim: 0.8,
    pairs: 3,
    needs: ['bzip2', ...TAR],
    prepare({ data, program }) {
      const archive = tarOfTree(data, packageTree(data), ['bz2', 'bzip2', '-c']);
      return {
        ours: () => program('bunzip2', archive),
        theirs: () => ['sh', '-c', 'bzip2 -dc "$0" > /dev/null', archive],
      };
    },
  },
  unpacking({
    name: 'tar.gz',
    work: '.tar.gz of the same, to disk',
    aim: 0.6,
    flag: '-xzf',
    pairs: 9,
    needs: ['gzip'],
    archive: data => tarOfTree(data, packageTree(data), ['gz', 'gzip', '-c']),
  }),
  unpacking({
    name: 'tar.zst',
    work: '.tar.zst of the same, to disk',
    aim: 1.4,
    flag: '--zstd -xf',
    pairs: 9,
    needs: ['zstd'],
    archive: zstdTar,
  }),
  unpacking({
    name: 'conda',
    work: '.conda of the same, to disk',
    aim: 1.4,
    flag: '--zstd -xf',
    pairs: 9,
    needs: ['zstd', 'python3'],
    archive: data => condaOf(data, 'package', zstdTar(data)),
    theirs: zstdTar,
  }),
  {
    name: 'zip',
    work: '.zip of the same, to disk',
    against: 'unzip -q',
    pairs: 5,
    needs: ['unzip', 'python3'],
    prepare({ data, program }) {
      const archive = zipOfTree(data, packageTree(data));
      return {
        ours: out => program('unpack', archive, out),
        theirs: out => ['unzip', '-q', archive, '-d', out],
      };
    },
  },
  {
    name: 'tar.gz-kept',
    work: '.tar.gz of the same, to disk, until the disk has all of it, as a step waits before it is done',
    against: 'tar -xzf, sync of each file',
    pairs: 5,
    needs: ['gzip', 'tar', 'sync', 'xargs'],
    prepare({ data, program }) {
      const archive = tarOfTree(data, packageTree(data), ['gz', 'gzip', '-c']);
      const script = 'tar -xzf "$0" -C "$1" && find "$1" -print0 | xargs -0 sync';
      return {
        ours: out => program('unpack', archive, out, 'kept'),
        theirs: out => ['sh', '-c', script, archive, out],
      };
    },
  },
  unpacking({
    name: 'small-files',
    work: 'plain .tar of 20,000 small files, to disk',
    aim: 1.15,
    flag: '-xf',
    pairs: 9,
    needs: [],
    archive: data => tarOfTree(data, smallFilesTree(data)),
  }),
  {
    name: 'small-files-bare',
    work: 'the same, to disk: how near to what Node itself can do',
    against: 'a bare program of Node, nothing looked at',
    pairs: 9,
    needs: ['tar'],
    prepare({ data, program }) {
      const archive = tarOfTree(data, smallFilesTree(data));
      return {
        ours: out => program('unpack', archive, out),
        theirs: out => program('bare-unpack', archive, out),
      };
    },
  },
  {
    name: 'one-file',
    work: 'plain .tar of one small file, to disk: what it takes to begin',
    against: 'tar -xf',
    pairs: 9,
    needs: ['tar'],
    prepare({ data, program }) {
      const archive = tarOfTree(data, smallFilesTree(data, 1));
      return {
        ours: out => program('unpack', archive, out),
        theirs: out => ['tar', '-xf', archive, '-C', out],
      };
    },
  },
];

/** The same, once more. */
export const againBenches: readonly Bench[] = ['tar.gz', 'tar.zst', 'small-files'].map(again);

/** As where an environment is made anew: ext4 without a journal looks long for inodes that were not used in the last minutes. */
function again(name: string): Bench {
  const bench = firstTime(name);
  return {
    ...bench,
    name: `${name}-again`,
    work: `${bench.work}, where as many were deleted just before`,
    pairs: 5,
    prepare(place) {
      const pair = bench.prepare(place);
      return { ...pair, before: out => unpackAndDelete(pair.theirs, join(out, 'deleted')) };
    },
  };
}

function firstTime(name: string): Bench {
  const found = archiveBenches.find(bench => bench.name === name);
  if (found === undefined) throw new Error(`no bench is called ${name}`);
  return found;
}

function unpackAndDelete(theirs: Pair['theirs'], folder: string): void {
  mkdirSync(folder);
  const [program, ...args] = theirs(folder);
  through(program, args);
  rmSync(folder, { recursive: true });
}

interface Unpacking {
  readonly name: string;
  readonly work: string;
  readonly aim: number;
  /** What tar is given before the archive. */
  readonly flag: string;
  readonly pairs: number;
  readonly needs: readonly string[];
  readonly archive: (data: string) => string;
  /** What tar is given, where it cannot read the same. */
  readonly theirs?: (data: string) => string;
}

function zstdTar(data: string): string {
  return tarOfTree(data, packageTree(data), ['zst', 'zstd', '-19', '-T2', '-q', '-c']);
}

function unpacking({ name, work, aim, flag, pairs, needs, archive, theirs = archive }: Unpacking): Bench {
  return {
    name,
    work,
    against: `tar ${flag}`,
    aim,
    pairs,
    needs: [...TAR, ...needs],
    prepare({ data, program }) {
      const file = archive(data);
      return {
        ours: out => program('unpack', file, out),
        theirs: out => ['tar', ...flag.split(' '), theirs(data), '-C', out],
      };
    },
  };
}
