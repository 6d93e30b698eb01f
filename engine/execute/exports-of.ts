import type { Variables } from './environment.js';
import type { Run } from './run.js';

/** What these steps and all that they needed export, in the plan's order. */
export function exportsOf(run: Run, needs: readonly string[]): readonly Variables[] {
  const exporters = new Set<string>();
  const met = new Set(needs);
  // a set grows while it is walked: every step is met once, however many ways lead to it
  for (const id of met) {
    const done = run.settled.get(id)?.done;
    if (done === undefined) continue;
    if (Object.keys(done.exports).length > 0) exporters.add(id);
    for (const need of done.needs) met.add(need);
  }
  return inOrder(run, exporters);
}

/** What every step of the run exports, in the plan's order. */
export function allExports(run: Run): readonly Variables[] {
  return inOrder(run, new Set(run.settled.keys()));
}

function inOrder(run: Run, steps: ReadonlySet<string>): readonly Variables[] {
  return [...steps]
    .sort((a, b) => (run.order.get(a) ?? 0) - (run.order.get(b) ?? 0))
    .map(id => run.settled.get(id)?.done?.exports ?? {});
}
