import { ok, type Result } from '../base/result.js';
import type { Failure } from '../model/failure.js';
import type { Attempt, Step } from '../model/plan.js';
import type { StepLog } from '../model/ports.js';
import type { BoundAttempt } from './bind-attempt.js';
import { emit, type Run } from './run.js';

/** A step's way from waiting to working: the journal, the log and the events are told once, and of each attempt once. */
export class StepStart {
  readonly #run: Run;
  readonly #step: Step;
  #announced: Attempt | undefined;
  #since: number | undefined;

  constructor(run: Run, step: Step) {
    this.#run = run;
    this.#step = step;
  }

  /** Milliseconds since the step started; 0 when it has not. */
  get ms(): number {
    return this.#since === undefined ? 0 : this.#run.world.clock.now() - this.#since;
  }

  get log(): StepLog {
    const { logs, world } = this.#run;
    const log = logs.get(this.#step.id) ?? world.logs.open(this.#step.id);
    logs.set(this.#step.id, log);
    return log;
  }

  /** Fails when the journal cannot take it: a step that might be half-done must not be found as done. */
  async announce({
    attempt,
    description,
  }: Pick<BoundAttempt, 'attempt' | 'description'>): Promise<Result<undefined, Failure>> {
    if (this.#announced === attempt) return ok();
    const { world, options } = this.#run;
    const step = this.#step.id;
    const isFirst = this.#since === undefined;
    if (isFirst) {
      const at = (this.#since = world.clock.now());
      const begun = await world.journal.append({ type: 'step-begun', run: options.run, step, at });
      if (!begun.ok) return begun;
      emit(this.#run, { type: 'step-started', step });
    }
    this.#announced = attempt;
    const rung = this.#step.attempts.indexOf(attempt);
    const { name } = attempt;
    this.log.write(`== ${name}: ${description}`);
    emit(this.#run, { type: 'attempt-started', step, attempt: name, rung, description });
    return ok();
  }
}
