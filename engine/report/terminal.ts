import { Listr, ListrLogger, ListrTaskState, ProcessOutput, Spinner, type ListrTaskWrapper } from 'listr2';
import type { Event } from '../model/event.js';
import type { Outcome } from '../model/outcome.js';
import { durationText } from './amount.js';
import { failureLine } from './failure-text.js';
import { outcomeText } from './outcome-text.js';
import { progressText } from './progress-text.js';

export interface TerminalOptions {
  /** False: marks and spinner are ASCII. */
  readonly unicode: boolean;
}

export interface TerminalReport {
  readonly report: (event: Event) => void;
  /** Shows the time that has passed, so that a silent tool is seen to live. To be called about once a second. */
  tick(at: number): void;
  /** Resolves when the last state has been drawn. */
  close(): Promise<void>;
}

type Stream = NonNullable<ConstructorParameters<typeof ProcessOutput>[0]> & { readonly columns?: number };
type StartedStep = Extract<Event, { type: 'run-started' }>['steps'][number];
type Wrapper = ListrTaskWrapper<unknown, never, never>;

interface Ending {
  readonly outcome: Outcome;
  readonly ms: number;
}

/** One line a step, as a view of it: what it is doing now, what it last said, how it ended. */
interface Row {
  readonly title: string;
  readonly estimateMinutes: number | undefined;
  /** Shown until it begins. */
  readonly waiting: string;
  /** Of the terminal as it is now. */
  readonly columns: () => number;
  readonly settled: Promise<Ending>;
  readonly settle: (ending: Ending) => void;
  wrapper?: Wrapper;
  startedAt?: number;
  doing: string;
}

/** A live report for a terminal. listr2 only draws: nothing is run by it. */
export function terminalReport(stream: Stream, options: TerminalOptions): TerminalReport {
  const rows = new Map<string, Row>();
  let drawn: Promise<unknown> = Promise.resolve();
  return {
    report: event => {
      if (event.type === 'run-started') {
        for (const step of event.steps)
          rows.set(
            step.id,
            newRow(step, () => stream.columns ?? 80),
          );
        drawn = draw([...rows.values()], stream, options);
        return;
      }
      const row = 'step' in event ? rows.get(event.step) : undefined;
      if (row === undefined) return;
      update(row, event);
      if (row.startedAt !== undefined) spin(row);
    },
    tick: at => {
      for (const row of rows.values()) retitle(row, at);
    },
    close: async () => {
      for (const row of rows.values()) row.settle({ outcome: { kind: 'cancelled' }, ms: 0 });
      await drawn;
    },
  };
}

function newRow({ title, estimateMinutes, onDemand }: StartedStep, columns: () => number): Row {
  let settle: (ending: Ending) => void = () => undefined;
  const settled = new Promise<Ending>(resolve => {
    settle = resolve;
  });
  const waiting = onDemand ? 'runs only if it is needed' : 'waiting';
  return { title, estimateMinutes, waiting, columns, settled, settle, doing: waiting };
}

function update(row: Row, event: Event): void {
  switch (event.type) {
    case 'attempt-started':
      row.startedAt ??= event.at;
      row.doing = event.description;
      break;
    case 'progress':
      row.startedAt ??= event.at;
      row.doing = progressText(event.progress, event.at - row.startedAt);
      break;
    case 'output':
      if (row.wrapper !== undefined) row.wrapper.output = cut(event.line, row.columns() - MARGIN);
      return;
    case 'attempt-failed':
      row.doing = `"${event.failed.attempt}": ${failureLine(event.failed.failure)}`;
      break;
    case 'retry-scheduled':
      row.doing = `again in ${durationText(event.inMs)}`;
      break;
    case 'step-settled':
      row.settle({ outcome: event.outcome, ms: event.ms });
      return;
    case 'run-started':
    case 'step-started':
    case 'run-finished':
      return;
  }
  retitle(row, event.at);
}

/** Only what works has the spinner: to listr2 all of them began at once. */
function spin({ wrapper }: Row): void {
  if (wrapper?.task.state === ListrTaskState.WAITING) wrapper.task.state$ = ListrTaskState.STARTED;
}

function retitle(row: Row, at: number): void {
  if (row.wrapper === undefined || row.startedAt === undefined) return;
  const typical = row.estimateMinutes === undefined ? '' : `, typically ${row.estimateMinutes} min`;
  const time = ` (${durationText(at - row.startedAt)}${typical})`;
  row.wrapper.title = `${cut(`${row.title}: ${row.doing}`, row.columns() - MARGIN - time.length)}${time}`;
}

/** What the mark and the indentation take. */
const MARGIN = 6;

/** The end of a sentence gives way to the time, which tells that it lives. */
function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 3, 0))}...`;
}

function draw(rows: readonly Row[], stream: Stream, { unicode }: TerminalOptions): Promise<unknown> {
  const tasks = rows.map(row => ({
    title: `${row.title}: ${row.waiting}`,
    task: async (_context: unknown, wrapper: Wrapper) => {
      row.wrapper = wrapper;
      // it may have begun before it could be drawn
      if (row.startedAt === undefined) wrapper.task.state$ = ListrTaskState.WAITING;
      else retitle(row, row.startedAt);
      const { outcome, ms } = await row.settled;
      delete row.wrapper;
      wrapper.title = `${row.title}: ${outcomeText(outcome)}${ms > 0 ? ` (${durationText(ms)})` : ''}`;
      wrapper.output = '';
      if (outcome.kind === 'skipped') wrapper.skip(wrapper.title);
      if (outcome.kind === 'failed' || outcome.kind === 'blocked' || outcome.kind === 'cancelled')
        throw new Error(wrapper.title);
    },
  }));
  const logger = new ListrLogger({ processOutput: new ProcessOutput(stream, stream), useIcons: unicode });
  return new Listr(tasks as never, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: 'default',
    rendererOptions: {
      logger,
      collapseErrors: true,
      collapseSkips: true,
      formatOutput: 'truncate',
      ...(unicode ? { icon: { WAITING: '\u00b7' } } : { spinner: new AsciiSpinner(), icon: ASCII_ICONS }),
    },
  }).run();
}

class AsciiSpinner extends Spinner {
  protected override readonly spinner = ['|', '/', '-', '\\'];
}

const ASCII_ICONS = {
  COMPLETED: '+',
  FAILED: 'x',
  SKIPPED_WITH_COLLAPSE: '-',
  SKIPPED_WITHOUT_COLLAPSE: '-',
  COMPLETED_WITH_FAILED_SUBTASKS: 'x',
  COMPLETED_WITH_SISTER_TASKS_FAILED: '+',
  OUTPUT: '>',
  OUTPUT_WITH_BOTTOMBAR: '>',
  PAUSED: '|',
  WAITING: '.',
  RETRY: '~',
  ROLLING_BACK: '~',
  ROLLED_BACK: '~',
};
