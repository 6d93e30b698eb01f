import { connect, createServer, type Socket } from 'node:net';
import { err, ok, type Result } from '../../base/result.js';
import { systemCode } from '../system-code.js';
import { holderInWords, holderText, type LockHolder } from './holder.js';

const TRIES = 5;
const LONGEST_ANSWER = 4096;
const PATIENCE_MS = 2000;

/** Holds a socket name: only one process can listen on it, and it tells whoever connects who it is. */
export async function lockSocket(
  name: string,
  holder: LockHolder,
): Promise<Result<{ release(): Promise<void> }, { readonly heldBy: string }>> {
  for (let tries = 1; ; tries += 1) {
    const server = await listen(name, holder);
    if (server !== undefined) return ok(server);
    const answer = await askSocket(name);
    // Nobody is there any more: the holder ended between our two questions.
    if (answer === undefined && tries < TRIES) continue;
    return err({ heldBy: holderInWords(answer ?? '') });
  }
}

/** Undefined when the name is taken. */
function listen(name: string, holder: LockHolder): Promise<{ release(): Promise<void> } | undefined> {
  return new Promise((resolve, reject) => {
    const asking = new Set<Socket>();
    const server = createServer(socket => {
      asking.add(socket);
      socket.once('close', () => asking.delete(socket));
      socket.on('error', () => undefined);
      socket.unref();
      socket.end(holderText(holder));
    });
    server.on('error', error => (systemCode(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    const release = () =>
      new Promise<void>(released => {
        server.close(() => released());
        for (const socket of asking) socket.destroy();
      });
    server.listen(name, () => {
      // The lock lives as long as the run, and does not make it live longer.
      server.unref();
      resolve({ release });
    });
  });
}

/** What the holder says of itself, '' when it says nothing in time, undefined when nobody listens. */
export function askSocket(name: string): Promise<string | undefined> {
  return new Promise(resolve => {
    let answer = '';
    const socket = connect(name);
    const settle = (said: string | undefined) => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(PATIENCE_MS, () => settle(''));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.length > LONGEST_ANSWER) settle('');
    });
    socket.once('end', () => settle(answer));
    socket.once('error', error => settle(isNobody(error) ? undefined : ''));
  });
}

function isNobody(error: Error): boolean {
  return ['ECONNREFUSED', 'ENOENT', 'ECONNRESET'].includes(systemCode(error));
}
