import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext } from 'node:test';
import { openNetwork, type NetworkOptions } from '../../engine/host/network/open-network.js';
import type { PlannedArtifact } from '../../engine/model/plan.js';
import { handTurnedClock } from './hand-turned-clock.js';
import { sha256Of } from './mirror.js';
import { tempFolder } from './temp-folder.js';

/** Terms on which a server is believed, each with what would be wrong without it. */

/** What a server has. */
export const BYTES = Buffer.from('just so '.repeat(500));
export const HASH = sha256Of(BYTES);
export const LENGTH = { 'content-length': BYTES.length };
/** Nobody cancels. */
export const never: AbortSignal = new AbortController().signal;
/** Of what nobody cancels, and whose progress nobody follows. */
export const watch: { readonly signal: AbortSignal; readonly progress: () => undefined } = {
  signal: never,
  progress: () => undefined,
};

/** How a server answers its nth request. */
export type Answering = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown;

/** A server of one file, and what it was asked. */
export async function serve(t: TestContext, answering: Answering) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answering(request, response, asked.length - 1);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file` };
}

/** A network with a cache of its own, which asks for that file. */
export function network(t: TestContext, options: Partial<NetworkOptions> = {}) {
  const clock = handTurnedClock();
  const common = { cacheFolder: tempFolder(t), mirrors: [], offline: false, userAgent: 'test/1', clock };
  const port = openNetwork({ ...common, ...options });
  const fetch = (url: string, wanted: Partial<PlannedArtifact> = { sha256: HASH }) =>
    port.fetch({ id: 'thing', sources: [url], ...wanted }, watch);
  return { ...port, clock, fetch };
}
