import { countText } from '../report/amount.js';
import { wrapWords } from '../report/wrap-words.js';
import { terminalFacts, type TerminalFacts } from '../host/terminal-facts.js';

/** Results go to standard output, talk to standard error. */
export const streams = {
  result: (text: string) => {
    write(process.stdout, text);
  },
  talk: (text: string) => {
    const { live, columns } = factsOf(process.stderr);
    write(process.stderr, live ? wrapWords(text, columns) : text);
  },
};

function write(stream: NodeJS.WriteStream, text: string): void {
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  stream.write(factsOf(stream).unicode ? lines : inAscii(lines));
}

/** Where a reader expects another encoding, a letter beyond ASCII is garbled, or ends the reader. So written, JSON stays JSON. */
function inAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

let unwritten: string | undefined;

/** A reader that closes early, such as `head`, is no error; anything else that keeps output from being written is told at the end. */
export function watchStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EOF') unwritten = error.code ?? error.message;
    });
  }
}

/** Resolves when everything that was written has left the process; why some of it has not, as the system's code. */
export async function flushed(): Promise<string | undefined> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      stream =>
        new Promise<void>(resolve => {
          if (stream.destroyed) resolve();
          else stream.write('', () => resolve());
        }),
    ),
  );
  // an error of a stream is told a turn later
  await new Promise(resolve => setImmediate(resolve));
  return unwritten;
}

/** What a stream can show, and what the user wants of it. */
export function factsOf(stream: NodeJS.WriteStream): TerminalFacts {
  return terminalFacts(stream, { env: process.env, platform: process.platform });
}

/** How text for a stream is to be written; `--no-color` comes before what the stream can do. */
export function inkFor(
  stream: NodeJS.WriteStream,
  flags: { readonly color: boolean },
): { color: boolean; unicode: boolean } {
  const { colour, unicode } = factsOf(stream);
  return { color: flags.color && colour, unicode };
}

/** Warnings are the maintainer's: a user is only told of them. */
export function warningsLine(count: number): string {
  return `${countText(count, 'warning')} about the manifest: sam3d-install validate shows ${count === 1 ? 'it' : 'them'}`;
}
