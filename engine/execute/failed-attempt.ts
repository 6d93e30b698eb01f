import { failureClass } from '../model/failure.js';
import type { FailedAttempt } from '../model/outcome.js';
import type { Diagnosis } from '../model/plan.js';
import type { AttemptEnd } from './attempt-end.js';

/** A failed attempt with its class and, where one of the manifest's rules knows the output, what it means. */
export function failedAttempt(
  attempt: string,
  { failure, known }: Extract<AttemptEnd, { readonly kind: 'failed' }>,
  rules: readonly Diagnosis[],
): FailedAttempt {
  const lines = 'lastLines' in failure ? failure.lastLines : [];
  const rule = rules.find(one => known?.has(one) === true || lines.some(line => line.includes(one.match)));
  return {
    attempt,
    class: failureClass(failure),
    failure,
    ...(rule !== undefined && { diagnosis: diagnosisOf(rule) }),
  };
}

function diagnosisOf({ cause, remedy, more }: Diagnosis): NonNullable<FailedAttempt['diagnosis']> {
  return { cause, remedy, ...(more !== undefined && { more }) };
}
