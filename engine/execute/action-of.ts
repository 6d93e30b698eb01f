import type { Action } from '../model/action.js';
import type { Attempt } from '../model/plan.js';
import type { Run } from './run.js';

/** The attempt's kind; the plan names none that is not there. */
export function actionOf(run: Run, attempt: Attempt): Action {
  const action = run.world.kinds.get(attempt.action);
  if (action === undefined) throw new Error(`there is no action kind ${attempt.action}`);
  return action;
}
