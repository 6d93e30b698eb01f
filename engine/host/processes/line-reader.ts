import { StringDecoder } from 'node:string_decoder';
import { withoutControls } from './control-sequences.js';

/** A line longer than this is cut into pieces: a program that never ends a line may not fill the memory. */
const LONGEST_LINE = 16 * 1024;
/** A progress bar redraws its line many times a second; one state of it in this time is told. */
const UPDATE_EVERY_MS = 1000;

export interface LineSink {
  /** A whole line. `told`: an update with this very text came just before. */
  line(text: string, told: boolean): void;
  /** A state of a line that is being redrawn. */
  update(text: string): void;
  now(): number;
}

/** Cuts a program's bytes into lines of plain text. A carriage return starts a line again, as it does on a terminal. */
export class LineReader {
  readonly #sink: LineSink;
  readonly #decoder = new StringDecoder('utf8');
  /** What came since the last line feed: of the states that it was drawn over with, only the last. */
  #pending = '';
  #told: string | undefined;
  #toldAt = -Infinity;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  take(bytes: Buffer): void {
    const lines = (this.#pending + this.#decoder.write(bytes)).split('\n');
    this.#pending = lines.pop() ?? '';
    for (const line of lines) this.#endLine(line);
    this.#redraw();
    while (this.#pending.length > LONGEST_LINE) {
      this.#endLine(this.#pending.slice(0, LONGEST_LINE));
      this.#pending = this.#pending.slice(LONGEST_LINE);
    }
  }

  /** What is left without a line feed is a line too. */
  end(): void {
    const rest = this.#pending + this.#decoder.end();
    this.#pending = '';
    if (rest !== '') this.#endLine(rest);
  }

  #endLine(line: string): void {
    const text = lastState(line);
    this.#sink.line(text, text === this.#told);
    this.#told = undefined;
  }

  #redraw(): void {
    // A return at the very end may be the first half of CR LF.
    const at = this.#pending.lastIndexOf('\r', this.#pending.length - 2);
    if (at <= 0) return;
    const state = lastState(this.#pending.slice(0, at));
    this.#pending = state + this.#pending.slice(at);
    if (state === '' || this.#sink.now() - this.#toldAt < UPDATE_EVERY_MS) return;
    this.#toldAt = this.#sink.now();
    this.#told = state;
    this.#sink.update(state);
  }
}

/** What a terminal would show of it in the end; tools clear a line with blanks before they draw it again. */
function lastState(line: string): string {
  if (!line.includes('\r')) return withoutControls(line);
  const states = line.split('\r').map(withoutControls);
  return states.findLast(state => state.trim() !== '') ?? '';
}
