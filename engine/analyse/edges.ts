import type { Span } from '../base/span.js';
import type { Action } from '../model/action.js';
import { takesPython, type InterpreterFinder } from '../model/interpreter.js';
import type { AttemptSpec, Manifest, StepSpec } from '../model/manifest.js';
import { stepOutputOf } from '../model/template.js';
import { placedReferences, type Text } from './texts.js';

/** A step that waits for another one, and where the manifest says so. */
export interface Edge {
  readonly from: StepSpec;
  readonly to: StepSpec;
  /** Absent: whichever attempt is taken. */
  readonly attempt?: AttemptSpec;
  readonly why: 'need' | 'output' | 'interpreter';
  readonly span: Span;
}

/** Every edge between steps that exist: by step in file order, `needs` before what its texts use. */
export function edgesOf(
  manifest: Manifest,
  given: {
    readonly texts: readonly Text[];
    readonly kinds: ReadonlyMap<string, Action>;
    readonly interpreters: InterpreterFinder;
  },
): readonly Edge[] {
  const edges: Edge[] = [];
  const add = (from: StepSpec, to: string | undefined, edge: Pick<Edge, 'attempt' | 'why' | 'span'>) => {
    const target = manifest.steps.get(to ?? '')?.value;
    if (target !== undefined) edges.push({ from, to: target, ...edge });
  };
  for (const { value: step } of manifest.steps.values()) {
    for (const { value, span } of step.needs) add(step, value, { why: 'need', span });
    for (const attempt of step.attempts) {
      for (const { value, span } of attempt.needs) add(step, value, { attempt, why: 'need', span });
    }
    for (const { attempt, self, span } of interpreterUses(step, given.kinds)) {
      const to = given.interpreters(step.id, { self });
      if (to !== step.id) add(step, to, { ...(attempt && { attempt }), why: 'interpreter', span });
    }
  }
  for (const text of given.texts) {
    if (text.use.kind !== 'step') continue;
    const { step, attempt, after } = text.use;
    for (const { name, span } of placedReferences(text)) {
      const to = stepOutputOf(name)?.step;
      if (to !== step.id || !after) add(step, to, { ...(attempt && { attempt }), why: 'output', span });
    }
  }
  return edges;
}

/** A place where a step uses a Python without saying which. */
export interface InterpreterUse {
  readonly attempt?: AttemptSpec;
  /** Whether its own step's Python will do. */
  readonly self: boolean;
  readonly what: string;
  readonly span: Span;
}

export function interpreterUses(step: StepSpec, kinds: ReadonlyMap<string, Action>): readonly InterpreterUse[] {
  const attempts = step.attempts
    .filter(attempt => takesPython(attempt, kinds.get(attempt.uses.value)))
    .map(attempt => ({ attempt, self: false, what: attempt.uses.value, span: attempt.uses.span }));
  const checks = step.verify
    .filter(check => check.kind === 'python')
    .filter(({ interpreter }) => interpreter === undefined)
    .map(({ span }) => ({ self: true, what: 'this check', span }));
  return [...attempts, ...checks];
}

/** For each step the edges that lead away from it, one for each step they lead to. */
export function outgoingEdges(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const outgoing = new Map<string, Map<string, Edge>>();
  for (const edge of edges) {
    const targets = outgoing.get(edge.from.id) ?? new Map<string, Edge>();
    outgoing.set(edge.from.id, targets);
    if (!targets.has(edge.to.id)) targets.set(edge.to.id, edge);
  }
  return new Map([...outgoing].map(([id, targets]) => [id, [...targets.values()]]));
}
