import type { Attempt, Check, Plan, PlannedArtifact, Step } from '../model/plan.js';
import type { PlannedStanding } from '../model/standing.js';
import { writtenValue, type Json, type JsonObject, type Value } from '../model/value.js';
import { planTotals, type PlanTotals } from './plan-totals.js';

/** Grows when a field changes its meaning or goes; new fields leave it as it is. */
const PLAN_FORMAT = 1;

/** A plan for other programs. Outputs of steps stand as `${steps.<id>.<output>}`: nothing has run. */
export interface PlanJson {
  readonly format: typeof PLAN_FORMAT;
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly platform: string;
  readonly profile: string;
  readonly profileReason: string;
  readonly root: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  readonly paths: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  /** `disk` in bytes, `glibc` a version range. */
  readonly preflight: Plan['preflight'];
  /** Those that attempts of this plan fetch. No `sha256`: no hash covers it. */
  readonly userAgents?: Readonly<Record<string, string>>;
  readonly artifacts: readonly PlannedArtifact[];
  /** In an order in which they could run one after the other. */
  readonly steps: readonly StepJson[];
  readonly skipped: Plan['skipped'];
  readonly diagnose: Plan['diagnose'];
  readonly totals: PlanTotals;
}

export interface StepJson {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly onDemand: boolean;
  readonly optional: boolean;
  /** Minutes, at least 1. */
  readonly weight: number;
  /** Present when the plan was held against a root. */
  readonly standing?: PlannedStanding;
  readonly attempts: readonly AttemptJson[];
  readonly passedOver: Step['passedOver'];
  readonly verify: readonly JsonObject[];
  readonly exports: JsonObject;
}

export interface AttemptJson extends Omit<Attempt, 'params' | 'env' | 'locks'> {
  readonly params: JsonObject;
  readonly env: JsonObject;
  readonly locks: readonly Json[];
}

/** The plan as one JSON value, the same facts as the printed one. */
export function planJson(
  plan: Plan,
  options: { readonly standing?: ReadonlyMap<string, PlannedStanding> } = {},
): PlanJson {
  return {
    format: PLAN_FORMAT,
    name: plan.name,
    title: plan.title,
    file: plan.file,
    platform: plan.platform,
    profile: plan.profile,
    profileReason: plan.profileReason,
    root: plan.root,
    facts: Object.fromEntries(plan.facts),
    versions: Object.fromEntries(plan.versions),
    options: Object.fromEntries(plan.options),
    paths: Object.fromEntries(plan.paths),
    notes: plan.notes,
    preflight: plan.preflight,
    artifacts: [...plan.artifacts.values()],
    ...(plan.userAgents.size > 0 && { userAgents: Object.fromEntries(plan.userAgents) }),
    steps: plan.steps.map(step => stepJson(step, options.standing?.get(step.id))),
    skipped: plan.skipped,
    diagnose: plan.diagnose,
    totals: planTotals(plan),
  };
}

function stepJson(step: Step, standing: PlannedStanding | undefined): StepJson {
  const { id, title, needs, onDemand, optional, weight, attempts, passedOver, verify, exports } = step;
  return {
    id,
    title,
    needs,
    onDemand,
    optional,
    weight,
    ...(standing !== undefined && { standing }),
    attempts: attempts.map(attemptJson),
    passedOver,
    verify: verify.map(checkJson),
    exports: written(exports),
  };
}

function attemptJson(attempt: Attempt): AttemptJson {
  return {
    ...attempt,
    params: written(attempt.params),
    env: written(attempt.env),
    locks: attempt.locks.map(writtenValue),
  };
}

function checkJson(check: Check): JsonObject {
  return written({ ...check });
}

function written(value: { readonly [key: string]: Value }): JsonObject {
  return writtenValue(value) as JsonObject;
}
