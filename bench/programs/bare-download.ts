import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

// bare-download.js URL FOLDER: the least that Node can do to download a file and hash it. Nothing is looked at, nobody waits for
// the disk: a socket fills large buffers, which are written at once and hashed on a thread.
const SLAB = 4 * 1024 * 1024;
const SLABS = 4;

function download(): void {
  const [url = '', folder = ''] = process.argv.slice(2);
  const { hostname, port, pathname } = new URL(url);
  const slabs = Array.from({ length: SLABS }, () => Buffer.from(new SharedArrayBuffer(SLAB)));
  const file = openSync(join(folder, 'file'), 'wx', 0o644);
  const thread = new Worker(process.argv[1] ?? '');
  let [turn, used, lent, head] = [0, 0, 0, true];
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: {
      buffer: () => (slabs[turn % SLABS] as Buffer).subarray(used),
      callback(bytes) {
        used += bytes;
        if (SLAB - used < 65_536) pass();
        return lent < SLABS - 1;
      },
    },
  });
  const pass = () => {
    const slab = (slabs[turn++ % SLABS] as Buffer).subarray(0, used);
    const body = head ? slab.subarray(slab.indexOf('\r\n\r\n') + 4) : slab;
    [used, head] = [0, false];
    lent++;
    writeSync(file, body);
    thread.postMessage(body);
  };
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
  socket.on('end', () => {
    if (used > 0) pass();
    closeSync(file);
    thread.postMessage(null);
  });
  thread.on('message', (sha256: string | null) => {
    if (sha256 !== null) return console.log(sha256);
    lent--;
    socket.resume();
  });
}

/** Answers each piece when it is hashed, and null with the hash of all, after which it ends. */
function hashing(): void {
  const hash = createHash('sha256');
  parentPort?.on('message', (piece: Uint8Array | null) => {
    if (piece !== null) hash.update(piece);
    parentPort?.postMessage(piece === null ? hash.digest('hex') : null);
    if (piece === null) parentPort?.close();
  });
}

if (isMainThread) download();
else hashing();
