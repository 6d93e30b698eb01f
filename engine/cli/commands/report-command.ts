import { resolve } from 'node:path';
import { makeIssueReport } from '../../make-issue-report.js';
import { newRunName } from '../../opening/run-name.js';
import { countText } from '../../report/amount.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';
import { wishOf } from '../wish.js';
import { doctorOptions } from './doctor-command.js';

/** `report`: one zip with everything that a maintainer asks for. */
export async function reportCommand(flags: Flags): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const path = resolve(flags.output ?? `sam3d-install-report-${newRunName()}.zip`);
  const options = { ...(await doctorOptions(flags, interruption.signal)), path };
  const made = await makeIssueReport(await wishOf(flags), options);
  interruption.release();
  const interrupted = interruption.exitCode();
  if (interrupted !== undefined) return interrupted;
  if (!made.ok) return showRefusal(made.error, flags);
  const { names } = made.value;
  if (flags.json) streams.result(JSON.stringify({ type: 'report', path, files: names }));
  else streams.result(`${path}: ${countText(names.length, 'text')}; secrets are taken out, but look through it first`);
  return EXIT.done;
}
