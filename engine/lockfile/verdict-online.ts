import type { Result } from '../base/result.js';
import type { Failure } from '../model/failure.js';
import type { Asks, Network, UrlAnswer } from '../model/ports.js';

/** What an address gives today, held against what is known of it. */
export type OnlineVerdict =
  | { readonly kind: 'there'; readonly size?: number; readonly checked: Checked }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'gone'; readonly status: number }
  | { readonly kind: 'other size' | 'other hash'; readonly wanted: string; readonly got: string }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** What a file that is there was held against; `list`: the publisher's. */
export type Checked = 'hash' | 'list' | 'validator' | 'size' | 'nothing';

/** By the lock, or where that has nothing by the manifest. */
export interface KnownBytes {
  readonly sha256?: string;
  readonly size?: number;
  readonly validator?: string;
}

interface Asking {
  readonly network: Network & Asks;
  readonly signal: AbortSignal;
}

/** Held against what is known; the bytes are fetched only where the server's validator says that they are others now. */
export async function verdictOnline(url: string, known: KnownBytes, asking: Asking): Promise<OnlineVerdict> {
  const asked = await asking.network.ask(url, asking.signal);
  if (!asked.ok) return { kind: 'unreachable', failure: asked.error };
  return notThere(url, asked.value.status) ?? sameBytes(url, known, { ...asking, answer: asked.value });
}

function notThere(url: string, status: number): OnlineVerdict | undefined {
  if (status === 200) return undefined;
  if (status === 404 || status === 410) return { kind: 'gone', status };
  const isForNow = status === 408 || status === 429 || status >= 500;
  return isForNow
    ? { kind: 'unreachable', failure: { kind: 'http-status', url, status } }
    : { kind: 'refused', status };
}

async function sameBytes(
  url: string,
  known: KnownBytes,
  { answer, ...asking }: Asking & { readonly answer: UrlAnswer },
): Promise<OnlineVerdict> {
  const { size, validator, movedTo } = answer;
  if (known.size !== undefined && size !== undefined && known.size !== size) {
    return { kind: 'other size', wanted: String(known.size), got: String(size) };
  }
  let checked: Checked = checkedBy(known, answer);
  if (known.sha256 !== undefined && known.validator !== undefined && validator !== known.validator) {
    const got = await hashOf(url, asking);
    if (!got.ok) return { kind: 'unreachable', failure: got.error };
    if (got.value !== known.sha256) return { kind: 'other hash', wanted: known.sha256, got: got.value };
    checked = 'hash';
  }
  return movedTo === undefined
    ? { kind: 'there', checked, ...(size !== undefined && { size }) }
    : { kind: 'moved', to: movedTo };
}

function checkedBy(known: KnownBytes, { size, validator }: UrlAnswer): Checked {
  if (known.validator !== undefined && known.validator === validator) return 'validator';
  return known.size !== undefined && known.size === size ? 'size' : 'nothing';
}

async function hashOf(url: string, { network, signal }: Asking): Promise<Result<string, Failure>> {
  const fetched = await network.fetch({ id: url, sources: [url] }, { signal, progress: () => undefined });
  return fetched.ok ? { ok: true, value: fetched.value.sha256 } : fetched;
}
