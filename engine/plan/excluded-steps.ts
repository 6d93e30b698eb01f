import type { Facts } from '../model/facts.js';
import type { Manifest } from '../model/manifest.js';
import type { Plan } from '../model/plan.js';
import { whenFails } from '../model/when.js';
import type { Interpolator } from './interpolator.js';

/** Steps whose own `when` does not hold here: as the plan lists them, and id → reason. */
export function excludedSteps(
  manifest: Manifest,
  facts: Facts,
  texts: Interpolator,
): { readonly skipped: Plan['skipped']; readonly excluded: ReadonlyMap<string, string> } {
  const skipped = [...manifest.steps.values()].flatMap(({ value: { id, title, when } }) => {
    const reason = whenFails(when, facts);
    return reason === undefined ? [] : [{ id, title: title === undefined ? id : texts.text(title), reason }];
  });
  return { skipped, excluded: new Map(skipped.map(({ id, reason }) => [id, reason])) };
}
