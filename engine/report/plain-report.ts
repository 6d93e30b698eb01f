import type { Event } from '../model/event.js';
import type { FailedAttempt } from '../model/outcome.js';
import { bytesText, durationText } from './amount.js';
import { diagnosisLines } from './diagnosis-lines.js';
import { failureText, howItEnded } from './failure-text.js';
import { heartbeat } from './heartbeat.js';
import { outcomeMark, outcomeText } from './outcome-text.js';
import { stepName } from './step-name.js';

export interface PlainOptions {
  /** Shows the output of tools as well. */
  readonly verbose: boolean;
  /** Says nothing: failures are told by the summary. */
  readonly quiet: boolean;
}

export interface PlainReport {
  readonly report: (event: Event) => void;
  /** Tells of tools that are silent for long. To be called every few seconds. */
  readonly tick: (at: number) => void;
}

/** A report for logs and pipes: one line an event, no colour, ASCII. Downloads speak at every quarter. */
export function plainReport(write: (line: string) => void, options: PlainOptions): PlainReport {
  const pulse = heartbeat({ showsOutput: options.verbose });
  const line = eventLines(write, options);
  return {
    report: event => {
      pulse.take(event);
      line(event);
    },
    tick: at => {
      if (!options.quiet) pulse.lines(at).forEach(write);
    },
  };
}

function eventLines(write: (line: string) => void, options: PlainOptions): (event: Event) => void {
  const titles = new Map<string, string>();
  const say = (line: string) => {
    if (!options.quiet) write(line);
  };
  const quarterLine = quarterLines();
  return event => {
    switch (event.type) {
      case 'run-started':
        for (const { id, title } of event.steps) titles.set(id, title);
        return;
      case 'attempt-started':
        say(`> ${event.step}: ${event.description}`);
        return;
      case 'progress': {
        const line = quarterLine(event);
        if (line !== undefined) say(line);
        return;
      }
      case 'output':
        if (options.verbose) write(`  ${event.step} | ${event.line}`);
        return;
      case 'attempt-failed':
        failedAttemptLines(event.step, event.failed, event.next).forEach(say);
        return;
      case 'retry-scheduled':
        say(`  ${event.step}: again in ${durationText(event.inMs)} (${event.remaining} left)`);
        return;
      case 'step-settled': {
        const time = event.ms > 0 ? ` (${durationText(event.ms)})` : '';
        const line = `${outcomeMark(event.outcome)} ${stepName({ id: event.step, title: titles.get(event.step) ?? event.step })}: ${outcomeText(event.outcome)}${time}`;
        say(line);
        return;
      }
      case 'step-started':
      case 'run-finished':
        return;
    }
  };
}

/** An attempt's end in full, for a reader who has only this text; where another one follows, that is the remedy. */
function failedAttemptLines(step: string, failed: FailedAttempt, next: string | undefined): readonly string[] {
  const lines = failureText(failed.failure).filter(
    line => next === undefined || !line.trimStart().startsWith('help: '),
  );
  return [
    `  ${step}: ${howItEnded(failed)}`,
    ...lines.map(line => `    ${line}`),
    ...diagnosisLines(failed).map(line => `    ${line}`),
    ...(next === undefined ? [] : [`  ${step}: next is "${next}"`]),
  ];
}

/** A line when a download has passed another quarter of its length; undefined otherwise. */
function quarterLines(): (event: Extract<Event, { type: 'progress' }>) => string | undefined {
  const reached = new Map<string, number>();
  return ({ step, progress: { phase, done, total, unit } }) => {
    if (unit !== 'bytes' || total === undefined || total === 0) return undefined;
    const quarter = Math.floor((done / total) * 4);
    const key = `${step}/${phase}`;
    if (quarter <= (reached.get(key) ?? 0)) return undefined;
    reached.set(key, quarter);
    return `  ${step}: ${phase} ${quarter * 25}% of ${bytesText(total)}`;
  };
}
