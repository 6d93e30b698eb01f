import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { childEnvironment } from './child-environment.js';
import { createProbes } from './probes.js';
import type { HostEnv } from './host-env.js';
import { environmentOf } from './processes.js';

export interface InteractiveOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Folders in front of PATH. */
  readonly pathPrepend: readonly string[];
  readonly hostEnv: HostEnv;
}

export type InteractiveEnd = { readonly exitCode: number } | { readonly startError: string };

/** Runs a program that has the terminal to itself. Signals reach it by the terminal; its end is awaited, not forced. */
export async function runInteractive(
  argv: readonly [string, ...string[]],
  options: InteractiveOptions,
): Promise<InteractiveEnd> {
  const base = childEnvironment(options.hostEnv, process.platform);
  const childEnv = environmentOf(options, base, process.platform);
  const program = await createProbes({ env: childEnv, platform: process.platform }).which(argv[0]);
  if (program === undefined) return { startError: 'ENOENT' };
  const ignored = () => undefined;
  process.on('SIGINT', ignored);
  try {
    return await new Promise(resolve => {
      const child = spawn(program, argv.slice(1), { stdio: 'inherit', env: childEnv });
      child.on('error', (error: NodeJS.ErrnoException) => {
        resolve({ startError: error.code ?? error.message });
      });
      child.on('exit', (code, signal) => {
        resolve({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
      });
    });
  } finally {
    process.off('SIGINT', ignored);
  }
}
