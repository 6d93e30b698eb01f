import { matchingRow } from '../analyse/version-clash.js';
import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import { addressesIn, changedSteps, changesOf, dependentsOf, type Change, type Texts } from '../edit/plan-changes.js';
import { everyPlan, type PlanThere } from '../opening/every-plan.js';
import { digest } from '../host/digest.js';
import { readJournal } from '../host/journal/journal.js';
import { onCombinations } from '../model/combination-list.js';
import { combinations, type Combination } from '../model/combinations.js';
import { NO_CHOICES, varsInForce, versionsInForce } from '../model/in-force.js';
import { standing } from '../model/keys.js';
import type { Manifest } from '../model/manifest.js';
import { namesInForce } from '../model/names.js';
import type { Standing } from '../model/standing.js';
import { stateFolderOf } from '../opening/open-machine.js';
import { prepare, type Wish } from '../opening/prepare.js';
import { loadManifest, type ReadManifest } from '../opening/read-manifest.js';
import type { Refusal } from '../opening/refusal.js';

/** What an edit of versions does to every kind of host. */
export interface BumpConsequences {
  /** Versions and vars by name, then addresses. */
  readonly names: readonly Change[];
  readonly addresses: readonly Change[];
  /** Compatibility rows that the versions are now on. */
  readonly rows: readonly { readonly span: Span; readonly where: readonly Combination[] }[];
  /** What is not right yet: versions that no row has together. */
  readonly clashes: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  /** Steps that are defined anew somewhere, and those behind them. */
  readonly steps: { readonly changed: readonly string[]; readonly behind: readonly string[] };
  /** Hashes of the manifest that were of an address which is now another. */
  readonly staleHashes: readonly { readonly artifact: string; readonly span: Span }[];
  readonly lock?: { readonly file: string; readonly stale: readonly string[]; readonly missing: readonly string[] };
  /** Where something is installed: the steps that were up to date and are no more. Absent where nothing is. */
  readonly again?: readonly string[];
  /** Names a set of combinations in words. */
  readonly onWhich: (where: readonly Combination[]) => string;
}

/** Holds the manifest as it would be against what it was. */
export async function bumpConsequences(
  wish: Wish & { readonly texts: ReadonlyMap<string, string> },
  old: ReadManifest,
): Promise<Result<BumpConsequences, Refusal>> {
  const now = await loadManifest(wish.manifest, wish.cwd, wish.texts);
  if (!now.ok) return now;
  const { manifest, warnings } = now.value;
  const errors = warnings.filter(({ severity }) => severity === 'error');
  if (errors.some(({ code }) => code !== 'incompatible-versions')) {
    return err({ kind: 'manifest', diagnostics: errors, sources: manifest.sources });
  }
  const [before, after] = [everyPlan(old), everyPlan(now.value)];
  if (!before.ok) return before;
  if (!after.ok) return after;
  const addresses = changesOf(pairsOf(before.value, after.value, ({ plan }) => addressesIn(plan)));
  const again = await stepsAgain(wish);
  const all = combinations(manifest);
  const names = changesOf(
    pairsOf(before.value, after.value, ({ combination }, when) =>
      namesAt(when === 'before' ? old.manifest : manifest, combination),
    ),
  );
  return ok({
    names,
    addresses,
    rows: rowsOf(
      manifest,
      names.flatMap(({ where }) => where),
    ),
    clashes: errors,
    sources: manifest.sources,
    steps: stepsTouched(before.value, after.value),
    staleHashes: staleHashes(manifest, addresses),
    ...lockNews(now.value, after.value, addresses),
    ...(again !== undefined && { again }),
    onWhich: where => onCombinations(where, all, { most: all.length }),
  });
}

/** The same combinations before and after: a bump adds none and takes none away. */
function pairsOf(
  before: readonly PlanThere[],
  after: readonly PlanThere[],
  texts: (there: PlanThere, when: 'before' | 'after') => Texts,
): readonly { readonly combination: Combination; readonly before: Texts; readonly after: Texts }[] {
  return after.flatMap((there, index) => {
    const old = before[index];
    return old === undefined
      ? []
      : [{ combination: there.combination, before: texts(old, 'before'), after: texts(there, 'after') }];
  });
}

function namesAt(manifest: Manifest, combination: Combination): Texts {
  const { platform, profile } = combination;
  const names = namesInForce(manifest, combination, { choices: NO_CHOICES, paths: new Map() });
  const versions = versionsInForce(manifest, platform, profile, NO_CHOICES);
  const known = [...versions.keys(), ...varsInForce(manifest, platform, profile).keys()];
  return new Map(
    known.flatMap(name => {
      const text = names(name);
      return text === undefined ? [] : [[name, { of: name, text }] as const];
    }),
  );
}

/** Of the hosts that the edit concerns. */
function rowsOf(manifest: Manifest, concerned: readonly Combination[]): BumpConsequences['rows'] {
  const rows = new Map<Span, Combination[]>();
  for (const combination of new Set(concerned)) {
    const versions = versionsInForce(manifest, combination.platform, combination.profile, NO_CHOICES);
    const row = matchingRow(manifest.compatibility, versions);
    if (row !== undefined) rows.set(row.span, [...(rows.get(row.span) ?? []), combination]);
  }
  return [...rows].map(([span, where]) => ({ span, where }));
}

function stepsTouched(before: readonly PlanThere[], after: readonly PlanThere[]): BumpConsequences['steps'] {
  const changed = new Set<string>();
  const behind = new Set<string>();
  after.forEach(({ plan }, index) => {
    const old = before[index];
    const steps = old === undefined ? [] : changedSteps(old.plan, plan);
    steps.forEach(step => changed.add(step));
    dependentsOf(plan, steps).forEach(step => behind.add(step));
  });
  return { changed: [...changed], behind: [...behind].filter(step => !changed.has(step)) };
}

function staleHashes(manifest: Manifest, addresses: readonly Change[]): BumpConsequences['staleHashes'] {
  return [...manifest.artifacts.values()].flatMap(({ value: { id, sha256 } }) => {
    const moved = addresses.filter(({ of }) => of === `artifact ${id}`).flatMap(({ where }) => where);
    const platforms = new Set(moved.map(({ platform }) => platform.name as string));
    return [...sha256].flatMap(([platform, { value }]) =>
      platforms.has(platform) || (platform === '*' && platforms.size > 0) ? [{ artifact: id, span: value.span }] : [],
    );
  });
}

function lockNews(
  { lock }: ReadManifest,
  after: readonly PlanThere[],
  addresses: readonly Change[],
): Pick<BumpConsequences, 'lock'> {
  if (lock === undefined) return {};
  const sources = after.flatMap(({ plan }) => [...plan.artifacts.values()].flatMap(artifact => artifact.sources));
  const used = new Set(sources);
  const changed = addresses.filter(({ of }) => of.startsWith('artifact '));
  const urls = (end: 'before' | 'after') => new Set(changed.flatMap(change => change[end] ?? []));
  const stale = [...urls('before')].filter(url => lock.artifacts.has(url) && !used.has(url));
  const missing = [...urls('after')].filter(url => !lock.artifacts.has(url));
  return { lock: { file: lock.file, stale, missing } };
}

/** By the journal of the root; undefined where nothing is installed, or where the manifest is not right yet. */
async function stepsAgain(
  wish: Wish & { readonly texts: ReadonlyMap<string, string> },
): Promise<readonly string[] | undefined> {
  const { texts, ...asWritten } = wish;
  const journal = await readJournal(stateFolderOf(wish.root));
  if (!journal.ok || journal.value.records().size === 0) return undefined;
  const records = journal.value.records();
  const [old, now] = [await prepare(asWritten), await prepare({ ...asWritten, texts })];
  if (!old.ok || !now.ok) return undefined;
  const stood = standing(old.value.plan, records, digest);
  const stands = standing(now.value.plan, records, digest);
  const fresh = (found: Standing | undefined) => found?.kind === 'up-to-date';
  return [...stood].flatMap(([id, found]) => (fresh(found) && !fresh(stands.get(id)) ? [id] : []));
}
