import { randomFillSync } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// serve.js PORT-FILE BYTES PACE: one file on loopback, with ranges; "slow" is 10 MB/s a connection and 50 ms until it answers
const [portFile = '', size = '0', pace = 'fast'] = process.argv.slice(2);
const total = Number(size);
// the same in every run of one server, which is all that a ratio needs
const block = randomFillSync(Buffer.alloc(1024 * 1024), 0);
block.fill('x', 0, 1024);

const server = createServer((request, response) => {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const from = Number(first ?? 0);
  const to = last === undefined || last === '' ? total - 1 : Math.min(Number(last), total - 1);
  const range = first === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${total}` };
  const headers = { etag: '"bench"', 'accept-ranges': 'bytes', 'content-length': to + 1 - from, ...range };
  void send(response, first === undefined ? 200 : 206, { headers, from, to });
});
server.listen(0, '127.0.0.1', () => writeFileSync(portFile, String((server.address() as AddressInfo).port)));

interface Part {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly from: number;
  readonly to: number;
}

async function send(response: ServerResponse, status: number, { headers, from, to }: Part): Promise<void> {
  if (pace === 'slow') await sleep(50);
  response.writeHead(status, headers);
  const began = performance.now();
  for (let at = from; at <= to && !response.destroyed;) {
    const most = pace === 'slow' ? 64 * 1024 : block.length;
    const piece = block.subarray(
      at % block.length,
      Math.min(block.length, (at % block.length) + Math.min(most, to + 1 - at)),
    );
    at += piece.length;
    if (!response.write(piece)) await roomIn(response);
    const due = pace === 'slow' ? (at - from) / 10_000 : 0;
    const early = due - (performance.now() - began);
    if (early > 2) await sleep(early);
  }
  response.end();
}

/** Resolves when it takes more, or nothing more. */
function roomIn(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}
