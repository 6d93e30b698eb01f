import type { Located } from '../base/span.js';
import type { CheckSpec, StepSpec } from '../model/manifest.js';
import type { Attempt, Check, Step } from '../model/plan.js';
import type { Tree } from '../model/tree.js';
import { isDeferred, writtenValue, type DeferredText } from '../model/value.js';
import { whenFails } from '../model/when.js';
import { attemptNames } from './attempt-names.js';
import type { Edge } from './interpolator.js';
import { planEstimate, planAttempt, planTexts, pythonOf, type DraftAttempt } from './plan-attempt.js';
import { reportError, type PlanScene } from './plan-scene.js';
import { writtenPath } from './written-path.js';

/** A step, and every edge that leaves it with the place where it is written. */
export interface PlannedStep {
  readonly step: Step;
  readonly edges: readonly Edge[];
}

/** A step that is for this host: its ladder without the attempts that are not. */
export function planStep(spec: StepSpec, scene: PlanScene): PlannedStep | undefined {
  const edges: Edge[] = spec.needs.map(({ value, span }) => ({ step: value, span }));
  const env = planTexts(spec.env, scene, edges);
  const ladder = planLadder(spec, scene);
  const checked = planChecks(spec, scene, edges);
  const needs = idsOf([...edges, ...sharedEdges(ladder.drafts)], new Set([spec.id]));
  const own = new Set([spec.id, ...needs]);
  const estimated = planEstimate(spec.estimate, scene);
  const attempts = ladder.drafts.map(({ attempt, edges: beyond }, rung): Attempt => {
    // what is said of a step as a whole is meant of the attempt that is made first
    return { ...(rung === 0 && estimated), ...attempt, env: { ...env, ...attempt.env }, needs: idsOf(beyond, own) };
  });
  const [first, ...others] = attempts;
  if (first === undefined) {
    if (!ladder.faulty) reportNoAttempt(spec, ladder.passedOver, scene);
    return undefined;
  }
  const step: Step = {
    id: spec.id,
    title: spec.title === undefined ? spec.id : scene.texts.text(spec.title),
    needs,
    attempts: [first, ...others],
    passedOver: ladder.passedOver,
    onDemand: spec.onDemand,
    optional: spec.optional,
    weight: Math.max(1, first.estimateMinutes ?? 1),
    ...checked,
    span: spec.span,
  };
  return { step, edges: [...edges, ...ladder.drafts.flatMap(draft => draft.edges)] };
}

interface Ladder {
  readonly drafts: readonly DraftAttempt[];
  readonly passedOver: Step['passedOver'];
  /** Something about it has been reported already. */
  readonly faulty: boolean;
}

function planLadder(spec: StepSpec, scene: PlanScene): Ladder {
  const drafts: DraftAttempt[] = [];
  const passedOver: { name: string; reason: string }[] = [];
  let faulty = false;
  const names = attemptNames(spec.attempts, scene.texts);
  spec.attempts.forEach((attempt, rung) => {
    const name = names[rung] ?? attempt.uses.value;
    const reason = whenFails(attempt.when, scene.facts);
    if (reason !== undefined) {
      passedOver.push({ name, reason });
      return;
    }
    const draft = planAttempt(attempt, spec, name, scene);
    if (draft === undefined) faulty = true;
    else drafts.push(draft);
  });
  return { drafts, passedOver, faulty };
}

/** What every attempt needs, the step needs: without it, none could be made. */
function sharedEdges([first, ...others]: readonly DraftAttempt[]): readonly Edge[] {
  const shared = (edge: Edge) => others.every(draft => draft.edges.some(({ step }) => step === edge.step));
  return first?.edges.filter(shared) ?? [];
}

function reportNoAttempt(spec: StepSpec, passedOver: Step['passedOver'], scene: PlanScene): void {
  const reasons = passedOver.map(({ name, reason }) => `${name} (${reason})`).join(', ');
  scene.report({
    code: 'no-attempt',
    severity: 'error',
    message: `no attempt of \`${spec.id}\` is for this host: ${reasons}`,
    span: spec.span,
    help: 'add a fallback for it, or a `when` to the step that says which hosts it is for',
  });
}

function idsOf(edges: readonly Edge[], without: ReadonlySet<string>): readonly string[] {
  return [...new Set(edges.map(edge => edge.step))].filter(id => !without.has(id));
}

/** Checks and exports may use the step's own outputs: they come after the attempt. */
function planChecks(spec: StepSpec, scene: PlanScene, edges: Edge[]): Pick<Step, 'verify' | 'exports'> {
  const after: Edge[] = [];
  const verify = spec.verify.map(check => planCheck(check, spec.id, { scene, edges: after }));
  const exports = planTexts(spec.exports, scene, after);
  edges.push(...after.filter(edge => edge.step !== spec.id));
  return { verify, exports };
}

function planCheck(
  check: CheckSpec,
  stepId: string,
  { scene, edges }: { readonly scene: PlanScene; readonly edges: Edge[] },
): Check {
  switch (check.kind) {
    case 'file':
      return { kind: 'file', path: planPath(check.path, scene, edges) };
    case 'run': {
      const prints = check.prints === undefined ? {} : { prints: scene.texts.text(check.prints) };
      return { kind: 'run', argv: planArgv(check.argv, scene, edges), ...prints };
    }
    case 'python': {
      const code = scene.texts.deferrable(check.code, edges);
      return { kind: 'python', interpreter: checkInterpreter(check, stepId, { scene, edges }), code };
    }
  }
}

function planArgv(argv: Tree, scene: PlanScene, edges: Edge[]): readonly (string | DeferredText)[] {
  const words = argv.kind === 'list' ? argv.items : [argv];
  return words.map(word => {
    const value = scene.texts.tree(word, edges);
    return typeof value === 'string' || isDeferred(value) ? value : JSON.stringify(value);
  });
}

function checkInterpreter(
  check: Extract<CheckSpec, { kind: 'python' }>,
  stepId: string,
  { scene, edges }: { readonly scene: PlanScene; readonly edges: Edge[] },
): string | DeferredText {
  if (check.interpreter !== undefined) return scene.texts.deferrable(check.interpreter, edges);
  const giver = scene.interpreterOf(stepId, { self: true });
  if (giver === undefined) {
    const message = `neither \`${stepId}\` nor a step that it needs gives a \`python\` for this check`;
    reportError(scene, 'no-interpreter', { value: message, span: check.span });
    return '';
  }
  edges.push({ step: giver, span: check.span });
  return pythonOf(giver);
}

function planPath(written: Located<string>, scene: PlanScene, edges: Edge[]): string | DeferredText {
  const path = writtenValue(scene.texts.deferrable(written, edges)) as string;
  return writtenPath(path, scene.below);
}
