import { install } from '../../install.js';
import type { Flags } from '../options.js';
import { wishOf } from '../wish.js';
import { showRun } from '../show-run.js';
import { planCommand } from './plan-command.js';

/** `sam3d-install [install]`. */
export async function installCommand(flags: Flags): Promise<number> {
  if (flags.dryRun || flags.platform !== undefined) return planCommand({ ...flags, format: 'text' });
  const wish = await wishOf(flags);
  return showRun(flags, options => install(wish, options));
}
