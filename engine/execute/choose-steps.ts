import { needsAt } from '../model/keys.js';
import type { Plan, Step } from '../model/plan.js';
import { isExpectedToRun, type Run } from './run.js';
import type { ExecuteOptions } from './execute-options.js';

/** The steps that a run is for; all others run when one of these needs them. */
export function goals(plan: Plan, { only, force, repair }: ExecuteOptions): readonly string[] {
  if (repair !== undefined) return plan.steps.map(({ id }) => id).filter(id => repair.done.has(id));
  if (only !== undefined) {
    if (!plan.steps.some(({ id }) => id === only)) throw new Error(`the plan has no step ${only}`);
    return [only];
  }
  const isNamed = ({ id }: Step) => force !== 'all' && force.has(id);
  return plan.steps.filter(step => !step.onDemand || isNamed(step)).map(({ id }) => id);
}

/** The steps that may have a part in the run, in the plan's order. */
export function stepsInvolved(plan: Plan, { only, repair }: Pick<ExecuteOptions, 'only' | 'repair'>): readonly Step[] {
  const named = repair === undefined ? only : [...repair.done];
  if (named === undefined) return plan.steps;
  return backwards(plan, [named].flat(), step => [...step.needs, ...step.attempts.flatMap(({ needs }) => needs)]);
}

/** Artifacts of the steps that will surely run, by what is known before anything has. */
export function artifactsAhead(
  run: Run,
  goals: readonly string[],
): readonly { readonly id: string; readonly of: Step }[] {
  const needs = (step: Step) => needsAt(step, isExpectedToRun(run, step) ? 0 : recordedRung(run, step));
  return backwards(run.plan, goals, needs)
    .filter(step => isExpectedToRun(run, step))
    .flatMap(step => step.attempts[0].artifacts.map(id => ({ id, of: step })));
}

function recordedRung({ verdicts }: Run, { id }: Step): number {
  const verdict = verdicts.get(id);
  return verdict?.kind === 'counts' ? verdict.rung : 0;
}

/** The goals and what they need, found in one pass against the plan's order. */
function backwards(plan: Plan, goals: readonly string[], needsOf: (step: Step) => readonly string[]): readonly Step[] {
  const wanted = new Set(goals);
  for (const step of [...plan.steps].reverse()) {
    if (wanted.has(step.id)) needsOf(step).forEach(need => wanted.add(need));
  }
  return plan.steps.filter(({ id }) => wanted.has(id));
}
