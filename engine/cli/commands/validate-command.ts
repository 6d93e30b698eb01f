import { readManifest } from '../../read-manifest.js';
import { countText } from '../../report/amount.js';
import { diagnosticText } from '../../report/diagnostic-text.js';
import { EXIT } from '../exit-code.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { inkFor, streams } from '../streams.js';

/** `validate`: every finding, for every platform and profile. */
export async function validateCommand(flags: Flags): Promise<number> {
  const read = await readManifest(flags.manifest, process.cwd());
  if (!read.ok && read.error.kind === 'manifest' && flags.json) {
    streams.result(JSON.stringify({ type: 'validation', valid: false, diagnostics: read.error.diagnostics }));
    return EXIT.invalid;
  }
  if (!read.ok) return showRefusal(read.error, flags);
  const { manifest, warnings } = read.value;
  if (flags.json) {
    streams.result(JSON.stringify({ type: 'validation', valid: true, diagnostics: warnings }));
    return EXIT.done;
  }
  if (warnings.length > 0 && !flags.quiet)
    streams.talk(diagnosticText(warnings, manifest.sources, inkFor(process.stderr, flags)));
  const { steps, platforms, profiles } = manifest;
  const counts = [
    countText(steps.size, 'step'),
    countText(platforms.size, 'platform'),
    countText(profiles.size, 'profile'),
  ];
  if (!flags.quiet) streams.result(`${manifest.file} is valid: ${counts.join(', ')}`);
  return EXIT.done;
}
