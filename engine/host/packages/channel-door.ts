import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Failure } from '../../model/failure.js';
import type { Streams } from '../network/stream-url.js';

export interface ChannelDoor {
  /** Where each of the channels is asked, in their order; one that is a bare name, by that. */
  readonly channels: readonly string[];
  /** An address behind the door as it is in the world; any other as it is. */
  outside(url: string): string;
  /** What kept a channel from being read, where anything did. */
  failure(): Failure | undefined;
  close(): Promise<void>;
}

/**
 * A door on loopback to channels: a solver that knows no proxy, no certificates of ours and no mirrors asks here, and the
 * network that knows them asks on. Behind a name that nobody can guess, for other users of this machine.
 */
export async function openChannelDoor(
  channels: readonly string[],
  { network, signal }: { readonly network: Streams; readonly signal: AbortSignal },
): Promise<ChannelDoor> {
  const secret = randomBytes(16).toString('hex');
  const bare = channels.map(channel => channel.replace(/\/+$/, ''));
  let failure: Failure | undefined;
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    const [, given, at = '', ...path] = (request.url ?? '').split('/');
    const channel = given === secret ? bare[Number(at)] : undefined;
    if (channel === undefined) return void response.writeHead(404).end();
    const url = [channel, ...path].join('/');
    handOn(url, response, { network, signal }).then(
      found => (failure ??= found),
      () => response.destroy(),
    );
  });
  const origin = await listening(server);
  const doors = bare.map((channel, index) => (isAddress(channel) ? `${origin}/${secret}/${index}` : channel));
  return {
    channels: doors,
    outside: url => {
      const index = doors.findIndex(door => url.startsWith(`${door}/`));
      return index === -1 ? url : (bare[index] ?? '') + url.slice(doors[index]?.length ?? 0);
    },
    failure: () => failure,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where the channel of a bare name is, only a solver knows: it asks there by itself. */
export function isAddress(channel: string): boolean {
  return /^https?:\/\//.test(channel);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Which lists a channel has is found out by asking: that one is not there is no failure. */
async function handOn(
  url: string,
  response: ServerResponse,
  { network, signal }: { readonly network: Streams; readonly signal: AbortSignal },
): Promise<Failure | undefined> {
  const answer = await network.stream(url, signal);
  if (!answer.ok) {
    response.writeHead(502).end();
    return answer.error;
  }
  const { status } = answer.value;
  if (status !== 200) {
    answer.value.drop();
    response.writeHead(status).end();
    return status === 404 || status === 410 ? undefined : { kind: 'http-status', url, status };
  }
  const length = answer.value.header('content-length');
  response.writeHead(200, length === undefined ? {} : { 'content-length': length });
  for await (const { bytes, release } of answer.value.body()) {
    const isRoom = response.write(Buffer.from(bytes));
    release();
    if (response.destroyed) break;
    if (!isRoom) await drained(response);
  }
  response.end();
  return undefined;
}

/** A reader that has gone away takes nothing any more. */
async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const gone = new AbortController();
  const onClose = () => gone.abort();
  response.once('close', onClose);
  await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
  response.off('close', onClose);
}
