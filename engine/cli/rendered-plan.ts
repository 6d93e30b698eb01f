import { redacted } from '../base/redacted.js';
import type { Planned } from '../look-at-plan.js';
import { graphDot } from '../report/graph-dot.js';
import { graphMermaid } from '../report/graph-mermaid.js';
import { graphSvg } from '../report/graph-svg.js';
import { planGraph } from '../report/plan-graph.js';
import { planJson } from '../report/plan-json.js';
import { planText } from '../report/plan-text.js';
import type { Flags } from './options.js';
import { inkFor } from './streams.js';

/** A plan in the form that is asked for. */
export async function renderedPlan({ plan, standing }: Planned, flags: Flags): Promise<string> {
  if (flags.json) return JSON.stringify({ type: 'plan', ...planJson(plan, { standing }) }, withoutSecrets);
  switch (flags.format) {
    case 'json':
      return JSON.stringify(planJson(plan, { standing }), withoutSecrets, 2);
    case 'mermaid':
      return graphMermaid(planGraph(plan));
    case 'dot':
      return graphDot(planGraph(plan));
    case 'svg':
      return graphSvg(graphDot(planGraph(plan)));
    default:
      return planText(plan, { standing, ...inkFor(process.stdout, flags) });
  }
}

export function withoutSecrets(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? redacted(value) : value;
}
