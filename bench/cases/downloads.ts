import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Place } from '../bench.js';

const GIB = 1024 ** 3;

/** The rows about downloads; ours hashes, syncs and renames into the cache, the peer does what its row says. */
export const downloadBenches: readonly Bench[] = [
  {
    name: 'download',
    work: '1 GiB from loopback, with its SHA-256',
    against: 'curl -o, no hash',
    aim: 1.15,
    pairs: 5,
    needs: ['curl'],
    prepare(place) {
      const url = serve(place, { name: 'download', bytes: GIB, pace: 'fast' });
      return {
        ours: out => place.program('download', url, out),
        theirs: out => ['curl', '-sS', '-o', join(out, 'file'), url],
      };
    },
  },
  {
    name: 'download-kept',
    work: '1 GiB from loopback, with its SHA-256',
    against: 'curl -o, no hash, sync of the file',
    pairs: 5,
    needs: ['curl', 'sync'],
    prepare(place) {
      const url = serve(place, { name: 'download-kept', bytes: GIB, pace: 'fast' });
      return {
        ours: out => place.program('download', url, out),
        theirs: out => ['sh', '-c', 'curl -sS -o "$1" "$0" && sync "$1"', url, join(out, 'file')],
      };
    },
  },
  {
    name: 'download-bare',
    work: '1 GiB from loopback, with its SHA-256: how near to what Node itself can do',
    against: 'a bare program of Node, hashed on a thread, no sync',
    pairs: 5,
    needs: [],
    prepare(place) {
      const url = serve(place, { name: 'download-bare', bytes: GIB, pace: 'fast' });
      return {
        ours: out => place.program('download', url, out),
        theirs: out => place.program('bare-download', url, out),
      };
    },
  },
  {
    name: 'download-hashed',
    work: '1 GiB from loopback, with its SHA-256',
    against: 'curl, tee, sha256sum',
    aim: 0.65,
    pairs: 5,
    needs: ['curl', 'tee', 'sha256sum'],
    prepare(place) {
      const url = serve(place, { name: 'download-hashed', bytes: GIB, pace: 'fast' });
      return {
        ours: out => place.program('download', url, out),
        theirs: out => ['sh', '-c', 'curl -sS "$0" | tee "$1" | sha256sum', url, join(out, 'file')],
      };
    },
  },
  {
    name: 'download-slow',
    work: '512 MiB at 10 MB/s a connection, 50 ms',
    against: 'aria2c -x8',
    aim: 1.05,
    pairs: 3,
    needs: ['aria2c'],
    prepare(place) {
      const url = serve(place, { name: 'download-slow', bytes: GIB / 2, pace: 'slow' });
      const eight = ['-q', '-x8', '-s8', '-k1M', '--file-allocation=none', '--no-conf'];
      return {
        ours: out => place.program('download', url, out),
        theirs: out => ['aria2c', ...eight, '-d', out, '-o', 'file', url],
      };
    },
  },
];

interface Served {
  readonly name: string;
  readonly bytes: number;
  readonly pace: 'fast' | 'slow';
}

/** The URL of a server in a process of its own, that ends with this one. */
function serve({ data, program }: Place, { name, bytes, pace }: Served): string {
  const portFile = join(data, `${name}.port`);
  rmSync(portFile, { force: true });
  const [node, ...args] = program('serve', portFile, String(bytes), pace);
  const server = spawn(node, args, { stdio: 'ignore' });
  server.unref();
  process.once('exit', () => server.kill());
  // the runner waits for whole processes, so it may wait for this one too
  for (let waits = 0; waits < 200; waits++) {
    const port = portIn(portFile);
    if (port !== '') return `http://127.0.0.1:${port}/file`;
    spawnSync('sleep', ['0.05']);
  }
  throw new Error('the server of the bench does not start');
}

function portIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
