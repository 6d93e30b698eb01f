import type { Event, EventBody } from '../model/event.js';
import type { StepRecord } from '../model/journal.js';
import { judge, keysOf, standingOf, WITHOUT, type KeyOf, type Keys, type Verdict } from '../model/keys.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan, Step } from '../model/plan.js';
import type { StepLog } from '../model/ports.js';
import { ArtifactFetches } from './artifact-fetches.js';
import { Cancel } from './cancel.js';
import { Limiter } from './limiter.js';
import { priorities } from './priorities.js';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecuteWorld } from './execute-world.js';

/** A step's end, and what others may use of it. */
export interface Settled {
  readonly outcome: Outcome;
  readonly ms: number;
  /** Present when what the step makes is there. */
  readonly done?: Done;
}

export interface Done {
  readonly rung: number;
  readonly key: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  /** When it was made. */
  readonly at: number;
  /** Among what it was made with, the nearest steps that export something. */
  readonly exporters: ReadonlySet<string>;
}

/** What all parts of one run share. */
export interface Run {
  readonly plan: Plan;
  readonly world: ExecuteWorld;
  readonly options: ExecuteOptions;
  readonly steps: ReadonlyMap<string, Step>;
  /** Places in the plan. */
  readonly order: ReadonlyMap<string, number>;
  readonly keys: Keys;
  readonly records: ReadonlyMap<string, StepRecord>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Steps that may protect something of what they make. */
  readonly guards: readonly Step[];
  readonly priorities: ReadonlyMap<string, number>;
  /** Ends all work. */
  readonly cancel: Cancel;
  /** Bounds the attempts that work. */
  readonly limiter: Limiter;
  /** Bounds the looks at what stands: they are cheap, but open files. */
  readonly looks: Limiter;
  readonly fetches: ArtifactFetches;
  /** The steps that have ended so far. */
  readonly settled: Map<string, Settled>;
  readonly logs: Map<string, StepLog>;
  /** The first thing thrown: ours to mend, never the world's. */
  defect: { readonly error: unknown } | undefined;
}

const LOOKS_AT_ONCE = 64;
const FETCHES_AT_ONCE = 8;

export function newRun(plan: Plan, world: ExecuteWorld, options: ExecuteOptions): Run {
  const cancel = Cancel.under(options.signal);
  const records = new Map(world.journal.records());
  const keys = keysOf(plan, world.digest);
  return {
    plan,
    world,
    options,
    steps: new Map(plan.steps.map(step => [step.id, step])),
    order: new Map(plan.steps.map(({ id }, index) => [id, index])),
    keys,
    records,
    verdicts: judge(plan, records, keys),
    guards: plan.steps.filter(({ attempts }) => attempts.some(({ action }) => world.kinds.get(action)?.protection)),
    priorities: priorities(plan),
    cancel,
    limiter: new Limiter(options.jobs, cancel.signal),
    looks: new Limiter(LOOKS_AT_ONCE, cancel.signal, { hasty: true }),
    fetches: new ArtifactFetches(plan.artifacts, {
      network: world.network,
      files: world.files,
      limiter: new Limiter(FETCHES_AT_ONCE, cancel.signal, { hasty: true }),
      cancel,
    }),
    settled: new Map(),
    logs: new Map(),
    defect: undefined,
  };
}

/** Tells the world; one that cannot listen is a defect, and never stands in a step's way. */
export function emit(run: Run, body: EventBody): void {
  const event: Event = { at: run.world.clock.now(), ...body };
  try {
    run.world.emit(event);
  } catch (error) {
    fail(run, error);
  }
}

/** Ends the run because of something thrown. */
export function fail(run: Run, error: unknown): void {
  run.defect ??= { error };
  run.cancel.abort();
}

export function isForced({ options }: Run, step: string): boolean {
  return options.force === 'all' || options.force.has(step);
}

/** By the journal alone, before anything has run. */
export function isExpectedToRun(run: Run, step: Step): boolean {
  return standingOf(step, run.verdicts.get(step.id), run.options.force).kind !== 'up-to-date';
}

/** The keys of what has settled; of an optional step that is not there, the mark of its absence. */
export function settledKeys(run: Run): KeyOf {
  return id => {
    const settled = run.settled.get(id);
    if (settled === undefined) return undefined;
    return settled.done?.key ?? (run.steps.get(id)?.optional === true ? WITHOUT : undefined);
  };
}

export function priorityOf(run: Run, step: Step): number {
  return run.priorities.get(step.id) ?? step.weight;
}
