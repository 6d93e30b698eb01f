import type { Plan, Step } from '../model/plan.js';
import { withoutImplied, type Needs } from './transitive-reduction.js';

/**
 * The plan's graph as a Mermaid flowchart: an arrow from what is needed to what needs it, dotted where only a
 * fallback does. Arrows that others imply are left out. Steps on demand have a dashed border.
 */
export function planMermaid(plan: Plan): string {
  const names = new Map(plan.steps.map((step, index) => [step.id, `s${index + 1}`]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const onDemand = plan.steps.filter(step => step.onDemand).map(({ id }) => nameOf(id));
  const needs: Needs = new Map(plan.steps.map(step => [step.id, step.needs]));
  const lines = [
    'flowchart TD',
    ...plan.steps.map(step => `  ${nameOf(step.id)}["${labelOf(step)}"]`),
    ...plan.steps.flatMap(step => edgesOf(step, needs, nameOf).map(edge => `  ${edge}`)),
  ];
  if (onDemand.length > 0) {
    lines.push('  classDef onDemand stroke-dasharray: 5 5', `  class ${onDemand.join(',')} onDemand`);
  }
  return lines.join('\n') + '\n';
}

function labelOf(step: Step): string {
  const ladder = step.attempts.map(({ name }) => escaped(name)).join(' / ');
  return `<b>${escaped(step.id)}</b><br/>${ladder}`;
}

function edgesOf(step: Step, needs: Needs, nameOf: (id: string) => string): readonly string[] {
  const to = nameOf(step.id);
  const always = withoutImplied(step.needs, needs).map(need => `${nameOf(need)} --> ${to}`);
  const sometimes = step.attempts.flatMap(({ name, needs: own }) =>
    own
      .filter(need => withoutImplied([...step.needs, need], needs).includes(need))
      .map(need => `${nameOf(need)} -. "${escaped(name)}" .-> ${to}`),
  );
  return [...always, ...sometimes];
}

/** Mermaid's own way of escaping; ASCII, as everything that is printed. */
function escaped(text: string): string {
  return text.replace(/[^ !$-%'-;=?-~]/gu, character => `#${character.codePointAt(0) ?? 0};`);
}
