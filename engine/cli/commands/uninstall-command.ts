import { resolve } from 'node:path';
import type { MadePiece } from '../../model/removal.js';
import { doubtText, leftText, piecesText } from '../../report/removal-text.js';
import { uninstall, type Uninstalled } from '../../uninstall.js';
import { askYesOrNo } from '../ask-yes-or-no.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';
import { cacheFolderOf, holderOf } from '../wish.js';

/** `uninstall`: removes what was made. Ends with 1 when something of ours stays. */
export async function uninstallCommand(flags: Flags): Promise<number> {
  const root = resolve(flags.root);
  const interruption = listenForInterruption(streams.talk);
  const done = await uninstall(root, {
    holder: holderOf(),
    cacheFolder: cacheFolderOf(flags),
    dryRun: flags.dryRun,
    signal: interruption.signal,
    ask: doubtful => ask(root, doubtful, flags),
    onNotice: streams.talk,
  });
  interruption.release();
  if (!done.ok) return showRefusal(done.error, flags);
  if (done.value === undefined) {
    streams.talk(`nothing to remove: no installation stands in ${root}`);
    return EXIT.done;
  }
  if (flags.json)
    streams.result(JSON.stringify({ type: flags.dryRun ? 'would-uninstall' : 'uninstalled', ...done.value }));
  else show(done.value, flags);
  const stays = done.value.left.some(({ ours }) => ours);
  return interruption.exitCode() ?? (stays && !flags.dryRun ? EXIT.failed : EXIT.done);
}

/** `--yes` agrees to all; where nobody can be asked, nobody has agreed. */
async function ask(root: string, doubtful: readonly MadePiece[], flags: Flags): Promise<readonly MadePiece[]> {
  if (flags.yes) return doubtful;
  if (process.stdin.isTTY !== true || flags.json) return [];
  streams.talk(['not known to be as it was made:', ...doubtText(root, doubtful).map(line => `  ${line}`)].join('\n'));
  return (await askYesOrNo('remove this too?')) === true ? doubtful : [];
}

function show(done: Uninstalled, { dryRun, quiet }: Flags): void {
  const { root, removed, doubtful, emptied, left, state, withRoot, interrupted } = done;
  const word = dryRun ? 'would remove' : 'removed';
  const gone = [...removed, ...emptied.map(path => ({ path, kind: 'folder' as const }))];
  const stateLine = state === undefined ? [] : piecesText(root, [{ path: state, kind: 'folder' }]);
  const lines = [
    ...piecesText(root, gone).map(line => `${word} ${line}`),
    ...stateLine.map(line => `${word} ${line}`),
    ...(withRoot ? [`${word} ${root}`] : []),
    ...doubtText(root, doubtful).map(line => `would ask about ${line}`),
  ];
  if (!quiet) lines.forEach(streams.result);
  const leftLines = leftText(root, left);
  if (leftLines.length > 0) streams.talk(leftLines.join('\n'));
  if (dryRun) return;
  if (interrupted) streams.talk('interrupted: run the same command again to end it');
  else if (left.some(({ ours }) => ours) && state === undefined) {
    streams.talk(`what was made is not all removed: the journal stays until it is\nhelp: ${helpFor(done)}`);
  } else if (!quiet) streams.talk(`uninstalled from ${root}`);
}

function helpFor({ left }: Uninstalled): string {
  return left.some(({ reason }) => reason.startsWith('cannot'))
    ? 'close the programs that use it, then run the same command again'
    : 'look at what is named above, then run the same command again with --yes';
}
