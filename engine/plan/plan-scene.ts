import type { Diagnostic } from '../base/diagnostic.js';
import type { Located, Span } from '../base/span.js';
import type { Action } from '../model/action.js';
import type { Facts } from '../model/facts.js';
import type { InterpreterFinder } from '../model/interpreter.js';
import type { Manifest } from '../model/manifest.js';
import type { PlannedArtifact } from '../model/plan.js';
import type { Interpolator } from './interpolator.js';

/** What every part of a plan is made against: one manifest on one host. */
export interface PlanScene {
  readonly manifest: Manifest;
  readonly facts: Facts;
  readonly texts: Interpolator;
  readonly kinds: ReadonlyMap<string, Action>;
  readonly interpreterOf: InterpreterFinder;
  /** A path below the install root, or an absolute one as it is. */
  readonly below: (path: string) => string;
  /** The artifact as it is on this host; undefined, and reported, when the manifest has none of that id. */
  readonly artifact: (id: string, usedAt: Span) => PlannedArtifact | undefined;
  /** Steps that are not for this host. */
  readonly excluded: ReadonlyMap<string, string>;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Adds an error about the manifest. */
export function reportError(scene: Pick<PlanScene, 'report'>, code: string, { value, span }: Located<string>): void {
  scene.report({ code, severity: 'error', message: value, span });
}
