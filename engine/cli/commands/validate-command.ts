import { checkOnline } from '../../desk/check-online.js';
import type { Result } from '../../base/result.js';
import { readManifest, type ReadManifest } from '../../opening/read-manifest.js';
import { readPackageLock } from '../../opening/read-package-lock.js';
import type { Refusal } from '../../opening/refusal.js';
import { countText } from '../../report/amount.js';
import { redacted } from '../../base/redacted.js';
import { diagnosticText } from '../../report/diagnostic-text.js';
import { onlineTable, verdictCounts } from '../../report/online-table.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { inkFor, streams } from '../streams.js';
import { runOptionsOf } from '../wish.js';

/** `validate`: every finding, for every platform and profile. */
export async function validateCommand(flags: Flags): Promise<number> {
  const read = await readWithLocks(flags.manifest, process.cwd());
  if (!read.ok && read.error.kind === 'manifest' && flags.json) {
    streams.result(jsonOf({ type: 'validation', valid: false, diagnostics: read.error.diagnostics }));
    return EXIT.invalid;
  }
  if (!read.ok) return showRefusal(read.error, flags);
  const { manifest, warnings } = read.value;
  if (flags.json && !flags.online) {
    streams.result(jsonOf({ type: 'validation', valid: true, diagnostics: warnings }));
    return EXIT.done;
  }
  if (flags.json) return showOnline(read.value, flags);
  if (warnings.length > 0 && !flags.quiet)
    streams.talk(diagnosticText(warnings, manifest.sources, inkFor(process.stderr, flags)));
  const { steps, platforms, profiles } = manifest;
  const counts = [
    countText(steps.size, 'step'),
    countText(platforms.size, 'platform'),
    countText(profiles.size, 'profile'),
  ];
  if (!flags.quiet) streams.result(`${manifest.file} is valid: ${counts.join(', ')}`);
  return flags.online ? showOnline(read.value, flags) : EXIT.done;
}

/** With both of its locks: the one of packages is used only by --locked, and is not to wait for that with its faults. */
async function readWithLocks(name: string | undefined, cwd: string): Promise<Result<ReadManifest, Refusal>> {
  const read = await readManifest(name, cwd);
  if (!read.ok) return read;
  const packages = await readPackageLock(read.value.path, cwd);
  return packages.ok ? read : packages;
}

/** What is not there, or is not what it was, ends with 1; so does what could not be asked, since nothing is known of it. */
async function showOnline(read: ReadManifest, flags: Flags): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const onAsked = (url: string) => {
    if (flags.verbose) streams.talk(`asked ${url}`);
  };
  const options = { ...(await runOptionsOf(flags)), signal: interruption.signal, onAsked };
  const urls = await checkOnline(read, options);
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  const bad = urls.filter(({ verdict }) => verdict.kind !== 'there' && verdict.kind !== 'moved');
  if (flags.json) streams.result(jsonOf({ type: 'validation', valid: true, diagnostics: read.warnings, urls }));
  else {
    const shown = flags.quiet ? bad : urls;
    if (shown.length > 0) streams.result(onlineTable(shown));
    if (!flags.quiet) streams.talk(`${countText(urls.length, 'address', 'addresses')}: ${verdictCounts(urls)}`);
  }
  return bad.length === 0 ? EXIT.done : EXIT.failed;
}

/** Messages name what the author wrote, and that may be an address with a password. */
function jsonOf(said: object): string {
  return JSON.stringify(said, (_, value: unknown) => (typeof value === 'string' ? redacted(value) : value));
}
