import type { Span } from '../base/span.js';
import type { Action } from '../model/action.js';
import type { AttemptSpec, Manifest, StepSpec } from '../model/manifest.js';
import { plainValue } from '../model/plain-value.js';
import type { JsonObject } from '../model/value.js';
import { narrow, type Domains } from './domains.js';
import { textsIn } from './texts.js';

/** An attempt that fetches an artifact: its id as written, and where. */
export interface ArtifactUse {
  readonly id: string;
  readonly step: StepSpec;
  readonly attempt: AttemptSpec;
  readonly span: Span;
}

export function artifactUsesOf(manifest: Manifest, kinds: ReadonlyMap<string, Action>): readonly ArtifactUse[] {
  const uses: ArtifactUse[] = [];
  for (const { value: step } of manifest.steps.values()) {
    for (const attempt of step.attempts) {
      const ids = kinds.get(attempt.uses.value)?.artifacts(plainValue(attempt.with) as JsonObject) ?? [];
      for (const id of ids) {
        const text = textsIn(attempt.with).find(({ value }) => value === id);
        uses.push({ id, step, attempt, span: text?.span ?? attempt.uses.span });
      }
    }
  }
  return uses;
}

/** Whether the attempt can be taken on some of these hosts. */
export function canFetch({ step, attempt }: ArtifactUse, domains: Domains): boolean {
  const held = narrow(domains, step.when);
  return held !== undefined && narrow(held, attempt.when) !== undefined;
}
