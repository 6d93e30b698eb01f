import { Listr, ListrLogger, ProcessOutput, Spinner, type ListrTaskWrapper } from 'listr2';
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

type Stream = ConstructorParameters<typeof ProcessOutput>[0];
type Wrapper = ListrTaskWrapper<unknown, never, never>;

/** One line a step, as a view of it: what it is doing now, what it last said, how it ended. */
interface Row {
  readonly title: string;
  readonly estimateMinutes: number | undefined;
  readonly settled: Promise<Outcome>;
  readonly settle: (outcome: Outcome) => void;
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
        for (const step of event.steps) rows.set(step.id, newRow(step.title, step.estimateMinutes));
        drawn = draw([...rows.values()], stream, options);
        return;
      }
      const row = 'step' in event ? rows.get(event.step) : undefined;
      if (row !== undefined) update(row, event);
    },
    tick: at => {
      for (const row of rows.values()) retitle(row, at);
    },
    close: async () => {
      for (const row of rows.values()) row.settle({ kind: 'cancelled' });
      await drawn;
    },
  };
}

function newRow(title: string, estimateMinutes: number | undefined): Row {
  let settle: (outcome: Outcome) => void = () => undefined;
  const settled = new Promise<Outcome>(resolve => {
    settle = resolve;
  });
  return { title, estimateMinutes, settled, settle, doing: 'waiting' };
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
      if (row.wrapper !== undefined) row.wrapper.output = event.line;
      return;
    case 'attempt-failed':
      row.doing = `"${event.failed.attempt}": ${failureLine(event.failed.failure)}`;
      break;
    case 'retry-scheduled':
      row.doing = `again in ${durationText(event.inMs)}`;
      break;
    case 'step-settled':
      row.settle(event.outcome);
      return;
    case 'run-started':
    case 'step-started':
    case 'run-finished':
      return;
  }
  retitle(row, event.at);
}

function retitle(row: Row, at: number): void {
  if (row.wrapper === undefined || row.startedAt === undefined) return;
  const typical = row.estimateMinutes === undefined ? '' : `, typically ${row.estimateMinutes} min`;
  row.wrapper.title = `${row.title}: ${row.doing} (${durationText(at - row.startedAt)}${typical})`;
}

function draw(rows: readonly Row[], stream: Stream, { unicode }: TerminalOptions): Promise<unknown> {
  const tasks = rows.map(row => ({
    title: row.title,
    task: async (_context: unknown, wrapper: Wrapper) => {
      row.wrapper = wrapper;
      const outcome = await row.settled;
      delete row.wrapper;
      wrapper.title = `${row.title}: ${outcomeText(outcome)}`;
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
      ...(unicode ? {} : { spinner: new AsciiSpinner(), icon: ASCII_ICONS }),
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
