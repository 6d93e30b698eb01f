import { ACTION_KINDS } from './actions/registry.js';
import { handOverDigest } from './hand-over.js';
import { findManifest } from './host/built-in-manifests.js';
import { digest } from './host/digest.js';
import { openFiles } from './host/files/files.js';
import { foreignTexts } from './host/foreign-texts.js';
import { journalDigest, readJournal } from './host/journal/journal.js';
import { remembersValues, rememberText, rememberedText } from './host/remembered-values.js';
import { paths } from './host/files/paths.js';
import { isRehearsed } from './host/rehearsal/rehearsal-mark.js';
import { isExchanging } from './host/way-back/exchange.js';
import type { LookContext, Made } from './model/action.js';
import type { HostFacts } from './model/facts.js';
import type { StepRecord } from './model/journal.js';
import type { Force } from './model/keys.js';
import type { RunSummary, StepSummary } from './model/outcome.js';
import type { Plan, PlanHead } from './model/plan.js';
import { resolveValue, type JsonObject } from './model/value.js';
import { stateFolderOf } from './opening/open-machine.js';
import { hostOf, type Prepared, type Wish } from './opening/prepare.js';
import { knownTexts } from './opening/remembered-check.js';
import { isTrusted } from './opening/trust.js';

/*
 * A run that has nothing to do reads the manifest, plans, judges the whole journal by it, and looks at what was made. All
 * but the last follows from the texts, the host, what the user chose, and the journal's bytes alone. So a run that had
 * nothing to do keeps what it has found, by these; where all of them are the same, the next one has only to look.
 */

/** What a run has found that had nothing to do. */
export interface RememberedRun {
  readonly plan: PlanHead;
  readonly warnings: number;
  readonly steps: readonly RememberedStep[];
  readonly exports: RunSummary['exports'];
}

/** A step as the summary and the beginning of a run tell of it. */
export interface RememberedStep extends StepSummary {
  /** Those that are not are not for this host. */
  readonly isPlanned: boolean;
  readonly onDemand: boolean;
  readonly estimateMinutes?: number;
}

interface KeptRun extends RememberedRun {
  readonly host: string;
  readonly journal: string;
  readonly handOver: string;
  readonly looks: readonly Look[];
}

/** What is asked whether it still stands. */
interface Look {
  readonly kind: string;
  readonly params: JsonObject;
  readonly made: Made;
}

/** What of the options of a run has a part in it. */
export interface RememberedOptions {
  readonly cacheFolder: string;
  readonly locked: boolean;
  readonly force: Force;
  readonly only?: string;
  readonly repair?: unknown;
  readonly keep: number;
}

/** By which a run is remembered: the texts, and all that the user chose. Undefined for what is asked seldom, and for texts that nobody agreed to yet. */
export async function rememberedRunName(wish: Wish, options: RememberedOptions): Promise<string | undefined> {
  const { manifest, cwd, root, choices } = wish;
  const isForced = options.force === 'all' || options.force.size > 0;
  const isPlain = wish.platform === undefined && wish.texts === undefined && wish.rehearsal === undefined;
  if (!remembersValues || !isPlain || isForced || options.locked) return undefined;
  if (options.only !== undefined || options.repair !== undefined) return undefined;
  const path = await findManifest(manifest, cwd);
  const texts = path === undefined ? undefined : await knownTexts(path, { cwd, texts: new Map() });
  if (texts === undefined || !(await isTrusted(foreignTexts(texts.sources, cwd), options.cacheFolder)))
    return undefined;
  const chosen = [choices.profile ?? null, [...choices.options], [...choices.versions]];
  return `end ${digest(JSON.stringify([texts.name, path, cwd, root, chosen, options.keep]))}`;
}

/** What an earlier run has found, where it would find the same again; undefined in any doubt. */
export async function findRememberedRun(
  name: string,
  wish: Wish,
  signal: AbortSignal,
): Promise<RememberedRun | undefined> {
  const text = rememberedText(name);
  if (text === undefined) return undefined;
  const stateFolder = stateFolderOf(wish.root);
  const [host, journal, isOdd] = await Promise.all([
    hostOf(wish.env),
    journalDigest(stateFolder),
    Promise.all([isExchanging(stateFolder), isRehearsed(stateFolder)]),
  ]);
  const kept = JSON.parse(text) as KeptRun;
  if (isOdd.includes(true) || journal !== kept.journal || hostText(host) !== kept.host) return undefined;
  const context = lookContext(kept.plan);
  if ((await handOverDigest(context, stateFolder)) !== kept.handOver) return undefined;
  return (await allStand(kept.looks, context)) && !signal.aborted ? kept : undefined;
}

interface Ended {
  /** Before it began. */
  readonly name: string;
  readonly prepared: Prepared;
  readonly summary: RunSummary;
}

/** Keeps what a run has found that had nothing to do; the root is still its own. */
export async function rememberRun(wish: Wish, ended: Ended, options: RememberedOptions): Promise<void> {
  const { name, prepared, summary } = ended;
  const { plan } = prepared;
  const isIdle = summary.steps.every(({ outcome }) => outcome.kind === 'up-to-date' || outcome.kind === 'skipped');
  if (!remembersValues || summary.result !== 'succeeded' || !isIdle || prepared.rehearsal !== undefined) return;
  // what is known is of these texts, and not of what somebody has made of them meanwhile
  if ((await rememberedRunName(wish, options)) !== name) return;
  const stateFolder = stateFolderOf(plan.root);
  const [view, journal] = [await readJournal(stateFolder), await journalDigest(stateFolder)];
  const looks = view.ok ? looksOf(plan, summary, view.value.records()) : undefined;
  if (looks === undefined || journal === undefined) return;
  const { title, root, platform, profile, profileReason } = plan;
  const known = new Map(plan.steps.map(step => [step.id, step]));
  const kept: KeptRun = {
    plan: { name: plan.name, title, root, platform, profile, profileReason },
    warnings: prepared.warnings.length,
    steps: summary.steps.map(step => {
      const { onDemand = false, attempts } = known.get(step.id) ?? {};
      const estimateMinutes = attempts?.[0].estimateMinutes;
      return {
        ...step,
        isPlanned: known.has(step.id),
        onDemand,
        ...(estimateMinutes !== undefined && { estimateMinutes }),
      };
    }),
    exports: summary.exports,
    host: hostText(prepared.host),
    journal,
    handOver: await handOverDigest(lookContext(plan), stateFolder),
    looks,
  };
  rememberText(name, JSON.stringify(kept));
}

/** Undefined where what a step was made with can no longer be told. */
function looksOf(
  plan: Plan,
  summary: RunSummary,
  records: ReadonlyMap<string, StepRecord>,
): readonly Look[] | undefined {
  const stand = new Set(summary.steps.filter(({ outcome }) => outcome.kind === 'up-to-date').map(({ id }) => id));
  const looks: Look[] = [];
  let isWhole = true;
  const outputOf = ({ step, output }: { readonly step: string; readonly output: string }) => {
    const value = stand.has(step) ? records.get(step)?.made.outputs[output] : undefined;
    isWhole &&= value !== undefined;
    return value;
  };
  for (const { id, attempts } of plan.steps.filter(step => stand.has(step.id))) {
    const record = records.get(id);
    const attempt = attempts.find(({ name }) => name === record?.attempt);
    if (record === undefined || attempt === undefined) return undefined;
    // nothing of it can be looked at
    if (record.made.unseen === true) continue;
    const params = resolveValue(attempt.params, outputOf) as JsonObject;
    looks.push({ kind: attempt.action, params, made: record.made });
  }
  return isWhole ? looks : undefined;
}

const LOOKS_AT_ONCE = 64;

async function allStand(looks: readonly Look[], context: LookContext): Promise<boolean> {
  const stands = async ({ kind, params, made }: Look) => ACTION_KINDS.get(kind)?.isDone(params, made, context);
  for (let at = 0; at < looks.length; at += LOOKS_AT_ONCE) {
    const some = await Promise.all(looks.slice(at, at + LOOKS_AT_ONCE).map(stands));
    if (some.some(each => each !== true)) return false;
  }
  return true;
}

function lookContext({ root, platform }: Pick<Plan, 'root' | 'platform'>): LookContext {
  return { root, platform, paths, files: openFiles({ writable: [] }) };
}

function hostText(host: HostFacts | undefined): string {
  return JSON.stringify(host ?? null);
}
