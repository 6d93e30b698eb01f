import { lockManifest, type Locked } from '../../lock-manifest.js';
import { countText } from '../../report/amount.js';
import { lockLines } from '../../report/lock-report.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
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
  const { verdicts } = locked.value;
  if (flags.json)
    streams.result(JSON.stringify({ type: 'lock', ...locked.value, written: locked.value.changed && !flags.dryRun }));
  else if (!flags.quiet) streams.result(textOf(locked.value, flags));
  const unsettled = verdicts.some(
    verdict =>
      verdict.kind === 'failed' ||
      verdict.kind === 'disagrees' ||
      ((verdict.kind === 'changed' || verdict.kind === 'gone') && !verdict.taken),
  );
  return unsettled ? EXIT.failed : EXIT.done;
}

function textOf({ file, verdicts, entries, changed }: Locked, { dryRun }: Flags): string {
  const done = changed ? (dryRun ? 'would be written' : 'written') : 'as it was';
  return [...verdicts.flatMap(lockLines), `${file}: ${done}, ${countText(entries, 'file')}`].join('\n');
}
