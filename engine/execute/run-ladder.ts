import type { FailureClass } from '../model/failure.js';
import type { FailedAttempt, Outcome } from '../model/outcome.js';
import type { Step } from '../model/plan.js';
import { attemptAt } from './bind-attempt.js';
import { failedAttempt } from './failed-attempt.js';
import type { StepStart } from './step-start.js';
import { runAttempt } from './run-attempt.js';
import { emit, type Done, type Run } from './run.js';
import type { Settle } from './settle-needs.js';

/** Tries a step's attempts down its ladder: after a failure, the next whose `after` names the class of it. */
export async function runLadder(
  run: Run,
  step: Step,
  start: StepStart,
  settle: Settle,
): Promise<{ readonly outcome: Outcome; readonly done?: Done }> {
  const ladder: FailedAttempt[] = [];
  let rung: number | undefined = 0;
  while (rung !== undefined) {
    const attempt = attemptAt(step, rung);
    const end = await runAttempt(run, { step, rung }, start, settle);
    if (end.kind === 'cancelled') return { outcome: end };
    if (end.kind === 'done') {
      return { outcome: { kind: 'succeeded', attempt: attempt.name, rung, ladder }, done: end.done };
    }
    const failed = failedAttempt(attempt.name, end, run.plan.diagnose);
    const next: number | undefined = end.final === true ? undefined : nextRung(step, rung, failed.class);
    const blocked = blockedBy(ladder, failed, next);
    if (blocked !== undefined) return { outcome: blocked };
    const nextName = next === undefined ? undefined : attemptAt(step, next).name;
    start.log.write(`-- ${attempt.name} is ${failed.class}`);
    emit(run, {
      type: 'attempt-failed',
      step: step.id,
      failed,
      ...(nextName !== undefined && { next: nextName }),
    });
    ladder.push(failed);
    rung = next;
  }
  return { outcome: { kind: 'failed', ladder } };
}

/** One cause, one message: a step that could only wait for another says so, and not that it failed itself. */
function blockedBy(ladder: readonly FailedAttempt[], { failure }: FailedAttempt, next?: number): Outcome | undefined {
  const isFirstAndLast = ladder.length === 0 && next === undefined;
  return isFirstAndLast && failure.kind === 'need' ? { kind: 'blocked', by: failure.step } : undefined;
}

function nextRung({ attempts }: Step, rung: number, failure: FailureClass): number | undefined {
  const next = attempts.findIndex(({ after }, index) => index > rung && after.includes(failure));
  return next === -1 ? undefined : next;
}
