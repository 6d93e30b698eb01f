import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { through } from './make-archive.js';

export interface PrivateCa {
  /** The file that a user would name with `--ca`. */
  readonly caFile: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** A key on a curve is there at once; primes have to be found. */
export const NEW_KEY: readonly string[] = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate authority that nobody knows, and a server's certificate by it for `localhost` and `files.test`. Needs openssl. */
export function makePrivateCa(folder: string): PrivateCa {
  const at = (name: string) => join(folder, name);
  const names = 'subjectAltName=DNS:localhost,DNS:files.test';
  const ca = ['-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Private Root'];
  through('openssl', ['req', '-x509', ...NEW_KEY, '-days', '2', ...ca], NOTHING);
  const asked = ['-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=localhost'];
  through('openssl', ['req', ...NEW_KEY, ...asked], NOTHING);
  writeFileSync(at('names.txt'), `${names}\n`);
  const by = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names.txt')];
  const signed = ['-in', at('server.csr'), '-out', at('server.pem'), '-days', '2', ...by];
  through('openssl', ['x509', '-req', ...signed], NOTHING);
  return { caFile: at('ca.pem'), key: readFileSync(at('server.key')), cert: readFileSync(at('server.pem')) };
}

/** An HTTPS server on loopback that gives these bytes whatever it is asked; or, for a path, leads elsewhere. */
export async function startTlsServer(
  { key, cert }: PrivateCa,
  body: Uint8Array,
  moved: Readonly<Record<string, string>> = {},
) {
  const asked: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    asked.push(request.url ?? '');
    const location = moved[request.url ?? ''];
    if (location !== undefined) return void response.writeHead(302, { location }).end();
    response.writeHead(200, { 'content-length': body.length });
    response.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
