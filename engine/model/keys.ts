import type { StepRecord } from './journal.js';
import type { Attempt, Plan, Step } from './plan.js';
import type { Digest } from './ports.js';
import type { Standing } from './standing.js';

/** Which steps run whatever the journal says. */
export type Force = 'all' | ReadonlySet<string>;

/** Stands for the key of an optional step that is not there: what needs it was made without it. */
export const WITHOUT = 'without';

/** In a key, in place of what needs nothing. */
const NOTHING = '-';

/** What the journal alone says of a step. */
export type Verdict =
  | { readonly kind: 'counts'; readonly record: StepRecord; readonly rung: number }
  | { readonly kind: 'never done' | 'changed' | 'a need changed' };

/** How the key of a needed step is found; undefined when that step has none. */
export type KeyOf = (step: string) => string | undefined;

/** The keys of one plan. Each definition is digested once, however often it is asked for. */
export interface Keys {
  /**
   * What a step made by the attempt at `rung` is known by: its own definition up to that rung, and the keys of what it
   * needed. Later rungs have no part in it, so to change a fallback that was not taken re-runs nothing.
   * Undefined when a needed step has no key.
   */
  keyAt(step: Step, rung: number, keyOf: KeyOf): string | undefined;
  /** How such a key begins, whatever the attempt's own needs: the definition, and what the step itself needed. */
  baseAt(step: Step, rung: number, keyOf: KeyOf): string | undefined;
  /** The rung where a record was made; undefined when no attempt there is defined as it was then. */
  rungOf(step: Step, record: StepRecord): number | undefined;
}

/** What stands of each step, told from the journal alone: nothing of the machine is looked at. */
export function standing(
  plan: Plan,
  records: ReadonlyMap<string, StepRecord>,
  digest: Digest,
  options: { readonly force?: Force } = {},
): ReadonlyMap<string, Standing> {
  const force = options.force ?? new Set();
  const verdicts = judge(plan, records, keysOf(plan, digest));
  return new Map(plan.steps.map(step => [step.id, standingOf(step, verdicts.get(step.id), force)]));
}

export function keysOf(plan: Plan, digest: Digest): Keys {
  const parts = partsOf(plan, digest);
  const known = parts.definitions;
  const own = (step: Step, rung: number): string => {
    const last = step.attempts[rung];
    const found = last === undefined ? '' : known.get(last);
    if (last === undefined || found !== undefined) return found ?? '';
    const made = shortened(digest(canonicalJson(ownDefinition(plan, step, rung))));
    known.set(last, made);
    return made;
  };
  const inputs = (needs: readonly string[], keyOf: KeyOf): string | undefined => {
    if (needs.length === 0) return NOTHING;
    const keys = inputKeys(needs, keyOf);
    if (keys === undefined) return undefined;
    const text = canonicalJson(keys);
    const found = parts.inputs.get(text);
    if (found !== undefined) return found;
    const made = shortened(digest(text));
    parts.inputs.set(text, made);
    return made;
  };
  const baseAt = (step: Step, rung: number, keyOf: KeyOf): string | undefined => {
    const base = inputs(step.needs, keyOf);
    return base && `${own(step, rung)}.${base}`;
  };
  return {
    baseAt,
    keyAt: (step, rung, keyOf) => {
      const base = baseAt(step, rung, keyOf);
      const extra = inputs(step.attempts[rung]?.needs ?? [], keyOf);
      return base && extra && `${base}.${extra}`;
    },
    rungOf: (step, record) => {
      const recorded = record.key.split('.')[0];
      const rung = step.attempts.findIndex(
        (attempt, index) => attempt.name === record.attempt && own(step, index) === recorded,
      );
      return rung === -1 ? undefined : rung;
    },
  };
}

/** One pass: the plan's order puts whatever any attempt may need before the step. */
export function judge(plan: Plan, records: ReadonlyMap<string, StepRecord>, keys: Keys): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const optional = new Set(plan.steps.filter(step => step.optional).map(step => step.id));
  const counted = (id: string) => {
    const verdict = verdicts.get(id);
    return verdict?.kind === 'counts' ? verdict.record : undefined;
  };
  const keyOf = (id: string) => counted(id)?.key ?? (optional.has(id) ? WITHOUT : undefined);
  for (const step of plan.steps) verdicts.set(step.id, verdictOn(step));
  return verdicts;

  function verdictOn(step: Step): Verdict {
    const record = records.get(step.id);
    if (record === undefined) return { kind: 'never done' };
    const rung = keys.rungOf(step, record);
    if (rung === undefined) return { kind: 'changed' };
    const madeAt = needsAt(step, rung).map(need => counted(need)?.at ?? 0);
    const same = record.key === keys.keyAt(step, rung, keyOf) && !isOutlived(record, madeAt);
    return same ? { kind: 'counts', record, rung } : { kind: 'a need changed' };
  }
}

export function standingOf(step: Step, verdict: Verdict | undefined, force: Force): Standing {
  const named = force !== 'all' && force.has(step.id);
  if (verdict?.kind === 'counts' && force !== 'all' && !named) {
    return { kind: 'up-to-date', attempt: verdict.record.attempt };
  }
  if (step.onDemand && !named) return { kind: 'on-demand' };
  const reason = verdict === undefined || verdict.kind === 'counts' ? 'forced' : verdict.kind;
  return { kind: 'will-run', reason };
}

/**
 * Whether a record of which nothing can be looked at is older than something it needs. Such a step (a command, mostly)
 * may have worked inside what was made again since, and nobody can see whether its work is still there.
 */
export function isOutlived(record: StepRecord, needsMadeAt: readonly number[]): boolean {
  return record.made.unseen === true && needsMadeAt.some(at => at > record.at);
}

/** Every step that an attempt needs, the step's own needs first. */
export function needsAt(step: Step, rung: number): readonly string[] {
  const extra = step.attempts[rung]?.needs ?? [];
  return extra.length === 0 ? step.needs : [...new Set([...step.needs, ...extra])];
}

function ownDefinition(plan: Plan, step: Step, rung: number): unknown {
  const attempts = step.attempts.slice(0, rung + 1).map(({ action, params, env, artifacts }) => {
    const bytes = artifacts.map(id => plan.artifacts.get(id)?.sha256 ?? plan.artifacts.get(id)?.sources);
    return { action, params, env, bytes };
  });
  return { version: 1, attempts, verify: step.verify, exports: step.exports };
}

function inputKeys(needs: readonly string[], keyOf: KeyOf): Readonly<Record<string, string>> | undefined {
  const keys: Record<string, string> = {};
  for (const need of needs) {
    const key = keyOf(need);
    if (key === undefined) return undefined;
    keys[need] = key;
  }
  return keys;
}

/** 128 bits are enough to tell definitions apart, and keep the journal's lines short. */
function shortened(digested: string): string {
  return digested.slice(0, 32);
}

/** The same text for equal values, in whatever order their properties were set. */
function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const properties = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(properties).sort()) {
    const property = properties[key];
    if (property !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(property)}`;
  }
  return `{${text}}`;
}

/** What has been digested of a plan. */
interface Parts {
  readonly definitions: Map<Attempt, string>;
  /** By the text of the keys that were needed. */
  readonly inputs: Map<string, string>;
}

const partsOfPlans = new WeakMap<Plan, { readonly digest: Digest; readonly parts: Parts }>();

/** A run judges its plan more than once; the plan is the same all along. */
function partsOf(plan: Plan, digest: Digest): Parts {
  const known = partsOfPlans.get(plan);
  if (known?.digest === digest) return known.parts;
  const parts: Parts = { definitions: new Map(), inputs: new Map() };
  partsOfPlans.set(plan, { digest, parts });
  return parts;
}
