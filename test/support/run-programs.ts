import assert from 'node:assert/strict';
import type { Result } from '../../engine/base/result.js';
import { createProbes } from '../../engine/host/probes/probes.js';
import { createProcesses } from '../../engine/host/processes/processes.js';
import type { CommandFailure, Failure } from '../../engine/model/failure.js';
import type { Command, Finished } from '../../engine/model/ports.js';

export const NO_SHELL = process.platform === 'win32' ? 'the programs of this test are shell scripts' : false;

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly hostEnv?: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => unknown;
  readonly killAfterMs?: number;
}

/** A program by the real port, and all that it said. */
export async function run(argv: Command['argv'], command: Partial<Command> = {}, options: RunOptions = {}) {
  const { hostEnv = process.env, signal = new AbortController().signal, onLine, killAfterMs } = options;
  const { platform } = process;
  const probes = createProbes({ env: hostEnv, platform });
  const processes = createProcesses({
    hostEnv,
    probes,
    platform,
    ...(killAfterMs === undefined ? {} : { killAfterMs }),
  });
  const lines: string[] = [];
  const output = (line: string) => {
    lines.push(line);
    onLine?.(line);
  };
  const result = await processes.run({ argv, cwd: process.cwd(), env: {}, ...command }, { signal, output });
  return { result, lines };
}

/** The same for a script of Node. */
export function runScript(script: string, command: Partial<Command> = {}, options: RunOptions = {}) {
  return run([process.execPath, '-e', script], command, options);
}

/** The failure of a program that was started. */
export function commandFailure(result: Result<Finished, Failure>): CommandFailure {
  assert.ok(!result.ok && result.error.kind === 'command', JSON.stringify(result));
  return result.error;
}
