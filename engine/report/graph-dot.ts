import { redacted } from '../base/redacted.js';
import { aboutGraph, nodeWords } from './graph-words.js';
import type { GraphNode, PlanGraph } from './plan-graph.js';

/** Of the fonts that are usual the widest: where another one stands in for it, its words still fit their boxes. */
export const FONT = 'Verdana';

const LEGEND = 'red: the critical path; dashed: on demand; dotted: for that attempt only; grey: optional';

/** The graph in Graphviz's language: on demand dashed, the critical path bold, dotted what only one attempt needs. */
export function graphDot(graph: PlanGraph): string {
  const critical = new Set(graph.criticalPath.map((id, index) => `${graph.criticalPath[index - 1] ?? ''} ${id}`));
  const label = [...aboutGraph(graph), LEGEND].join('\n');
  return [
    'digraph plan {',
    `  graph [label=${quoted(label)}, labelloc=t, fontname="${FONT}", fontsize=12, ranksep=0.4]`,
    `  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="${FONT}", fontsize=10]`,
    `  edge [fontname="${FONT}", fontsize=8, color="#666666"]`,
    ...graph.nodes.map(node => `  ${quoted(node.id)} [${nodeAttributes(node)}]`),
    ...graph.edges.map(({ from, to, attempt }) => {
      const bold = critical.has(`${from} ${to}`) ? ['penwidth=2', 'color="#b03030"'] : [];
      const some = attempt === undefined ? [] : ['style=dotted', `label=${quoted(` ${attempt}`)}`];
      const attributes = [...some, ...bold].join(', ');
      return `  ${quoted(from)} -> ${quoted(to)}${attributes === '' ? '' : ` [${attributes}]`}`;
    }),
    '}',
    '',
  ].join('\n');
}

function nodeAttributes(node: GraphNode): string {
  const head = node.title === node.id ? node.id : `${node.id}: ${node.title}`;
  return [
    `label=${quoted([head, ...nodeWords(node)].join('\n'))}`,
    ...(node.onDemand ? ['style="rounded,filled,dashed"'] : []),
    ...(node.optional ? ['fillcolor="#f4f4f4"'] : []),
    ...(node.critical ? ['penwidth=2', 'color="#b03030"'] : []),
  ].join(', ');
}

/** Every backslash of a label would begin an escape. */
function quoted(text: string): string {
  const escaped = redacted(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
