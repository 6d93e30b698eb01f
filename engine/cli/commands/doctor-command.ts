import { doctor } from '../../doctor/doctor.js';
import type { DoctorOptions } from '../../doctor/open-doctor.js';
import { doctorText } from '../../report/doctor-text.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { factsOf, streams } from '../streams.js';
import { runOptionsOf, wishOf } from '../wish.js';

/** `doctor`: looks at this host, and ends with 1 when something is in the way. */
export async function doctorCommand(flags: Flags): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const looked = await doctor(await wishOf(flags), await doctorOptions(flags, interruption.signal));
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  if (!looked.ok) return showRefusal(looked.error, flags);
  const { findings } = looked.value;
  const troubles = findings.filter(({ verdict }) => verdict === 'trouble');
  if (flags.json) streams.result(JSON.stringify({ type: 'doctor', well: troubles.length === 0, findings }));
  else streams.result(doctorText(flags.quiet ? troubles : findings));
  return troubles.length === 0 ? EXIT.done : EXIT.failed;
}

export async function doctorOptions(flags: Flags, signal: AbortSignal): Promise<DoctorOptions> {
  const { unicode } = factsOf(process.stdout);
  return { ...(await runOptionsOf(flags)), processEnv: process.env, unicode, signal };
}
