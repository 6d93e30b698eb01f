import { EXIT, type ExitCode } from './exit-code.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** What the program ends with once it was interrupted; undefined while it was not. */
  exitCode(): ExitCode | undefined;
  /** Lets the signals end the process again. */
  release(): void;
}

/** The first Ctrl-C, TERM or HUP asks the run to stop; the second Ctrl-C ends the process at once. */
export function listenForInterruption(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  let code: ExitCode | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (code !== undefined && name === 'SIGINT') process.exit(EXIT.interrupted);
    if (code !== undefined) return;
    code = name === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    say('stopping: ending what runs; Ctrl-C again ends at once');
    controller.abort();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
