import type { Failure } from '../model/failure.js';
import type { LockedArtifact } from '../model/lockfile.js';

/** An address of the manifest: who uses it, what is said of it, and what it gave when it was asked. */
export interface AskedUrl {
  readonly url: string;
  readonly uses: readonly {
    readonly artifact: string;
    readonly source: number;
    /** Names the hosts; equal for the sources of one artifact on one of them. */
    readonly host: string;
    readonly sha256?: string;
    readonly size?: number;
  }[];
  readonly found: Found;
}

export type Found =
  | { readonly kind: 'bytes'; readonly entry: LockedArtifact }
  | { readonly kind: 'absent'; readonly status: number }
  /** `checksums`: the list of the publisher that it failed by. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly checksums?: string };

/** What becomes of an address in the lock. */
export type LockVerdict = { readonly url: string; readonly artifacts: readonly string[] } &
  /** `checksums`: the publisher's list that the hash is from. */
  (
    | { readonly kind: 'new'; readonly checksums?: string }
    | { readonly kind: 'same' }
    /** Uploaded again: other bytes than the lock has. `taken`: the lock now has them, since that was asked for. */
    | { readonly kind: 'changed'; readonly old: LockedArtifact; readonly now: LockedArtifact; readonly taken: boolean }
    /** Never was in the lock, and the server has no such thing. */
    | { readonly kind: 'absent'; readonly status: number }
    /** In the lock, and the server has it no more. `taken`: the lock has it no more either. */
    | { readonly kind: 'gone'; readonly status: number; readonly taken: boolean }
    | { readonly kind: 'failed'; readonly failure: Failure; readonly checksums?: string }
    /** Other bytes than the manifest says, or than an earlier source of the same artifact gives. */
    | { readonly kind: 'disagrees'; readonly got: string; readonly wanted: string; readonly by: string }
    /** In the lock, and no host asks it. */
    | { readonly kind: 'unused' }
  );

export interface SettledLock {
  readonly entries: ReadonlyMap<string, LockedArtifact>;
  readonly verdicts: readonly LockVerdict[];
}

/** The new lock from the old one and what was found. What changed since is only taken where `mayChange` says so. */
export function settleLock(
  asked: readonly AskedUrl[],
  old: ReadonlyMap<string, LockedArtifact>,
  mayChange: (artifacts: readonly string[]) => boolean,
): SettledLock {
  const entries = new Map<string, LockedArtifact>();
  const verdicts: LockVerdict[] = [];
  const firstOf = new Map<string, LockedArtifact>();
  for (const { url, uses, found } of bySource(asked)) {
    const artifacts = [...new Set(uses.map(({ artifact }) => artifact))];
    const verdict = { url, artifacts, ...verdictOn(found, old.get(url), mayChange(artifacts)) } as LockVerdict;
    const entry = entryFor(verdict, found, old.get(url));
    const clash = entry && clashOf(entry, uses, firstOf);
    verdicts.push(clash === undefined ? verdict : { url, artifacts, ...clash });
    if (entry === undefined || clash !== undefined) continue;
    entries.set(url, entry);
    for (const { artifact, host } of uses)
      if (!firstOf.has(`${artifact} ${host}`)) firstOf.set(`${artifact} ${host}`, entry);
  }
  const known = new Set(asked.map(({ url }) => url));
  for (const url of old.keys()) if (!known.has(url)) verdicts.push({ url, artifacts: [], kind: 'unused' });
  return { entries, verdicts: verdicts.sort((a, b) => (a.url < b.url ? -1 : 1)) };
}

/** First sources first: theirs are the bytes that the others are held against. */
function bySource(asked: readonly AskedUrl[]): readonly AskedUrl[] {
  const rank = ({ uses }: AskedUrl) => Math.min(...uses.map(({ source }) => source));
  return [...asked].sort((a, b) => rank(a) - rank(b));
}

type Verdict = LockVerdict extends infer V ? (V extends LockVerdict ? Omit<V, 'url' | 'artifacts'> : never) : never;

function verdictOn(found: Found, old: LockedArtifact | undefined, taken: boolean): Verdict {
  if (found.kind === 'failed') return found;
  if (found.kind === 'absent') {
    return old === undefined ? { kind: 'absent', status: found.status } : { kind: 'gone', status: found.status, taken };
  }
  if (old === undefined) {
    const { checksums } = found.entry;
    return { kind: 'new', ...(checksums !== undefined && { checksums }) };
  }
  const same = old.sha256 === found.entry.sha256;
  return same ? { kind: 'same' } : { kind: 'changed', old, now: found.entry, taken };
}

/** What could not be asked keeps the entry it had. */
function entryFor(verdict: LockVerdict, found: Found, old: LockedArtifact | undefined): LockedArtifact | undefined {
  switch (verdict.kind) {
    case 'new':
    case 'same':
      return found.kind === 'bytes' ? found.entry : undefined;
    case 'changed':
      return verdict.taken ? verdict.now : verdict.old;
    case 'gone':
      return verdict.taken ? undefined : old;
    case 'failed':
      return old;
    default:
      return undefined;
  }
}

/** One hash covers all sources of an artifact, so each of them must give the same bytes. */
function clashOf(
  entry: LockedArtifact,
  uses: AskedUrl['uses'],
  firstOf: ReadonlyMap<string, LockedArtifact>,
): Extract<Verdict, { readonly kind: 'disagrees' }> | undefined {
  for (const { artifact, host, sha256, size } of uses) {
    const first = firstOf.get(`${artifact} ${host}`);
    const wanted = sha256 ?? first?.sha256;
    const by = sha256 === undefined ? (first?.url ?? '') : 'the manifest';
    if (wanted !== undefined && wanted !== entry.sha256) return { kind: 'disagrees', got: entry.sha256, wanted, by };
    if (size !== undefined && size !== entry.size) {
      return { kind: 'disagrees', got: `${entry.size} bytes`, wanted: `${size} bytes`, by: 'the manifest' };
    }
    // a list's hash is of all sources, though not each of them was looked at
    if (first !== undefined && first.size !== entry.size) {
      return { kind: 'disagrees', got: `${entry.size} bytes`, wanted: `${first.size} bytes`, by: first.url };
    }
  }
  return undefined;
}
