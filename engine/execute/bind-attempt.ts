import { redacted } from '../base/redacted.js';
import { ok, type Result } from '../base/result.js';
import { needsAt } from '../model/keys.js';
import type { Attempt, Step } from '../model/plan.js';
import type { JsonObject } from '../model/value.js';
import { actionOf } from './action-of.js';
import { bind, type BindFailure } from './bind.js';
import { environmentOf, type CommandEnvironment } from './command-environment.js';
import { exportsOf } from './exports-of.js';
import type { Run } from './run.js';

/** An attempt with everything in place that waited for the outputs of steps. */
export interface BoundAttempt {
  readonly step: Step;
  readonly attempt: Attempt;
  readonly rung: number;
  readonly needs: readonly string[];
  readonly params: JsonObject;
  /** As the limiter compares them: absolute, ending in a separator. */
  readonly locks: readonly string[];
  readonly environment: CommandEnvironment;
  /** The plan's sentence, with what is known by now. */
  readonly description: string;
}

/** What it needs has settled. */
export function bindAttempt(run: Run, step: Step, rung: number): Result<BoundAttempt, BindFailure> {
  const attempt = attemptAt(step, rung);
  const bound = bind(run, { params: attempt.params, env: attempt.env });
  if (!bound.ok) return bound;
  const needs = needsAt(step, rung);
  const environment = environmentOf([...exportsOf(run, needs), bound.value.env], run.world.platform);
  // asked again, now that all is known: the plan may have had only a reference
  const action = actionOf(run, attempt);
  const { params } = bound.value;
  const locks = action.locks(params).map(path => lockOf(run, path));
  const description = redacted(action.describe(params));
  return ok({ step, attempt, rung, needs, params, locks, environment, description });
}

export function attemptAt(step: Step, rung: number): Attempt {
  const attempt = step.attempts[rung];
  if (attempt === undefined) throw new Error(`${step.id} has no attempt ${rung}`);
  return attempt;
}

/** Two spellings that some system takes for one path must exclude each other, so case is folded everywhere. */
export function lockOf({ world: { paths, root } }: Run, path: string): string {
  const absolute = paths.isAbsolute(path) ? paths.join(path) : paths.join(root, path);
  return `${absolute.toLowerCase()}${absolute.endsWith(paths.sep) ? '' : paths.sep}`;
}
