import type { PlanHead } from './model/plan.js';

/** What is about to run. */
export interface RunBeginning {
  readonly plan: PlanHead;
  readonly toRun: number;
  /** Of so many steps. */
  readonly of: number;
  readonly warnings: number;
}
