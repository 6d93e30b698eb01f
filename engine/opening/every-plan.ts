import { ACTION_KINDS } from '../actions/registry.js';
import { err, ok, type Result } from '../base/result.js';
import { paths } from '../host/files/paths.js';
import { combinations, foreignHost, type Combination } from '../model/combinations.js';
import { NO_CHOICES } from '../model/in-force.js';
import type { Plan } from '../model/plan.js';
import { makePlan } from '../plan/make-plan.js';
import type { ReadManifest } from './read-manifest.js';
import type { Refusal } from './refusal.js';

/** What a manifest means on one kind of host. */
export interface PlanThere {
  readonly combination: Combination;
  readonly plan: Plan;
}

/** What a manifest means on every platform with every profile, as on a host that is just what the profile asks for. */
export function everyPlan({
  manifest,
  lock,
}: Pick<ReadManifest, 'manifest' | 'lock'>): Result<readonly PlanThere[], Refusal> {
  const plans: PlanThere[] = [];
  for (const combination of combinations(manifest)) {
    const { platform, profile } = combination;
    const plan = makePlan({
      manifest,
      host: foreignHost(platform.name, profile),
      choices: { ...NO_CHOICES, ...(profile !== undefined && { profile: profile.name }) },
      root: '<root>',
      join: paths.join,
      kinds: ACTION_KINDS,
      ...(lock !== undefined && { lock }),
    });
    if (plan.ok) plans.push({ combination, plan: plan.value });
    else if (plan.error.kind === 'manifest') return err({ ...plan.error, sources: manifest.sources });
    else return err({ kind: 'plan', refusal: plan.error });
  }
  return ok(plans);
}
