import { connect } from 'node:net';
import { systemCode } from '../system-code.js';

/** Why no connection to a host is made, in the system's code, or `timeout`; undefined where one is made. */
export function connectionFault(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: hostname, port });
    const settle = (fault?: string) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(fault);
    };
    const onAbort = () => settle('cancelled');
    signal.addEventListener('abort', onAbort);
    socket.setTimeout(limitMs, () => settle('timeout'));
    socket.once('connect', () => settle());
    socket.once('error', error => settle(systemCode(error)));
    if (signal.aborted) onAbort();
  });
}
