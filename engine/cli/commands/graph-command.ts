import { planOnly } from '../../plan-only.js';
import { graphText } from '../../report/graph-text.js';
import { planGraph } from '../../report/plan-graph.js';
import { EXIT } from '../exit-code.js';
import type { Flags } from '../options.js';
import { renderedPlan, withoutSecrets } from '../rendered-plan.js';
import { showRefusal } from '../show-refusal.js';
import { inkFor, streams } from '../streams.js';
import { wishOf } from '../wish.js';

/** `graph`: the resolved graph, here or on another platform. Asks no network, writes nothing. */
export async function graphCommand(flags: Flags): Promise<number> {
  const planned = await planOnly(await wishOf(flags));
  if (!planned.ok) return showRefusal(planned.error, flags);
  const graph = planGraph(planned.value.plan);
  if (flags.json) streams.result(JSON.stringify({ type: 'graph', ...graph }, withoutSecrets));
  else if (flags.format === 'text') streams.result(graphText(graph, inkFor(process.stdout, flags)));
  else if (flags.format === 'json') streams.result(JSON.stringify(graph, withoutSecrets, 2));
  else streams.result(await renderedPlan(planned.value, flags));
  return EXIT.done;
}
