import { install } from '../../install.js';
import { forThisHost } from '../for-this-host.js';
import type { Flags } from '../options.js';
import { wishOf } from '../wish.js';
import { showRun } from '../show-run.js';
import { planCommand } from './plan-command.js';

/** `sam3d-install [install]`. */
export async function installCommand(flags: Flags): Promise<number> {
  if (flags.dryRun) return planCommand({ ...flags, format: 'text' });
  const here = forThisHost(flags, 'install');
  if (typeof here === 'number') return here;
  const wish = await wishOf(here);
  return showRun(here, options => install(wish, options));
}
