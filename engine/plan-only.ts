import { err, ok, type Result } from './base/result.js';
import { prepare, type Wish } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import type { RunOptions } from './run-options.js';
import { type Planned, lookAtPlan, asAsked, unknownStep } from './look-at-plan.js';
import { byLockfile, besideLockfile } from './by-lockfile.js';

/** What would be done, and what stands already. Writes nothing. */
export async function planOnly(wish: Wish, options: Partial<PlanOptions> = {}): Promise<Result<Planned, Refusal>> {
  const { force = new Set(), locked = false, only } = options;
  const found = await prepare(wish);
  const prepared = found.ok ? await (locked ? byLockfile : besideLockfile)(found.value, wish.cwd) : found;
  if (!prepared.ok) return prepared;
  const asked = { force, ...(only !== undefined && { only }) };
  const refusal = unknownStep(prepared.value.plan, asked);
  if (refusal !== undefined) return err(refusal);
  const planned = await lookAtPlan(prepared.value, force);
  return planned.ok ? ok(asAsked(planned.value, asked)) : planned;
}

/** What of the options of a run shows in its plan. */
export type PlanOptions = Pick<RunOptions, 'force' | 'only' | 'locked'>;
