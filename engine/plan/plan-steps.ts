import type { Step } from '../model/plan.js';
import type { Edge } from './interpolator.js';
import { orderSteps } from './order-steps.js';
import type { PlanScene } from './plan-scene.js';
import { reportError } from './plan-scene.js';
import { planStep, type PlannedStep } from './plan-step.js';

/** Every step that is for this host, each after all that it, or an attempt of it, needs. */
export function planSteps(scene: PlanScene): readonly Step[] {
  const planned = [...scene.manifest.steps.values()]
    .filter(({ value }) => !scene.excluded.has(value.id))
    .map(({ value }) => planStep(value, scene))
    .filter(step => step !== undefined);
  for (const step of planned) for (const edge of step.edges) checkEdge(step, edge, scene);
  const ordered = orderSteps(
    planned.map(({ step }) => step),
    allNeeds,
  );
  if (ordered.ok) return ordered.value;
  reportCycle(ordered.error, planned, scene);
  return [];
}

function* allNeeds(step: Step): Iterable<string> {
  yield* step.needs;
  for (const attempt of step.attempts) yield* attempt.needs;
}

function checkEdge({ step }: PlannedStep, edge: Edge, scene: PlanScene): void {
  const reason = scene.excluded.get(edge.step);
  if (reason !== undefined) {
    scene.report({
      code: 'needs-excluded',
      severity: 'error',
      message: `\`${step.id}\` needs \`${edge.step}\`, which is not for this host: ${reason}`,
      span: edge.span,
      help: `give \`${step.id}\`, or the attempt that needs it, the same \`when\``,
    });
  } else if (edge.step === step.id) {
    reportError(scene, 'cycle', { value: `\`${step.id}\` needs itself`, span: edge.span });
  } else if (!scene.manifest.steps.has(edge.step)) {
    reportError(scene, 'unknown-step', { value: `unknown step \`${edge.step}\``, span: edge.span });
  }
}

function reportCycle(cycle: readonly string[], planned: readonly PlannedStep[], scene: PlanScene): void {
  const [id, next] = cycle;
  const start = planned.find(({ step }) => step.id === id);
  const span = start?.edges.find(edge => edge.step === next)?.span ?? start?.step.span ?? scene.manifest.span;
  reportError(scene, 'cycle', { value: `steps need each other in a circle: ${cycle.join(' -> ')}`, span });
}
