import type { Attempt, Plan, PlannedArtifact, Step } from '../../engine/model/plan.js';
import { SPAN } from './hand-made.js';

/** A step in few words: an attempt is the scripted action with no params unless it is said. */
export type StepSketch = Partial<Omit<Step, 'id' | 'attempts'>> & {
  readonly attempts?: readonly AttemptSketch[];
} & AttemptSketch;
export type AttemptSketch = Partial<Omit<Attempt, 'needs'>> & { readonly needs?: readonly string[] };

/** A plan of steps written needs first. What belongs to an attempt may stand in the step when there is only one. */
export function planOf(steps: Readonly<Record<string, StepSketch>>, given: Partial<Plan> = {}): Plan {
  return {
    name: 'example',
    title: 'An example',
    file: 'example.yaml',
    platform: 'linux-64',
    profile: 'default',
    profileReason: 'asked for',
    root: '/root',
    facts: new Map(),
    versions: new Map(),
    options: new Map(),
    paths: new Map(),
    notes: [],
    preflight: {},
    userAgents: new Map(),
    artifacts: new Map(),
    steps: Object.entries(steps).map(([id, sketch]) => stepOf(id, sketch)),
    skipped: [],
    diagnose: [],
    ...given,
  };
}

export function artifactsOf(...ids: readonly string[]): ReadonlyMap<string, PlannedArtifact> {
  return new Map(ids.map(id => [id, { id, sources: [`https://127.0.0.1/${id}`], sha256: `hash-of-${id}` }]));
}

/** A text that waits for an output, as `output('tool', 'path')` or with text around it. */
export function output(step: string, name: string, { before = '', after = '' } = {}) {
  return { $deferred: [before, { step, output: name, filters: [] }, after].filter(part => part !== '') };
}

function stepOf(id: string, { attempts, ...sketch }: StepSketch): Step {
  const { needs = [], onDemand = false, optional = false, weight = 1, verify = [], exports = {} } = sketch;
  const { title = `Step ${id}` } = sketch;
  const [first = { ...sketch, needs: [] }, ...rest] = attempts ?? [];
  return {
    id,
    title,
    needs,
    attempts: [attemptOf(first, 0), ...rest.map((attempt, index) => attemptOf(attempt, index + 1))],
    passedOver: [],
    onDemand,
    optional,
    weight,
    verify,
    exports,
    span: SPAN,
  };
}

function attemptOf(sketch: AttemptSketch, rung: number): Attempt {
  const { estimateMinutes, unverified } = sketch;
  return {
    name: sketch.name ?? (rung === 0 ? 'main' : `fallback ${rung}`),
    action: sketch.action ?? 'act',
    params: sketch.params ?? {},
    needs: sketch.needs ?? [],
    after: sketch.after ?? ['absent', 'refused', 'failed'],
    retry: sketch.retry ?? { times: 0, delayMs: 0 },
    timeout: sketch.timeout ?? {},
    env: sketch.env ?? {},
    artifacts: sketch.artifacts ?? [],
    locks: sketch.locks ?? [],
    description: sketch.description ?? `act, rung ${rung}`,
    ...(unverified !== undefined && { unverified }),
    ...(estimateMinutes !== undefined && { estimateMinutes }),
  };
}
