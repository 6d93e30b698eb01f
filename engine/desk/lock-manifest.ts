import type { ArtifactUrl } from '../analyse/artifact-urls.js';
import { askedUrls, type AskOptions } from '../opening/asked-urls.js';
import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import { readText } from '../host/read-text.js';
import { replaceFile } from '../host/files/replace-file.js';
import { shownPath } from '../host/files/shown-path.js';
import { lockfileText } from '../lockfile/lockfile-text.js';
import { limitPerHost } from '../host/network/limit-per-host.js';
import { settleLock, type AskedUrl, type Found, type LockVerdict } from '../lockfile/settle-lock.js';
import { combinationName } from '../model/combinations.js';
import type { LockedArtifact } from '../model/lockfile.js';
import type { Failure } from '../model/failure.js';
import type { Asks, Network, Reads } from '../model/ports.js';
import { lockfilePathOf } from '../opening/lockfile-path.js';
import { publishedHashes, type HashesOf, type PublishedHash } from './published-hashes.js';
import { mayEdit } from '../opening/may-edit.js';
import { loadManifest, type ReadManifest } from '../opening/read-manifest.js';
import type { Refusal } from '../opening/refusal.js';

export interface LockOptions extends AskOptions {
  /** Artifacts whose bytes may be others than the lock has; `all` for every one. */
  readonly update: 'all' | readonly string[];
  /** Nothing is written. */
  readonly dryRun: boolean;
  /** Addresses to ask; the others keep what the lock has. All, where it is not given. */
  readonly urls?: ReadonlySet<string>;
}

export interface Locked {
  /** As messages name it. */
  readonly file: string;
  readonly verdicts: readonly LockVerdict[];
  readonly entries: number;
  /** Whether the file is another than before, or would be. */
  readonly changed: boolean;
}

/** Asks every address of a manifest for its bytes, on every platform with every profile, and notes what came beside it. */
export async function lockManifest(
  name: string | undefined,
  cwd: string,
  options: LockOptions,
): Promise<Result<Locked, Refusal>> {
  const read = await loadManifest(name, cwd);
  if (!read.ok) return read;
  const editable = options.dryRun ? ok() : mayEdit(read.value.path, cwd);
  if (!editable.ok) return editable;
  const refused = refusalOf(read.value, options);
  if (refused !== undefined) return err(refused);
  const old: ReadonlyMap<string, LockedArtifact> = read.value.lock?.artifacts ?? new Map();
  const asked = await askAll(read.value, old, options);
  if (options.signal.aborted) return err({ kind: 'failure', failure: { kind: 'cancelled' } });
  const mayChange = (artifacts: readonly string[]) =>
    options.update === 'all' || artifacts.some(artifact => options.update.includes(artifact));
  const settled = settleLock(asked, old, mayChange);
  const { entries } = settled;
  const verdicts = settled.verdicts.filter(({ url, kind }) => kind === 'unused' || isAsked(url, options));
  const path = lockfilePathOf(read.value.path);
  const [text, before] = [lockfileText(entries.values()), await readText(path)];
  const changed = before.ok ? before.value !== text : entries.size > 0;
  if (changed && !options.dryRun) {
    const written = await replaceFile(path, text);
    if (!written.ok) return err({ kind: 'failure', failure: written.error });
  }
  return ok({ file: shownPath(path, cwd), verdicts, entries: entries.size, changed });
}

/** A lock that disagrees is what is to be mended; every other error is in the way. */
function refusalOf({ manifest, warnings }: ReadManifest, { update }: LockOptions): Refusal | undefined {
  const errors = warnings.filter(({ severity, code }) => severity === 'error' && code !== 'lock-disagrees');
  if (errors.length > 0) return { kind: 'manifest', diagnostics: errors, sources: manifest.sources };
  const known = [...manifest.artifacts.keys(), ...manifest.steps.keys()];
  const unknown = update === 'all' ? undefined : update.find(artifact => !known.includes(artifact));
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, known);
  const help = meant === undefined ? `the artifacts and steps are ${known.join(', ')}` : `did you mean \`${meant}\`?`;
  return { kind: 'usage', reason: `--update names ${unknown}, which is no artifact and no step`, help };
}

async function askAll(
  read: ReadManifest,
  old: ReadonlyMap<string, LockedArtifact>,
  options: LockOptions,
): Promise<readonly AskedUrl[]> {
  const { urls, network, politeness } = askedUrls(read, options);
  const { signal } = options;
  const hashesOf = publishedHashes(urls, { network, signal });
  const byUrl = new Map(
    urls.flatMap(each => (isAsked(each.url, options) || old.has(each.url) ? [[each.url, each]] : [])),
  );
  return limitPerHost([...byUrl.keys()], politeness, async url => {
    const known = old.get(url);
    const uses = (byUrl.get(url) as ArtifactUrl).uses;
    const found: Found =
      known !== undefined && !isAsked(url, options)
        ? { kind: 'bytes', entry: known }
        : await find(url, { network, old: known, signal, published: () => hashesOf(uses) });
    options.onAsked(url);
    return { url, found, uses: uses.map(use => ({ ...use, host: combinationName(use.combination) })) };
  });
}

function isAsked(url: string, { urls }: LockOptions): boolean {
  return urls?.has(url) ?? true;
}

interface Finding {
  readonly network: Network & Asks & Reads;
  readonly old: LockedArtifact | undefined;
  readonly signal: AbortSignal;
  readonly published: () => ReturnType<HashesOf>;
}

/** What did not change since it was locked, by a strong validator, is not fetched again; nor is what its publisher tells the hash of. */
async function find(url: string, { network, old, signal, published }: Finding): Promise<Found> {
  const asked = await network.ask(url, signal);
  if (!asked.ok) return failed(asked.error);
  const { status, size, validator } = asked.value;
  if (status === 404 || status === 410) return { kind: 'absent', status };
  if (status !== 200) return failed({ kind: 'http-status', url, status });
  if (old?.validator !== undefined && old.validator === validator && old.size === size) {
    return bytes(old);
  }
  const told = await published();
  if (!told.ok) return failed(told.error.failure, told.error.list);
  const entry = { url, ...(validator !== undefined && { validator }) };
  const known = told.value && byList(url, told.value, size);
  if (known !== undefined)
    return known.ok ? bytes({ ...entry, ...known.value }) : failed(known.error, told.value?.list);
  const hash = told.value && { sha256: told.value.sha256 };
  const fetched = await network.fetch({ id: url, sources: [url], ...hash }, { signal, progress: () => undefined });
  if (!fetched.ok) return failed(fetched.error);
  return bytes({ ...entry, size: fetched.value.bytes, sha256: fetched.value.sha256 });
}

/** Undefined where nobody says how long it is. */
function byList(
  url: string,
  { sha256, size: said, list }: PublishedHash,
  size: number | undefined,
): Result<Omit<LockedArtifact, 'url'>, Failure> | undefined {
  if (said !== undefined && size !== undefined && said !== size) {
    const [expected, got] = [`${said} bytes, as ${list} says`, `${size} bytes`];
    return err({ kind: 'check', check: url, expected, got, lastLines: [] });
  }
  const bytes = said ?? size;
  return bytes === undefined ? undefined : ok({ size: bytes, sha256, checksums: list });
}

function bytes(entry: LockedArtifact): Found {
  return { kind: 'bytes', entry };
}

function failed(failure: Failure, checksums?: string): Found {
  return { kind: 'failed', failure, ...(checksums !== undefined && { checksums }) };
}
