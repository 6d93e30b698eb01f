import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Trial, TrialOptions } from '../../torture/trial.js';

/** A trial in a small form: skipped where it cannot be done, passed when it was done and nothing went wrong. */
export async function passes(t: TestContext, trial: Trial, options: TrialOptions): Promise<void> {
  const cannot = trial.cannot();
  if (cannot !== undefined) return t.skip(cannot);
  const { done, wrong, notes } = await trial.run(t, options);
  assert.deepEqual(wrong, [], notes.join('; '));
  assert.equal(done, options.count);
}
