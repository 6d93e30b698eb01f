import { Listr, ProcessOutputStream, Spinner } from 'listr2';
import type { Event } from '../model/event.js';
import { lastLines, liveLines, type LiveLook } from './live-lines.js';
import { liveRows } from './live-rows.js';
import { liveScreen } from './live-screen.js';

export interface TerminalOptions {
  /** False: marks and spinner are ASCII. */
  readonly unicode: boolean;
  readonly color: boolean;
  readonly now: () => number;
}

export interface TerminalReport {
  readonly report: (event: Event) => void;
  /** Resolves when the last state has been drawn. */
  readonly close: () => Promise<void>;
  /** Gives the terminal back at once, for a process that must end now. */
  readonly leave: () => void;
}

type Stream = NonNullable<ConstructorParameters<typeof ProcessOutputStream>[0]>;

/**
 * A live report for a terminal: the time that passes is drawn too, so that a silent tool is seen to live.
 * listr2 beats the time of drawing, and catches what others write meanwhile; nothing is run by it.
 */
export function terminalReport(stream: Stream, options: TerminalOptions): TerminalReport {
  const { rows, take } = liveRows();
  const terminal = new ProcessOutputStream(stream);
  const size = () => ({ columns: stream.columns || 80, rows: stream.rows || 24 });
  const screen = liveScreen(text => terminal.write(text), size);
  const spinner = options.unicode ? new Spinner() : new AsciiSpinner();
  const look = (): LiveLook => {
    const { columns, rows: height } = size();
    return { ...options, columns, height: height - 1, spinner: spinner.fetch(), at: options.now() };
  };
  const frames: FrameOptions = {
    spinner,
    begin: () => terminal.hijack(),
    frame: () => {
      for (const { entry } of terminal.release()) screen.above(entry);
      terminal.hijack();
      screen.draw(liveLines(rows, look()));
    },
    end: () => {
      for (const { entry } of terminal.release()) screen.above(entry);
      screen.end(lastLines(rows, options));
    },
  };
  let close: () => void = () => undefined;
  let drawn: Promise<unknown> | undefined;
  return {
    report: event => {
      take(event);
      if (event.type !== 'run-started') return;
      const closed = new Promise<void>(resolve => (close = resolve));
      drawn = beat(closed, frames);
    },
    close: async () => {
      close();
      await drawn;
    },
    leave: () => {
      if (drawn !== undefined) terminal.write(CURSOR_SHOWN);
    },
  };
}

const CURSOR_SHOWN = '\u001b[?25h';

interface FrameOptions {
  readonly spinner: Spinner;
  readonly begin: () => void;
  readonly frame: () => void;
  readonly end: () => void;
}

function beat(closed: Promise<void>, frames: FrameOptions): Promise<unknown> {
  return new Listr([{ task: () => closed }], {
    renderer: Frames,
    rendererOptions: frames,
    registerSignalListeners: false,
  } as never).run();
}

/** A renderer of listr2, whose lines are made by `liveLines`. */
class Frames {
  static readonly nonTTY = true;
  static readonly rendererOptions = {};
  static readonly rendererTaskOptions = {};

  constructor(
    _tasks: unknown,
    private readonly options: FrameOptions,
  ) {}

  render(): void {
    this.options.begin();
    this.options.frame();
    this.options.spinner.start(this.options.frame);
  }

  end(): void {
    this.options.spinner.stop();
    this.options.end();
  }
}

class AsciiSpinner extends Spinner {
  protected override readonly spinner = ['|', '/', '-', '\\'];
}
