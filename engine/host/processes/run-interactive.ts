import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { childEnvironment } from '../environment/child-environment.js';
import { createProbes } from '../probes/probes.js';
import type { HostEnv } from '../environment/host-env.js';
import { environmentOf } from './processes.js';

export interface InteractiveOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Folders in front of PATH. */
  readonly pathPrepend: readonly string[];
  readonly hostEnv: HostEnv;
}

export type InteractiveEnd = { readonly exitCode: number } | { readonly startError: string };

/**
 * Runs a program that has the terminal to itself: Ctrl-C reaches it by the terminal, TERM is passed on to it, and its end
 * is awaited, not forced.
 */
export async function runInteractive(
  argv: readonly [string, ...string[]],
  options: InteractiveOptions,
): Promise<InteractiveEnd> {
  const env = environmentOf(options, interactiveEnvironment(options.hostEnv), process.platform);
  const program = await programOf(argv[0], env);
  if (program === undefined) return { startError: 'ENOENT' };
  return new Promise(tell => {
    const child = spawn(program, argv.slice(1), { stdio: 'inherit', env });
    const quiet = passSignalsTo(child);
    child.on('error', (error: NodeJS.ErrnoException) => {
      quiet();
      tell({ startError: error.code ?? error.message });
    });
    child.on('exit', (code, signal) => {
      quiet();
      tell({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}

/** Unlike a step's program it is the user's own, and keeps all of the user's variables but those that lead to another Python. */
function interactiveEnvironment(hostEnv: HostEnv): Record<string, string> {
  const own = Object.entries(hostEnv).filter(([name, value]) => value !== undefined && !TO_ANOTHER_PYTHON.test(name));
  const env = { ...Object.fromEntries(own), ...childEnvironment(hostEnv, process.platform) } as Record<string, string>;
  // Here there is somebody to answer.
  for (const name of ['PIP_NO_INPUT', 'GIT_TERMINAL_PROMPT']) delete env[name];
  return env;
}

const TO_ANOTHER_PYTHON =
  /^(?:PYTHON(?:HOME|PATH|USERBASE|EXECUTABLE|PLATLIBDIR)|__PYVENV_LAUNCHER__|VIRTUAL_ENV.*|CONDA_.*|MAMBA_.*|PIP_(?:TARGET|PREFIX|ROOT|USER|REQUIRE_VIRTUALENV))$/i;

/** A name is looked up, first in the environment; a path is one seen from where the user stands. */
async function programOf(name: string, env: HostEnv): Promise<string | undefined> {
  return createProbes({ env, platform: process.platform }).which(/[\\/]/.test(name) ? resolve(name) : name);
}

/** Until the returned function is called. */
function passSignalsTo(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  const passed = ['SIGTERM', 'SIGHUP'] as const;
  for (const signal of passed) process.on(signal, pass);
  process.on('SIGINT', ignore);
  return () => {
    for (const signal of passed) process.off(signal, pass);
    process.off('SIGINT', ignore);
  };
}
