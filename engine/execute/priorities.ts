import type { Plan, Step } from '../model/plan.js';

/** The weight of the longest chain that begins with each step: who has most work behind it goes first. */
export function priorities(plan: Plan): ReadonlyMap<string, number> {
  const behind = new Map<string, number>();
  const longest = new Map<string, number>();
  for (let index = plan.steps.length - 1; index >= 0; index--) {
    const step = plan.steps[index];
    if (step === undefined) continue;
    const chain = step.weight + (behind.get(step.id) ?? 0);
    longest.set(step.id, chain);
    for (const need of everyNeed(step)) behind.set(need, Math.max(behind.get(need) ?? 0, chain));
  }
  return longest;
}

function everyNeed(step: Step): readonly string[] {
  return [...step.needs, ...step.attempts.flatMap(attempt => attempt.needs)];
}
