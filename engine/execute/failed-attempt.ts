import { failureClass, type Failure } from '../model/failure.js';
import type { FailedAttempt } from '../model/outcome.js';
import type { Diagnosis } from '../model/plan.js';

/** A failed attempt with its class and, where one of the manifest's rules knows the output, what it means. */
export function failedAttempt(attempt: string, failure: Failure, rules: readonly Diagnosis[]): FailedAttempt {
  const lines = 'lastLines' in failure ? failure.lastLines : [];
  const rule = rules.find(({ match }) => lines.some(line => line.includes(match)));
  return {
    attempt,
    class: failureClass(failure),
    failure,
    ...(rule !== undefined && { diagnosis: { cause: rule.cause, remedy: rule.remedy } }),
  };
}
