import type { Diagnostic } from './base/diagnostic.js';
import { err, ok, type Result } from './base/result.js';
import { stepsInvolved } from './execute/choose-steps.js';
import { digest } from './host/digest.js';
import { readJournal } from './host/journal/journal.js';
import { standing, type Force } from './model/keys.js';
import type { Plan } from './model/plan.js';
import type { PlannedStanding } from './model/standing.js';
import { stateFolderOf } from './opening/open-machine.js';
import type { Prepared } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import type { RunOptions } from './run-options.js';

/** A plan, and what of it stands already. */
export interface Planned {
  readonly plan: Plan;
  readonly standing: ReadonlyMap<string, PlannedStanding>;
  readonly warnings: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** What of a plan stands in its root, by the journal alone. */
export async function lookAtPlan(
  { plan, warnings, sources }: Prepared,
  force: Force = new Set(),
): Promise<Result<Planned, Refusal>> {
  const journal = await readJournal(stateFolderOf(plan.root));
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  return ok({ plan, standing: standing(plan, journal.value.records(), digest, { force }), warnings, sources });
}

/** In a run for one step the others are left out, but for what it may need. */
export function asAsked(planned: Planned, { only }: Pick<RunOptions, 'only'>): Planned {
  if (only === undefined) return planned;
  const involved = new Set(stepsInvolved(planned.plan, { only }).map(({ id }) => id));
  const asked = [...planned.standing].map(([id, stands]): [string, PlannedStanding] => {
    if (!involved.has(id)) return [id, { kind: 'left-out' }];
    return [id, id === only && stands.kind === 'on-demand' ? { kind: 'will-run', reason: 'never done' } : stands];
  });
  return { ...planned, standing: new Map(asked) };
}

/** What `--only` or `--force` names that the plan does not have. */
export function unknownStep(plan: Plan, { only, force }: Pick<RunOptions, 'only' | 'force'>): Refusal | undefined {
  const known = plan.steps.map(({ id }) => id);
  const forced = force === 'all' ? [] : [...force];
  const named = [
    ...forced.map(step => ['--force', step] as const),
    ...(only === undefined ? [] : [['--only', only] as const]),
  ];
  const wrong = named.find(([, step]) => !known.includes(step));
  return wrong === undefined ? undefined : { kind: 'no-step', flag: wrong[0], step: wrong[1], known };
}
