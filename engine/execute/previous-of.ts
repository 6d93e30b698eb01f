import type { ActionContext } from '../model/action.js';
import type { Attempt, Step } from '../model/plan.js';
import type { Run } from './run.js';

/** What the step's last version left, for an action that clears away what the new one lacks; another kind's work is none of its. */
export function previousOf(
  { world, steps }: Run,
  { step, attempt }: { readonly step: Step; readonly attempt: Attempt },
): Pick<ActionContext, 'previous'> {
  const last = world.journal.last();
  const record = last.get(step.id);
  if (record === undefined || record.uses !== attempt.action) return {};
  const others = new Set<string>();
  for (const [id, { made }] of last) {
    if (id !== step.id && steps.has(id)) for (const file of made.files) others.add(file);
  }
  const kept = record.made.files
    .map((file, index) => ({ file, stamp: record.stamps?.[index] }))
    .filter(({ file }) => !others.has(file));
  return {
    previous: { ...record.made, files: kept.map(({ file }) => file), stamps: kept.map(({ stamp }) => stamp) },
  };
}
