import { redacted } from '../base/redacted.js';
import { aboutGraph, nodeWords } from './graph-words.js';
import type { GraphNode, PlanGraph } from './plan-graph.js';

/**
 * The graph as a Mermaid flowchart, in the words of every other drawing: an arrow from what is needed to what needs it,
 * dotted where only one attempt does. On demand dashed, optional grey, the critical path bold.
 */
export function graphMermaid(graph: PlanGraph): string {
  const names = new Map(graph.nodes.map(({ id }, index) => [id, `s${index + 1}`]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const steps = new Set(graph.criticalPath.slice(1).map((id, index) => `${graph.criticalPath[index] ?? ''} ${id}`));
  const bold = graph.edges.flatMap(({ from, to }, index) => (steps.has(`${from} ${to}`) ? [index] : []));
  return [
    'flowchart TD',
    ...aboutGraph(graph).map(line => `  %% ${escaped(line)}`),
    ...graph.nodes.map(node => `  ${nameOf(node.id)}["${labelOf(node)}"]`),
    ...graph.edges.map(({ from, to, attempt }) => {
      const arrow = attempt === undefined ? '-->' : `-. "${escaped(attempt)}" .->`;
      return `  ${nameOf(from)} ${arrow} ${nameOf(to)}`;
    }),
    ...classOf(
      'onDemand',
      'stroke-dasharray: 5 5',
      graph.nodes.filter(({ onDemand }) => onDemand).map(({ id }) => nameOf(id)),
    ),
    ...classOf(
      'optional',
      'fill: #f4f4f4',
      graph.nodes.filter(({ optional }) => optional).map(({ id }) => nameOf(id)),
    ),
    ...classOf('critical', 'stroke: #b03030, stroke-width: 2px', graph.criticalPath.map(nameOf)),
    ...(bold.length === 0 ? [] : [`  linkStyle ${bold.join(',')} stroke: #b03030, stroke-width: 2px`]),
    '',
  ].join('\n');
}

function labelOf(node: GraphNode): string {
  const title = node.title === node.id ? '' : `: ${escaped(node.title)}`;
  return [`<b>${escaped(node.id)}</b>${title}`, ...nodeWords(node).map(escaped)].join('<br/>');
}

function classOf(name: string, style: string, nodes: readonly string[]): readonly string[] {
  return nodes.length === 0 ? [] : [`  classDef ${name} ${style}`, `  class ${nodes.join(',')} ${name}`];
}

/** Mermaid's own way of escaping; ASCII, as everything that is printed. */
function escaped(text: string): string {
  return redacted(text).replace(/[^ !$-%'-;=?-~]/gu, character => `#${character.codePointAt(0) ?? 0};`);
}
