import { redacted } from '../base/redacted.js';
import { minutesText, nodeWords } from './graph-words.js';
import type { GraphEdge, GraphNode, PlanGraph } from './plan-graph.js';
import { printable } from './printable.js';

/** The graph as a tree: what nothing needs at the left, below each step what it needs. A step is told in full once. */
export function graphText(graph: PlanGraph, options: { readonly unicode?: boolean } = {}): string {
  const nodes = new Map(graph.nodes.map(node => [node.id, node]));
  const wanted = new Set(graph.edges.map(({ from }) => from));
  const told = new Set<string>();
  const lines: string[] = [];
  const tell = (node: GraphNode, indent: string, via?: string) => {
    lines.push(`${indent}${headOf(node, via)}${told.has(node.id) ? ' (see above)' : ''}`);
    if (told.has(node.id)) return;
    told.add(node.id);
    lines.push(...nodeWords(node).map(words => `${indent}    . ${words}`));
    for (const edge of needsOf(graph, node)) {
      const need = nodes.get(edge.from);
      if (need !== undefined) tell(need, `${indent}  `, edge.attempt);
    }
  };
  lines.push(`${graph.title}: ${graph.platform}, profile ${graph.profile}`);
  for (const node of graph.nodes) if (!wanted.has(node.id)) tell(node, '  ');
  lines.push(...graph.skipped.map(({ id, reason }) => `not for this host: ${id} (${reason})`));
  // without estimates it is the longest chain of steps
  const time = graph.minutes === 0 ? '' : `, about ${minutesText(graph.minutes)}`;
  lines.push(`critical path (*)${time}: ${graph.criticalPath.join(' > ')}`);
  return lines.map(line => printable(redacted(line), { unicode: options.unicode ?? false })).join('\n');
}

function needsOf({ edges }: PlanGraph, { id }: GraphNode): readonly GraphEdge[] {
  return edges.filter(({ to }) => to === id);
}

function headOf(node: GraphNode, via: string | undefined): string {
  const title = node.title === node.id ? '' : ` - ${node.title}`;
  const marks = [
    node.onDemand ? ' [on demand]' : '',
    node.optional ? ' [optional]' : '',
    via === undefined ? '' : ` [for "${via}" only]`,
  ];
  return `${node.critical ? '*' : '-'} ${node.id}${title}${marks.join('')}`;
}
