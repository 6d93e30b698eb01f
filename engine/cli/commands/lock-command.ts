import { lockManifest } from '../../lock-manifest.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import { isUnsettled, lockedText } from '../locked-text.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';
import { runOptionsOf } from '../wish.js';

/** `lock`: writes the hashes of all platforms and profiles. Ends with 1 when something could not be settled. */
export async function lockCommand(flags: Flags): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const onAsked = (url: string) => {
    if (flags.verbose) streams.talk(`asked ${url}`);
  };
  const update = flags.all ? ('all' as const) : flags.update;
  const { signal } = interruption;
  const options = { ...(await runOptionsOf(flags)), signal, onAsked, update, dryRun: flags.dryRun };
  const locked = await lockManifest(flags.manifest, process.cwd(), options);
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  if (!locked.ok) return showRefusal(locked.error, flags);
  if (flags.json)
    streams.result(JSON.stringify({ type: 'lock', ...locked.value, written: locked.value.changed && !flags.dryRun }));
  else if (!flags.quiet) streams.result(lockedText(locked.value, flags));
  return isUnsettled(locked.value) ? EXIT.failed : EXIT.done;
}
