import type { CheckedStep } from '../../execute/check-again.js';
import { checkedText } from '../../report/checked-text.js';
import { verifyRoot } from '../../verify.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';
import { runOptionsOf, wishOf } from '../wish.js';

/** `verify`: every check again. Ends with 1 when something is broken or missing. */
export async function verifyCommand(flags: Flags): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const onChecked = (checked: CheckedStep) => {
    if (flags.json) streams.result(JSON.stringify({ type: 'step-checked', at: Date.now(), ...checked }));
    else if (!flags.quiet || checked.state === 'broken') streams.result(checkedText(checked));
  };
  const onEvent = () => undefined;
  const options = { ...(await runOptionsOf(flags)), signal: interruption.signal, onChecked, onEvent };
  const verified = await verifyRoot(await wishOf(flags), options);
  interruption.release();
  if (!verified.ok) return showRefusal(verified.error, flags);
  const { checked } = verified.value;
  const broken = checked.filter(({ state }) => state === 'broken').map(({ id }) => id);
  const bad = broken.length + checked.filter(({ state }) => state === 'not done').length;
  if (!flags.json && !flags.quiet) {
    streams.talk(bad === 0 ? 'everything holds' : `${bad} of ${checked.length} steps do not hold`);
    if (broken.length > 0) streams.talk('help: run repair: it makes again what is broken');
    else if (bad > 0) streams.talk('help: run install: it goes on where it stopped');
  }
  return interruption.exitCode() ?? (bad === 0 ? EXIT.done : EXIT.failed);
}
