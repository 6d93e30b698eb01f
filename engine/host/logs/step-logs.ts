import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StepLog, StepLogs } from '../../model/ports.js';
import { logFileName, logsFolder } from './logs-of-runs.js';

/** Bytes: what is kept of a log's beginning and of its end. */
export interface LogLimits {
  readonly head: number;
  readonly tail: number;
}

const LIMITS: LogLimits = { head: 19 * 1024 * 1024, tail: 1024 * 1024 };

/** One log a step, in a folder of the run's own. Of a log that is longer than its limits the middle is cut out. */
export function stepLogs(
  stateFolder: string,
  run: string,
  { limits = LIMITS }: { readonly limits?: LogLimits } = {},
): StepLogs {
  return {
    open: step => new CappedLog(join(logsFolder(stateFolder), run, logFileName(step)), limits),
  };
}

function opened(path: string): number {
  try {
    return openSync(path, 'a');
  } catch {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a');
  }
}

interface Half {
  readonly lines: string[];
  bytes: number;
}

/** Writes a log's head as it comes, keeps the newest lines after that in memory, and writes these when it is closed. */
class CappedLog implements StepLog {
  readonly path: string;
  readonly #limits: LogLimits;
  #descriptor: number | undefined;
  #unwritten = '';
  #flushing: NodeJS.Immediate | undefined;
  #headBytes = 0;
  #older: Half = { lines: [], bytes: 0 };
  #newer: Half = { lines: [], bytes: 0 };
  readonly #cut = { lines: 0, bytes: 0 };

  constructor(path: string, limits: LogLimits) {
    this.path = path;
    this.#limits = limits;
    try {
      this.#descriptor = opened(path);
    } catch {
      // A log that cannot be written is no failure of the step.
    }
  }

  write(line: string): void {
    if (this.#descriptor === undefined) return;
    const text = `${line}\n`;
    const bytes = Buffer.byteLength(text);
    // Once a line went to the tail, all after it do: their order stays.
    if (this.#newer.bytes === 0 && this.#headBytes + bytes <= this.#limits.head) {
      this.#headBytes += bytes;
      this.#unwritten += text;
      // All lines of one turn in one write; a reader who follows the file sees them at once.
      this.#flushing ??= setImmediate(() => this.#flush());
    } else {
      this.#keep(text, bytes);
    }
  }

  async close(): Promise<void> {
    if (this.#descriptor === undefined) return;
    const { lines, bytes } = this.#cut;
    if (lines > 0) this.#unwritten += `[... ${lines} lines (${bytes} bytes) are left out here ...]\n`;
    this.#unwritten += [...this.#older.lines, ...this.#newer.lines].join('');
    this.#flush();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** In two halves, of which the older is dropped whole: to shift a long list for every line would cost too much. */
  #keep(text: string, bytes: number): void {
    if (this.#newer.bytes > 0 && this.#newer.bytes + bytes > this.#limits.tail / 2) {
      this.#cut.lines += this.#older.lines.length;
      this.#cut.bytes += this.#older.bytes;
      this.#older = this.#newer;
      this.#newer = { lines: [], bytes: 0 };
    }
    this.#newer.lines.push(text);
    this.#newer.bytes += bytes;
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    if (this.#descriptor === undefined || this.#unwritten === '') return;
    const text = this.#unwritten;
    this.#unwritten = '';
    try {
      writeSync(this.#descriptor, text);
    } catch {
      // The disk may be full, and have room again later.
    }
  }
}
