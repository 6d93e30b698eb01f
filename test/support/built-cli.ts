import { spawn } from 'node:child_process';
import { KEPT_CODE, ONE_FILE } from './one-file.js';

export interface CliEnded {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of `--json`: the events, in order. */
  events(): readonly CliEvent[];
}

/** An event as another program reads it. */
export interface CliEvent {
  readonly type: string;
  readonly step?: string;
  readonly attempt?: string;
  readonly failed?: { readonly attempt: string; readonly class: string };
  readonly outcome?: {
    readonly kind: string;
    readonly attempt?: string;
    readonly rung?: number;
    readonly reason?: string;
  };
  readonly summary?: { readonly result: string };
}

/** Runs the built program to its end. */
export function runCli(
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<CliEnded> {
  const child = spawn(process.execPath, [...KEPT_CODE, ONE_FILE, ...words], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const events = () =>
    stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as CliEvent);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout, stderr, events }));
  });
}

/** How each step ended: "succeeded by <attempt>", or what else it is. */
export function endings(events: readonly CliEvent[]): Readonly<Record<string, string>> {
  const settled = events.flatMap(({ type, step, outcome }) =>
    type === 'step-settled' && step !== undefined && outcome !== undefined
      ? [[step, outcome.kind === 'succeeded' ? `by ${outcome.attempt}` : (outcome.reason ?? outcome.kind)] as const]
      : [],
  );
  return Object.fromEntries(settled);
}
