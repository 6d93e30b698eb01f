import type { Result } from '../base/result.js';
import type { RunBeginning } from '../run-beginning.js';
import type { Installed, RunOptions } from '../run-options.js';
import type { Failure } from '../model/failure.js';
import { failureText } from '../report/failure-text.js';
import { summaryText } from '../report/summary-text.js';
import type { Refusal } from '../opening/refusal.js';
import { chooseReport } from './choose-report.js';
import { EXIT } from './exit-code.js';
import { listenForInterruption } from './interruption.js';
import type { Flags } from './options.js';
import { showRefusal } from './show-refusal.js';
import { inkFor, streams, warningsLine } from './streams.js';
import { runOptionsOf } from './wish.js';

/** Runs, shows it while it runs, and closes with the summary; a rehearsal and an install are shown alike. */
export async function showRun<Ended extends Installed>(
  flags: Flags,
  run: (options: RunOptions) => Promise<Result<Ended, Refusal>>,
  { remark }: { readonly remark?: (ended: Ended) => string } = {},
): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const shown = await chooseReport(flags);
  try {
    const onPlan = (begins: RunBeginning) => {
      if (!flags.json && !flags.quiet) showBeginning(begins);
    };
    const options = {
      ...(await runOptionsOf(flags)),
      signal: interruption.signal,
      onPlan,
      onEvent: shown.report,
      onNotice: streams.talk,
    };
    const installed = await run(options);
    await shown.close();
    if (!installed.ok) return interruption.exitCode() ?? showRefusal(installed.error, flags);
    const { result } = installed.value.summary;
    // the last lines of a run that failed are those that matter
    if (remark !== undefined && result === 'failed') streams.talk(remark(installed.value));
    const code = showSummary(installed.value, flags, interruption.exitCode());
    if (remark !== undefined && result !== 'failed') streams.talk(remark(installed.value));
    return code;
  } finally {
    await shown.close();
    interruption.release();
  }
}

/** A few lines about what begins; `plan` and `validate` show the rest. */
function showBeginning({ plan, toRun, of, warnings }: RunBeginning): void {
  streams.talk(`${plan.title}: ${plan.platform}, profile ${plan.profile} (${plan.profileReason})`);
  streams.talk(`into ${plan.root}: ${toRun} of ${of} steps to run`);
  if (warnings > 0) streams.talk(warningsLine(warnings));
}

function showSummary(
  { plan, summary, handOver, logs, wayBack }: Installed,
  flags: Flags,
  interrupted?: number,
): number {
  const { json, quiet } = flags;
  const { color } = inkFor(process.stderr, flags);
  const text = summaryText(summary, { title: plan.title, logs, color, ...(handOver !== undefined && { handOver }) });
  const isBad = summary.result !== 'succeeded' || summary.steps.some(({ outcome }) => outcome.kind === 'failed');
  if (!json && (!quiet || isBad)) streams.talk(text.join('\n'));
  if (!wayBack.ok) streams.talk(notBack(wayBack.error));
  else if (wayBack.value && !json)
    streams.talk('  what worked before is back in its place: what this run had done waits aside for the next');
  switch (summary.result) {
    case 'succeeded':
      return EXIT.done;
    case 'failed':
      return EXIT.failed;
    case 'cancelled':
      return interrupted ?? EXIT.interrupted;
  }
}

function notBack(failure: Failure): string {
  const lines = failureText(failure).map(line => `  ${line}`);
  return ['what worked before could not be put back:', ...lines, 'help: sam3d-install rollback tries it again'].join(
    '\n',
  );
}
