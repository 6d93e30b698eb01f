#!/usr/bin/env node
import { CommanderError } from 'commander';
import { addCompletion } from './completion.js';
import { EXIT } from './exit-code.js';
import { createProgram } from './program.js';
import { flushed, streams, watchStreams } from './streams.js';

watchStreams();
process.on('uncaughtException', error => {
  streams.talk(defectText(error));
  process.exit(EXIT.defect);
});
void main(process.argv);

async function main(argv: readonly string[]): Promise<never> {
  const code = await answer(argv);
  const unwritten = await flushed();
  if (unwritten !== undefined) streams.talk(`error: not all of the output could be written (${unwritten})`);
  process.exit(unwritten === undefined || code !== EXIT.done ? code : EXIT.failed);
}

/** One of the places where a defect is caught; another lets the steps that run end first. */
async function answer(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  try {
    const program = createProgram(ended => {
      code = ended;
    });
    await addCompletion(program, argv[2]);
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    streams.talk(defectText(error));
    return EXIT.defect;
  }
}

function defectText(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'error: a fault of sam3d-install itself, not of your machine or manifest',
    trace,
    'help: run the same command again, what is done is kept; report it with these lines and the command',
  ].join('\n');
}
