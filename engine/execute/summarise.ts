import type { Outcome, RunSummary, StepSummary } from '../model/outcome.js';
import type { Step } from '../model/plan.js';
import { asVariables, environmentOf } from './command-environment.js';
import { allExports } from './exports-of.js';
import type { Run } from './run.js';

/** How the run ended, every step of the plan in its order, and after them those that are not for this host. */
export function summarise(run: Run, goals: readonly string[], startedAt: number): RunSummary {
  const { plan, world, options } = run;
  const skipped = plan.skipped.map(({ id, title, reason }): StepSummary => ({
    id,
    title,
    optional: false,
    outcome: { kind: 'skipped', reason },
    ms: 0,
    unverified: [],
  }));
  return {
    run: options.run,
    result: resultOf(run, goals),
    steps: [...plan.steps.map(step => stepSummary(run, step)), ...skipped],
    exports: asVariables(environmentOf(allExports(run), world.platform), world.platform),
    ms: world.clock.now() - startedAt,
  };
}

/** Only the goals decide: a step on demand that failed has its say through whoever pulled it in. */
export function resultOf(run: Run, goals: readonly string[]): RunSummary['result'] {
  const ends = goals.map(id => ({ id, kind: run.settled.get(id)?.outcome.kind }));
  if (ends.some(({ kind }) => kind === 'cancelled')) return 'cancelled';
  const { only, repair } = run.options;
  const counts = (id: string) => id === only || repair?.broken.has(id) === true || run.steps.get(id)?.optional !== true;
  const isFailed = ends.some(({ id, kind }) => (kind === 'failed' || kind === 'blocked') && counts(id));
  return isFailed ? 'failed' : 'succeeded';
}

function stepSummary(run: Run, step: Step): StepSummary {
  const settled = run.settled.get(step.id);
  const log = run.logs.get(step.id)?.path;
  const outcome: Outcome = settled?.outcome ?? { kind: 'skipped', reason: 'not asked for' };
  return {
    id: step.id,
    title: step.title,
    optional: step.optional,
    outcome,
    ms: settled?.ms ?? 0,
    unverified: settled?.done === undefined ? [] : unverified(step, settled.done.rung),
    ...(log !== undefined && { log }),
  };
}

function unverified(step: Step, rung: number): readonly string[] {
  const attempt = step.attempts[rung];
  return attempt?.unverified === undefined ? [] : [attempt.unverified];
}
