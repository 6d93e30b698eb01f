import type { EventBody } from '../model/event.js';
import type { RunSummary } from '../model/outcome.js';
import type { Plan, Step } from '../model/plan.js';
import { artifactsAhead, goals as goalsOf, stepsInvolved } from './choose-steps.js';
import { StepStart } from './step-start.js';
import { emit, fail, newRun, priorityOf, type Run, type Settled } from './run.js';
import type { Settle } from './settle-needs.js';
import { settleStep } from './settle-step.js';
import { resultOf, summarise } from './summarise.js';
import type { ExecuteOptions } from './execute-options.js';
import type { ExecuteWorld } from './execute-world.js';

/**
 * Walks the plan's graph: one memoised promise a step, recursion over what it needs, a limiter that bounds the work.
 * Failures of the world are in the summary; it rejects for a defect only, once everything has ended.
 */
export async function execute(plan: Plan, world: ExecuteWorld, options: ExecuteOptions): Promise<RunSummary> {
  const startedAt = world.clock.now();
  const goals = goalsOf(plan, options);
  const run = newRun(plan, world, options);
  const involved = stepsInvolved(plan, options);
  emit(run, runStarted(run, involved));
  for (const { id, of } of artifactsAhead(run, goals)) run.fetches.ahead(id, priorityOf(run, of));
  // where the journal cannot be written, the first step that begins says so
  const { name: manifest, platform, profile } = plan;
  await world.journal.append({ type: 'run-started', run: options.run, at: startedAt, manifest, platform, profile });
  await walk(run, goals, involved);
  const result = run.defect === undefined ? resultOf(run, goals) : 'defect';
  await world.journal.append({ type: 'run-finished', run: options.run, at: world.clock.now(), result });
  const summary = summarise(run, goals, startedAt);
  if (run.defect === undefined) emit(run, { type: 'run-finished', summary });
  if (run.defect !== undefined) throw run.defect.error;
  return summary;
}

function runStarted({ plan, world, options }: Run, steps: readonly Step[]): EventBody {
  return {
    type: 'run-started',
    run: options.run,
    manifest: plan.name,
    title: plan.title,
    platform: plan.platform,
    profile: plan.profile,
    root: world.root,
    steps: steps.map(({ id, title, onDemand, attempts: [{ estimateMinutes }] }) => ({
      id,
      title,
      onDemand,
      ...(estimateMinutes !== undefined && { estimateMinutes }),
    })),
  };
}

/** Settles the goals, then says of the rest that nobody needed it, and leaves nothing running. */
async function walk(run: Run, goals: readonly string[], involved: readonly Step[]): Promise<void> {
  const closing: Promise<void>[] = [];
  const settle = settler(run, id => {
    const log = run.logs.get(id);
    if (log !== undefined) closing.push(log.close());
  });
  await Promise.all(goals.map(settle));
  const isCut = goals.some(id => run.settled.get(id)?.outcome.kind === 'cancelled');
  for (const { id } of involved) {
    if (run.settled.has(id)) continue;
    const outcome = isCut ? ({ kind: 'cancelled' } as const) : ({ kind: 'skipped', reason: 'not needed' } as const);
    end(run, id, { outcome, ms: 0 });
  }
  run.cancel.abort();
  try {
    await Promise.all([run.fetches.ended(), ...closing]);
  } catch (error) {
    fail(run, error);
  }
}

/** The memo: every step begins once, and what is thrown in one ends the others. */
function settler(run: Run, onEnd: (step: string) => void): Settle {
  const promises = new Map<string, Promise<Settled>>();
  return settle;

  function settle(id: string): Promise<Settled> {
    const known = promises.get(id);
    if (known !== undefined) return known;
    const promise = settleOnce(id);
    promises.set(id, promise);
    return promise;
  }

  async function settleOnce(id: string): Promise<Settled> {
    const step = run.steps.get(id);
    if (step === undefined) throw new Error(`the plan has no step ${id}`);
    await Promise.resolve(); // so that a long chain of needs is not a deep stack
    const start = new StepStart(run, step);
    let settled: Settled;
    try {
      settled = await settleStep(run, step, start, settle);
    } catch (error) {
      fail(run, error);
      settled = { outcome: { kind: 'cancelled' }, ms: start.ms };
    }
    end(run, id, settled);
    onEnd(id);
    return settled;
  }
}

function end(run: Run, id: string, settled: Settled): void {
  run.settled.set(id, settled);
  emit(run, { type: 'step-settled', step: id, outcome: settled.outcome, ms: settled.ms });
}
