import { countText } from '../report/amount.js';
import { terminalFacts, type TerminalFacts } from '../host/terminal.js';

/** Results go to standard output, talk to standard error. */
export const streams = {
  result: (text: string) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  },
  talk: (text: string) => {
    process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
  },
};

/** A reader that closes early, such as `head`, is no error: what it did not want is dropped. */
export function tolerateClosedReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EOF') throw error;
    });
  }
}

/** Resolves when everything that was written has left the process. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      stream =>
        new Promise<void>(resolve => {
          if (stream.destroyed || stream.writableLength === 0) resolve();
          else
            stream.write('', () => {
              resolve();
            });
        }),
    ),
  );
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
