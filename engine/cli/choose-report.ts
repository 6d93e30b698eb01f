import type { Event } from '../model/event.js';
import { ndjsonReport } from '../report/ndjson-report.js';
import { plainReport } from '../report/plain-report.js';
import type { Flags } from './options.js';
import { factsOf, inkFor, streams } from './streams.js';

/** The way a run is shown, and the end of showing it. */
export interface ChosenReport {
  readonly report: (event: Event) => void;
  close(): Promise<void>;
}

/** JSON where it is asked for, a live view on a terminal, plain lines everywhere else. */
export async function chooseReport(flags: Pick<Flags, 'json' | 'quiet' | 'verbose' | 'color'>): Promise<ChosenReport> {
  if (flags.json) return { report: ndjsonReport(streams.result), close: async () => undefined };
  const { live } = factsOf(process.stderr);
  if (!live || !factsOf(process.stdout).live || flags.quiet || flags.verbose) return plainLines(flags);
  // listr2 takes a third of the start-up time: loaded where it is used
  const { terminalReport } = await import('../report/terminal-report.js');
  const view = terminalReport(process.stderr, { ...inkFor(process.stderr, flags), now: Date.now });
  // a second Ctrl-C ends the process wherever it is
  process.once('exit', view.leave);
  return {
    report: view.report,
    close: async () => {
      await view.close();
      process.off('exit', view.leave);
    },
  };
}

function plainLines(flags: Pick<Flags, 'quiet' | 'verbose'>): ChosenReport {
  const { report, tick } = plainReport(streams.talk, flags);
  const timer = setInterval(() => {
    tick(Date.now());
  }, 5000);
  timer.unref();
  return {
    report,
    close: async () => {
      clearInterval(timer);
    },
  };
}
