import type { RunBeginning } from '../../run-beginning.js';
import { rehearse } from '../../rehearse.js';
import { REHEARSAL_BEGINS, rehearsalEnds } from '../../rehearse/rehearsal-text.js';
import { forThisHost } from '../for-this-host.js';
import type { Flags } from '../options.js';
import { showRun } from '../show-run.js';
import { streams } from '../streams.js';
import { wishOf } from '../wish.js';
import { showPlan } from './plan-command.js';

/** `rehearse`: the main job with stand-ins, said before and after it. */
export async function rehearseCommand(given: Flags): Promise<number> {
  const flags = forThisHost(given, 'rehearse');
  if (typeof flags === 'number') return flags;
  const wish = await wishOf(flags);
  if (flags.dryRun) return showPlan({ ...wish, rehearsal: true }, { ...flags, format: 'text' });
  return showRun(
    flags,
    options => {
      const onPlan = (begins: RunBeginning) => {
        streams.talk(REHEARSAL_BEGINS);
        options.onPlan(begins);
      };
      return rehearse(wish, flags, { ...options, onPlan });
    },
    { remark: ({ strays }) => rehearsalEnds(wish.root, strays) },
  );
}
