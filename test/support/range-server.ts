import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is met. */
export interface Manners {
  readonly etag?: string;
  /** The whole, whatever was asked for. */
  readonly ignoresRange?: boolean;
  readonly status?: number;
  /** Beside a status. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Other bytes than those of the file. */
  readonly body?: Uint8Array;
  /** Closes after so many bytes of this answer. */
  readonly cutAfter?: number;
  /** Says nothing more after so many bytes. */
  readonly holdAfter?: number;
  readonly acceptRanges?: boolean;
}

export interface RangeServer {
  readonly url: string;
  /** The Range of each request, '' where there was none. */
  readonly asked: readonly string[];
  /** Resolves when so many requests have come. */
  reached(requests: number): Promise<void>;
  close(): Promise<void>;
}

/** A real server of one file that gives any range of it; `manners` of the nth request, from 0. */
export async function startRangeServer(
  file: Uint8Array,
  manners: (nth: number, range: string) => Manners = () => ({}),
): Promise<RangeServer> {
  const asked: string[] = [];
  let waiting: { readonly requests: number; readonly tell: () => void }[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range ?? '';
    asked.push(range);
    answer(request, response, { file, ...manners(asked.length - 1, range) });
    waiting = waiting.filter(each => asked.length < each.requests || (each.tell(), false));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
    asked,
    reached: requests =>
      new Promise(tell => {
        if (asked.length >= requests) tell();
        else waiting.push({ requests, tell });
      }),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { file, etag = '"v1"', body = file, acceptRanges = true, ...manners }: Manners & { readonly file: Uint8Array },
): void {
  if (manners.status !== undefined) return void response.writeHead(manners.status, manners.headers).end('no\n');
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const current = [undefined, etag].includes(request.headers['if-range'] as string | undefined);
  const whole = first === undefined || manners.ignoresRange === true || !current;
  const from = whole ? 0 : Number(first);
  const to = whole || last === '' ? body.length - 1 : Number(last);
  response.writeHead(whole ? 200 : 206, {
    etag,
    'content-length': to - from + 1,
    ...(acceptRanges && { 'accept-ranges': 'bytes' }),
    ...(!whole && { 'content-range': `bytes ${from}-${to}/${body.length}` }),
  });
  const bytes = body.subarray(from, to + 1);
  const { cutAfter, holdAfter } = manners;
  if (holdAfter !== undefined) return void response.write(bytes.subarray(0, holdAfter));
  if (cutAfter === undefined || cutAfter >= bytes.length) return void response.end(bytes);
  response.write(bytes.subarray(0, cutAfter), () => setImmediate(() => response.socket?.end()));
}
