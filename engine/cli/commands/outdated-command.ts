import { findOutdated } from '../../desk/find-outdated.js';
import { readManifest } from '../../opening/read-manifest.js';
import { outdatedText } from '../../report/outdated-text.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';
import { runOptionsOf } from '../wish.js';

/** `outdated`: newer versions of what the manifest names releases for. Ends with 1 when some could not be asked. */
export async function outdatedCommand(flags: Flags): Promise<number> {
  const read = await readManifest(flags.manifest, process.cwd());
  if (!read.ok) return showRefusal(read.error, flags);
  const interruption = listenForInterruption(streams.talk);
  const onAsked = (url: string) => {
    if (flags.verbose) streams.talk(`asked ${url}`);
  };
  const versions = await findOutdated(read.value, {
    ...(await runOptionsOf(flags)),
    signal: interruption.signal,
    onAsked,
  });
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  const shown = flags.quiet ? versions.filter(({ newest, failure }) => newest ?? failure) : versions;
  if (flags.json) streams.result(JSON.stringify({ type: 'outdated', versions }));
  else if (shown.length > 0) streams.result(outdatedText(shown));
  else if (versions.length === 0) {
    streams.talk(
      'no version says where its releases are\nhelp: name them in `releases`, such as `tool: { index: ADDRESS }`',
    );
  }
  return versions.some(({ failure }) => failure !== undefined) ? EXIT.failed : EXIT.done;
}
