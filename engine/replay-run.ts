import type { RunBeginning } from './run-beginning.js';
import { clock } from './host/clock.js';
import { paths } from './host/files/paths.js';
import type { RememberedRun, RememberedStep } from './remembered-run.js';
import type { Event } from './model/event.js';
import type { RunSummary, StepSummary } from './model/outcome.js';
import type { PlanHead } from './model/plan.js';
import { stateFolderOf } from './opening/open-machine.js';
import { newRunName } from './opening/run-name.js';

interface Listeners {
  readonly onPlan: (begins: RunBeginning) => void;
  readonly onEvent: (event: Event) => void;
}

interface Ended {
  readonly plan: PlanHead;
  readonly summary: RunSummary;
  readonly handOver: string;
  readonly logs: string;
}

/** Tells what is known as the run does that finds it. Nothing is written, so neither the journal nor the logs know of it. */
export function replayRun({ plan, steps, exports, warnings }: RememberedRun, { onPlan, onEvent }: Listeners): Ended {
  const [run, at] = [newRunName(), clock.now()];
  const { name: manifest, title, platform, profile, root } = plan;
  const planned = steps.filter(({ isPlanned }) => isPlanned);
  onPlan({ plan, toRun: 0, of: planned.length, warnings });
  onEvent({ at, type: 'run-started', run, manifest, title, platform, profile, root, steps: planned.map(asStarted) });
  for (const { id, outcome } of planned) onEvent({ at, type: 'step-settled', step: id, outcome, ms: 0 });
  const summary: RunSummary = { run, result: 'succeeded', steps: steps.map(asSummed), exports, ms: clock.now() - at };
  onEvent({ at: clock.now(), type: 'run-finished', summary });
  const stateFolder = stateFolderOf(root);
  return { plan, summary, handOver: paths.join(stateFolder, 'env.json'), logs: paths.join(stateFolder, 'logs', run) };
}

function asStarted({ id, title, onDemand, estimateMinutes }: RememberedStep) {
  return { id, title, onDemand, ...(estimateMinutes !== undefined && { estimateMinutes }) };
}

function asSummed({ id, title, optional, outcome, ms, unverified }: RememberedStep): StepSummary {
  return { id, title, optional, outcome, ms, unverified };
}
