import type { Result } from '../../base/result.js';
import { lockManifest } from '../../desk/lock-manifest.js';
import { lockPackages, type LockedPackages, type PackageLockOptions } from '../../desk/lock-packages.js';
import { loadManifest } from '../../opening/read-manifest.js';
import type { Refusal } from '../../opening/refusal.js';
import { countText } from '../../report/amount.js';
import { packageVerdictsText } from '../../report/package-verdicts-text.js';
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
  const packages = locked.ok && !signal.aborted ? await packagesOf(flags, options) : undefined;
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  if (!locked.ok) return showRefusal(locked.error, flags);
  if (packages?.ok === false) return showRefusal(packages.error, flags);
  const byName = packages?.value;
  if (flags.json) {
    const written = (locked.value.changed || byName?.changed === true) && !flags.dryRun;
    streams.result(JSON.stringify({ type: 'lock', ...locked.value, packages: byName, written }));
  } else if (!flags.quiet) {
    streams.result(lockedText(locked.value, flags));
    if (byName !== undefined && byName.verdicts.length > 0) streams.result(packagesText(byName, flags));
  }
  const isOpen = byName?.verdicts.some(({ kind }) => kind === 'failed') ?? false;
  return isUnsettled(locked.value) || isOpen ? EXIT.failed : EXIT.done;
}

/** The packages that steps ask for by name; their errors of the manifest were told already. */
async function packagesOf(flags: Flags, options: PackageLockOptions): Promise<Result<LockedPackages, Refusal>> {
  const read = await loadManifest(flags.manifest, process.cwd());
  return read.ok ? lockPackages(read.value, process.cwd(), options) : read;
}

function packagesText({ file, verdicts, changed }: LockedPackages, { dryRun }: Flags): string {
  const done = changed ? (dryRun ? 'would be written' : 'written') : 'as it was';
  return `${packageVerdictsText(verdicts)}\n${file}: ${done}, ${countText(verdicts.length, 'request')}`;
}
