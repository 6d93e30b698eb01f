import { plainText } from './control-sequences.js';
import { LineReader } from './line-reader.js';

const LAST_LINES = 40;
const STDOUT_BYTES = 64 * 1024;

export type OutputStream = 'stdout' | 'stderr';

/** Takes all that a program writes, and keeps little of it: every line is handed on, the last ones stay. */
export class OutputCollector {
  readonly #readers: Readonly<Record<OutputStream, LineReader>>;
  readonly #lastLines: string[] = [];
  readonly #stdout: Buffer[] = [];
  #stdoutBytes = 0;

  constructor(output: (line: string) => void) {
    const sink = {
      line: (text: string, told: boolean) => {
        if (text !== '') this.#keep(text);
        if (!told) output(text);
      },
      update: output,
      now: () => performance.now(),
    };
    this.#readers = { stdout: new LineReader(sink), stderr: new LineReader(sink) };
  }

  take(stream: OutputStream, bytes: Buffer): void {
    if (stream === 'stdout' && this.#stdoutBytes < STDOUT_BYTES) {
      // Copied: a slice would hold the whole chunk in memory.
      const head = Buffer.from(bytes.subarray(0, STDOUT_BYTES - this.#stdoutBytes));
      this.#stdout.push(head);
      this.#stdoutBytes += head.length;
    }
    this.#readers[stream].take(bytes);
  }

  end(): void {
    this.#readers.stdout.end();
    this.#readers.stderr.end();
  }

  lastLines(): readonly string[] {
    return [...this.#lastLines];
  }

  /** As text: half a character at the cut is left out, control sequences are. */
  stdout(): string {
    return plainText(new TextDecoder().decode(Buffer.concat(this.#stdout), { stream: true }));
  }

  #keep(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
  }
}
