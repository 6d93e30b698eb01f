import { err, ok, type Result } from '../base/result.js';
import type { LockedRequest, PackageLock } from '../model/package-lock.js';

/** As it stands in its file: by name, one package a line, hashes once, always the same text for the same entries. */
export function packageLockText({ requests }: PackageLock): string {
  const hashes = new Map<string, readonly string[]>();
  const entries = [...requests].sort(byName).map(([key, { request, list }]) => {
    const names = list.map(line => {
      const [name = '', ...own] = line.split(' --hash=');
      if (own.length > 0) hashes.set(name, [...new Set([...(hashes.get(name) ?? []), ...own])].sort());
      return name;
    });
    return [key, { request, list: names.sort() }];
  });
  const lock = {
    lock: 1,
    requests: Object.fromEntries(entries) as unknown,
    hashes: Object.fromEntries([...hashes].sort(byName)) as unknown,
  };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** What is wrong, and at which offset where that is known. */
export interface LockFault {
  readonly message: string;
  readonly offset: number;
}

export function parsePackageLock(text: string): Result<PackageLock, LockFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return err({ message: 'this is not JSON', offset: Number(/position (\d+)/.exec(message)?.[1] ?? text.length) });
  }
  const { lock, requests, hashes } = isMap(value) ? value : {};
  if (lock !== 1) return err({ message: 'this is no lock that this engine reads', offset: 0 });
  if (!isMap(requests) || !isMap(hashes)) return err({ message: 'it has no `requests` or no `hashes`', offset: 0 });
  const found = new Map<string, LockedRequest>();
  for (const [key, entry] of Object.entries(requests)) {
    const { request, list } = isMap(entry) ? entry : {};
    if (typeof request !== 'string' || !isTexts(list)) return faultAt(text, key);
    const lines = list.map(name => withHashes(name, hashes[name]));
    const whole = lines.filter(line => line !== undefined);
    if (whole.length < lines.length) return faultAt(text, key);
    found.set(key, { request, list: whole });
  }
  return ok({ requests: found });
}

function faultAt(text: string, key: string): Result<never, LockFault> {
  const offset = Math.max(text.indexOf(JSON.stringify(key)), 0);
  return err({ message: 'this request has no list of packages that hashes cover', offset });
}

/** A line that no hash covers would be taken for one that any bytes may stand for. */
function withHashes(name: string, hashes: unknown): string | undefined {
  if (/#sha256:[0-9a-f]{64}$/.test(name)) return name;
  if (/^-|[\r\n]/.test(name) || !isTexts(hashes) || hashes.length === 0) return undefined;
  if (!hashes.every(hash => /^sha256:[0-9a-f]{64}$/.test(hash))) return undefined;
  return [name, ...hashes].join(' --hash=');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
