import type { Event } from '../model/event.js';
import { ndjsonReport } from '../report/ndjson.js';
import { plainReport } from '../report/plain.js';
import type { Flags } from './options.js';
import { factsOf, streams } from './streams.js';

/** The way a run is shown, and the end of showing it. */
export interface ChosenReport {
  readonly report: (event: Event) => void;
  close(): Promise<void>;
}

/** JSON where it is asked for, a live view on a terminal, plain lines everywhere else. */
export async function chooseReport(flags: Pick<Flags, 'json' | 'quiet' | 'verbose' | 'color'>): Promise<ChosenReport> {
  if (flags.json) return { report: ndjsonReport(streams.result), close: async () => undefined };
  const { live, unicode } = factsOf(process.stderr);
  if (!live || !factsOf(process.stdout).live || flags.quiet || flags.verbose) {
    return { report: plainReport(streams.talk, flags), close: async () => undefined };
  }
  // its colours are decided by the environment, when it is loaded
  if (!flags.color) process.env['NO_COLOR'] = '1';
  // listr2 takes a third of the start-up time: loaded where it is used
  const { terminalReport } = await import('../report/terminal.js');
  const view = terminalReport(process.stderr, { unicode });
  const timer = setInterval(() => {
    view.tick(Date.now());
  }, 1000);
  return {
    report: view.report,
    close: async () => {
      clearInterval(timer);
      await view.close();
    },
  };
}
