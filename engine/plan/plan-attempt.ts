import { redacted } from '../base/redacted.js';
import type { Located } from '../base/span.js';
import type { Action } from '../model/action.js';
import type { AttemptSpec, EstimateSpec, StepSpec, Table } from '../model/manifest.js';
import type { Attempt } from '../model/plan.js';
import { parseDuration, parseSize } from '../model/quantity.js';
import { writtenValue, type DeferredText, type JsonObject, type Value } from '../model/value.js';
import type { Edge } from './interpolator.js';
import { reportError, type PlanScene } from './plan-scene.js';
import { writtenPath } from './written-path.js';

/** An attempt for this host, but for `needs`: whose they are depends on its place on the ladder. */
export interface DraftAttempt {
  readonly attempt: Omit<Attempt, 'needs'>;
  readonly edges: readonly Edge[];
}

/** One rung of a ladder, everything in place but the outputs of steps. */
export function planAttempt(
  spec: AttemptSpec,
  step: StepSpec,
  name: string,
  scene: PlanScene,
): DraftAttempt | undefined {
  const action = scene.kinds.get(spec.uses.value);
  if (action === undefined) {
    const message = `unknown action \`${spec.uses.value}\``;
    reportError(scene, 'unknown-action', { value: message, span: spec.uses.span });
    return undefined;
  }
  const edges: Edge[] = spec.needs.map(({ value, span }) => ({ step: value, span }));
  const params = withInterpreter(scene.texts.map(spec.with, edges), { action, spec, step, scene, edges });
  const env = planTexts(spec.env, scene, edges);
  const written = writtenValue(params) as JsonObject;
  const artifacts = action.artifacts(written);
  const unverified = whyUnverified(action.unverified(written), artifacts, spec, scene);
  const attempt = {
    name,
    action: action.kind,
    params,
    after: spec.after,
    retry: { times: spec.retry?.times ?? 0, delayMs: milliseconds(spec.retry?.delay, scene) ?? 0 },
    timeout: planTimeout(spec, scene),
    env,
    artifacts,
    locks: action.locks(written).map(path => writtenPath(path, scene.below)),
    description: redacted(action.describe(written)),
    ...(unverified !== undefined && { unverified }),
    ...planEstimate(spec.estimate, scene),
  };
  return { attempt, edges };
}

interface InterpreterCase {
  readonly action: Action;
  readonly spec: AttemptSpec;
  readonly step: StepSpec;
  readonly scene: PlanScene;
  readonly edges: Edge[];
}

/** A kind that needs a Python, and was given none, gets the nearest needed step's. */
function withInterpreter(
  params: { readonly [key: string]: Value },
  { action, spec, step, scene, edges }: InterpreterCase,
): { readonly [key: string]: Value } {
  if (!action.interpreter || 'python' in params) return params;
  const giver = scene.interpreterOf(step.id, { self: false });
  if (giver === undefined) {
    const message = `no step that \`${step.id}\` needs gives a \`python\`, and none is written`;
    reportError(scene, 'no-interpreter', { value: message, span: spec.uses.span });
    return params;
  }
  edges.push({ step: giver, span: spec.uses.span });
  return { ...params, python: pythonOf(giver) };
}

/** The deferred `${steps.<step>.python}`. */
export function pythonOf(step: string): DeferredText {
  return { $deferred: [{ step, output: 'python', filters: [] }] };
}

/** An `env` or `exports` table. */
export function planTexts(
  table: Table<Located<string>>,
  scene: PlanScene,
  edges: Edge[],
): Readonly<Record<string, string | DeferredText>> {
  const entries = [...table].map(([name, { value }]) => [name, scene.texts.deferrable(value, edges)] as const);
  return Object.fromEntries(entries);
}

function whyUnverified(
  reason: string | undefined,
  artifacts: readonly string[],
  spec: AttemptSpec,
  scene: PlanScene,
): string | undefined {
  const planned = artifacts.map(id => scene.artifact(id, spec.with.span)).filter(artifact => artifact !== undefined);
  const bare = planned.filter(({ sha256 }) => sha256 === undefined).map(({ id }) => `artifact ${id}`);
  const reasons = [...bare, ...(reason === undefined ? [] : [reason])];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function planTimeout({ timeout }: AttemptSpec, scene: PlanScene): Attempt['timeout'] {
  const totalMs = milliseconds(timeout.total, scene);
  const silenceMs = milliseconds(timeout.silence, scene);
  return { ...(totalMs !== undefined && { totalMs }), ...(silenceMs !== undefined && { silenceMs }) };
}

/** What an estimate gives, in minutes and bytes. */
export function planEstimate(
  { time, disk }: EstimateSpec,
  scene: PlanScene,
): Pick<Attempt, 'estimateMinutes' | 'estimateBytes'> {
  const ms = milliseconds(time, scene);
  const bytes = disk && parseSize(disk.value);
  return {
    ...(ms !== undefined && { estimateMinutes: ms / 60_000 }),
    ...(bytes !== undefined && { estimateBytes: bytes }),
  };
}

function milliseconds(written: Located<string> | undefined, scene: PlanScene): number | undefined {
  if (written === undefined) return undefined;
  const ms = parseDuration(written.value);
  if (ms === undefined) {
    const message = `\`${written.value}\` is no duration such as "25 min"`;
    reportError(scene, 'duration', { value: message, span: written.span });
  }
  return ms;
}
