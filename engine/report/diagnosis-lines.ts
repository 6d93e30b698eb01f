import type { FailedAttempt } from '../model/outcome.js';

/** What a rule says of a failure; nothing where none knows it. */
export function diagnosisLines({ diagnosis }: Pick<FailedAttempt, 'diagnosis'>): readonly string[] {
  if (diagnosis === undefined) return [];
  const { cause, remedy, more } = diagnosis;
  return [`cause: ${cause}`, ...(more === undefined ? [] : [`more: ${more}`]), `help: ${remedy}`];
}
