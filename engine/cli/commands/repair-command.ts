import type { CheckedStep } from '../../execute/check-again.js';
import type { Installed } from '../../run-options.js';
import { repair } from '../../repair.js';
import { checkedText } from '../../report/checked-text.js';
import { verifyRoot } from '../../verify.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { showRun } from '../show-run.js';
import { streams } from '../streams.js';
import { runOptionsOf, wishOf } from '../wish.js';

/** `repair`: every check again, then what is broken is made again. */
export async function repairCommand(flags: Flags): Promise<number> {
  const wish = await wishOf(flags);
  const interruption = listenForInterruption(streams.talk);
  const onChecked = (checked: CheckedStep) => {
    if (flags.json) streams.result(JSON.stringify({ type: 'step-checked', ...checked }));
    else if (checked.state === 'broken') streams.talk(checkedText(checked));
  };
  const onEvent = () => undefined;
  const verified = await verifyRoot(wish, {
    ...(await runOptionsOf(flags)),
    signal: interruption.signal,
    onChecked,
    onEvent,
  });
  interruption.release();
  if (!verified.ok) return showRefusal(verified.error, flags);
  const stopped = interruption.exitCode();
  if (stopped !== undefined) return stopped;
  const broken = verified.value.checked.filter(({ state }) => state === 'broken').map(({ id }) => id);
  if (broken.length === 0) return showNothing(verified.value.checked, flags);
  if (flags.dryRun) {
    streams.talk(`would be made again: ${broken.join(', ')}`);
    return EXIT.failed;
  }
  let done: Installed | undefined;
  const code = await showRun(flags, async options => {
    const repaired = await repair(wish, verified.value.checked, options);
    if (repaired.ok) done = repaired.value;
    return repaired;
  });
  if (done !== undefined && !flags.json && !flags.quiet) streams.talk(repairedText(done, broken));
  return code;
}

function showNothing(checked: readonly CheckedStep[], { json, quiet }: Flags): number {
  if (json || quiet) return EXIT.done;
  const open = checked.filter(({ state }) => state === 'not done').map(({ id }) => id);
  streams.talk('nothing to repair: all that is done holds');
  if (open.length > 0) streams.talk(`not done: ${open.join(', ')}\nhelp: run install: it goes on where it stopped`);
  return EXIT.done;
}

/** Also what had to be made again because of it. */
function repairedText({ summary }: Installed, broken: readonly string[]): string {
  const made = summary.steps.filter(({ outcome }) => outcome.kind === 'succeeded').map(({ id }) => id);
  const lines = [
    ['repaired', made.filter(id => broken.includes(id))],
    ['made again because of it', made.filter(id => !broken.includes(id))],
    ['still broken', broken.filter(id => !made.includes(id))],
  ] as const;
  return lines.flatMap(([words, ids]) => (ids.length === 0 ? [] : [`${words}: ${ids.join(', ')}`])).join('\n');
}
