import { redacted } from '../../base/redacted.js';
import { planOnly, type Planned } from '../../install.js';
import { planJson } from '../../report/plan-json.js';
import { planMermaid } from '../../report/plan-mermaid.js';
import { planText } from '../../report/plan-text.js';
import { EXIT } from '../exit-code.js';
import type { Wish } from '../../prepare.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { inkFor, streams, warningsLine } from '../streams.js';
import { wishOf } from '../wish.js';

/** `plan`: what would run. Asks no network, starts no process but host probes, writes nothing. */
export async function planCommand(flags: Flags): Promise<number> {
  return showPlan(await wishOf(flags), flags);
}

export async function showPlan(wish: Wish, flags: Flags): Promise<number> {
  const planned = await planOnly(wish);
  if (!planned.ok) return showRefusal(planned.error, flags);
  const { warnings } = planned.value;
  if (warnings.length > 0 && !flags.quiet) streams.talk(warningsLine(warnings.length));
  streams.result(rendered(planned.value, flags));
  return EXIT.done;
}

function rendered({ plan, standing }: Planned, flags: Flags): string {
  if (flags.json) return JSON.stringify({ type: 'plan', ...planJson(plan, { standing }) }, withoutSecrets);
  switch (flags.format) {
    case 'json':
      return JSON.stringify(planJson(plan, { standing }), withoutSecrets, 2);
    case 'mermaid':
      return planMermaid(plan);
    default:
      return planText(plan, { standing, ...inkFor(process.stdout, flags) });
  }
}

function withoutSecrets(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? redacted(value) : value;
}
