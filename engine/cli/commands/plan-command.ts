import { planOnly } from '../../plan-only.js';
import { EXIT } from '../exit-code.js';
import type { Wish } from '../../opening/prepare.js';
import type { Flags } from '../options.js';
import { renderedPlan } from '../rendered-plan.js';
import { showRefusal } from '../show-refusal.js';
import { streams, warningsLine } from '../streams.js';
import { runOptionsOf, wishOf } from '../wish.js';

/** `plan`: what would run. Asks no network, starts no process but host probes, writes nothing. */
export async function planCommand(flags: Flags): Promise<number> {
  return showPlan(await wishOf(flags), flags);
}

export async function showPlan(wish: Wish, flags: Flags): Promise<number> {
  const planned = await planOnly(wish, await runOptionsOf(flags));
  if (!planned.ok) return showRefusal(planned.error, flags);
  const { warnings } = planned.value;
  if (warnings.length > 0 && !flags.quiet) streams.talk(warningsLine(warnings.length));
  streams.result(await renderedPlan(planned.value, flags));
  return EXIT.done;
}
