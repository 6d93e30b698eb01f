import type { Variables } from './command-environment.js';
import type { Run } from './run.js';

/** What these steps and all that they needed export, in the plan's order. */
export function exportsOf(run: Run, needs: readonly string[]): readonly Variables[] {
  const exporters = new Set(nearestExporters(run, needs));
  // a set grows while it is walked: every exporter is met once, however many ways lead to it
  for (const id of exporters) {
    for (const further of run.settled.get(id)?.done?.exporters ?? []) exporters.add(further);
  }
  return inOrder(run, exporters);
}

/** Those of the steps that export something; behind one that does not, the nearest that do. */
export function nearestExporters(run: Run, needs: readonly string[]): ReadonlySet<string> {
  const [first, ...others] = needs.map(id => {
    const done = run.settled.get(id)?.done;
    if (done === undefined) return NOBODY;
    return Object.keys(done.exports).length > 0 ? new Set([id]) : done.exporters;
  });
  if (others.every(set => set.size === 0)) return first ?? NOBODY;
  return new Set([first ?? NOBODY, ...others].flatMap(set => [...set]));
}

const NOBODY: ReadonlySet<string> = new Set();

/** What every step exports that stands, in the plan's order: of those that had no part in the run by the journal. */
export function allExports(run: Run): readonly Variables[] {
  return run.plan.steps.map(({ id }) => {
    const settled = run.settled.get(id);
    const verdict = run.verdicts.get(id);
    if (settled !== undefined) return settled.done?.exports ?? {};
    return verdict?.kind === 'counts' ? verdict.record.exports : {};
  });
}

function inOrder(run: Run, steps: ReadonlySet<string>): readonly Variables[] {
  return [...steps]
    .sort((a, b) => (run.order.get(a) ?? 0) - (run.order.get(b) ?? 0))
    .map(id => run.settled.get(id)?.done?.exports ?? {});
}
