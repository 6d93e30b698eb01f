import type { FailureClass, NeedFailure } from '../model/failure.js';
import type { Run } from './run.js';

/** What an attempt fails with when a step that it needs did not succeed: it is as absent, or as unreachable, as that was. */
export function needFailure(run: Run, step: string): NeedFailure {
  return { kind: 'need', step, class: classOf(run, step) };
}

function classOf(run: Run, step: string): FailureClass {
  const outcome = run.settled.get(step)?.outcome;
  if (outcome?.kind === 'blocked') return classOf(run, outcome.by);
  return (outcome?.kind === 'failed' ? outcome.ladder.at(-1)?.class : undefined) ?? 'failed';
}
