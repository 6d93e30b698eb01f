import type { Result } from './base/result.js';
import type { CheckedStep } from './execute/check-again.js';
import { runPlan } from './run-plan.js';
import type { Installed, RunOptions } from './run-options.js';
import { prepare, type Wish } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import { rehearse } from './rehearse.js';

/** Makes again what `verify` found broken, and what depends on it where that changes; nothing that was never done. */
export async function repair(
  wish: Wish,
  checked: readonly CheckedStep[],
  options: RunOptions,
): Promise<Result<Installed, Refusal>> {
  const prepared = await prepare(wish);
  if (!prepared.ok) return prepared;
  const inState = (...states: readonly CheckedStep['state'][]) =>
    new Set(checked.filter(({ state }) => states.includes(state)).map(({ id }) => id));
  const broken = inState('broken');
  const mending = { ...options, force: broken, repair: { broken, done: inState('broken', 'holds') } };
  const { rehearsal } = prepared.value;
  return rehearsal === undefined ? runPlan(prepared.value, mending) : rehearse(wish, { absent: [], fail: [] }, mending);
}
