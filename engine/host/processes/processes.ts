import { stat } from 'node:fs/promises';
import { isAbsolute, posix, win32 } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { redacted } from '../../base/redacted.js';
import { err, ok, type Result } from '../../base/result.js';
import type { CommandFailure, Failure } from '../../model/failure.js';
import type { Command, Finished, Probes, Processes } from '../../model/ports.js';
import { childEnvironment } from '../environment/child-environment.js';
import { endTree } from './end-tree.js';
import type { HostEnv } from '../environment/host-env.js';
import { CALL_VARIABLE, MARK_VARIABLE } from './orphans.js';
import { OutputCollector } from './output-collector.js';
import { startProcess, type Ending, type RunningProcess } from './start-process.js';
import { watchLimits } from './watch-limits.js';

export interface ProcessesOptions {
  readonly hostEnv: HostEnv;
  /** The same with what makes programs trust whom the user trusts, which takes time: asked for by the first program. */
  readonly trusting?: () => Promise<Result<HostEnv, Failure>>;
  readonly probes: Probes;
  /** `process.platform`. */
  readonly platform: string;
  /** By which the programs of a run that was killed are known; see `orphans.ts`. */
  readonly mark?: string;
  /** Between asking a process tree to end and killing it. */
  readonly killAfterMs?: number;
}

interface RunWatch {
  readonly signal: AbortSignal;
  output(line: string): void;
}

/** Programs on this machine: no shell, an environment from the allow-list, and no process left behind. */
export function createProcesses(options: ProcessesOptions): Processes {
  let base: Promise<Result<Readonly<Record<string, string>>, Failure>> | undefined;
  return {
    run: async (command, watch) => {
      if (watch.signal.aborted) return err({ kind: 'cancelled' });
      // No system can hand it over: it ends a text.
      if ([...command.argv, ...Object.values(command.env)].some(text => text.includes('\0'))) {
        return err(notStarted(command, 'EINVAL'));
      }
      const [name, ...args] = command.argv;
      const file = isAbsolute(name) ? name : await options.probes.which(name, command.pathPrepend);
      if (file === undefined) return err(notStarted(command, 'ENOENT'));
      const inherited = await (base ??= environmentOfAll(options));
      if (!inherited.ok) {
        base = undefined;
        return inherited;
      }
      const call = nextCall();
      const env = { ...environmentOf(command, inherited.value, options.platform), [CALL_VARIABLE]: call };
      const started = await startPatiently({ file, args, cwd: command.cwd, env });
      if (!started.ok) return err(await whyNotStarted(command, started.error));
      const entry = `${CALL_VARIABLE}=${call}`;
      return supervise(started.value, command, { watch, entry, killAfterMs: options.killAfterMs ?? KILL_AFTER_MS });
    },
  };
}

/** What every program of these gets. */
async function environmentOfAll({
  hostEnv,
  trusting,
  platform,
  mark,
}: ProcessesOptions): Promise<Result<Readonly<Record<string, string>>, Failure>> {
  const host = (await trusting?.()) ?? ok(hostEnv);
  if (!host.ok) return host;
  return ok({ ...childEnvironment(host.value, platform), ...(mark !== undefined && { [MARK_VARIABLE]: mark }) });
}

/** So that all is over within 5 s, the dying and the last words included. */
const KILL_AFTER_MS = 3500;

let calls = 0;

function nextCall(): string {
  calls += 1;
  return `${process.pid}-${calls}-${Date.now().toString(36)}`;
}

/** The command's own variables win over the host's; what `pathPrepend` names is found before what is on PATH. */
export function environmentOf(
  command: Pick<Command, 'env' | 'pathPrepend'>,
  base: Readonly<Record<string, string>>,
  platform: string,
): Record<string, string> {
  const env = { ...base };
  const existing = (name: string) =>
    platform === 'win32' ? Object.keys(env).find(key => key.toUpperCase() === name.toUpperCase()) : name;
  for (const [name, value] of Object.entries(command.env)) {
    const other = existing(name);
    if (other !== undefined) delete env[other];
    env[name] = value;
  }
  const path = existing('PATH') ?? 'PATH';
  const delimiter = platform === 'win32' ? win32.delimiter : posix.delimiter;
  const folders = [...(command.pathPrepend ?? []), ...(env[path] ? [env[path]] : [])];
  return { ...env, [path]: folders.join(delimiter) };
}

/** Between a program's being written and its being run, a fork of another thread may still hold it open. */
const BUSY_WAITS = [20, 50, 100, 200, 400];

async function startPatiently(program: Parameters<typeof startProcess>[0]): Promise<Result<RunningProcess, string>> {
  for (const ms of BUSY_WAITS) {
    const started = await startProcess(program);
    if (started.ok || started.error !== 'ETXTBSY') return started;
    await wait(ms);
  }
  return startProcess(program);
}

/** The system says ENOENT of the program when it is the folder that is missing. */
async function whyNotStarted(command: Command, code: string): Promise<Failure> {
  const folder = await stat(command.cwd).catch(() => undefined);
  if (folder?.isDirectory() === true) return notStarted(command, code);
  const missing = folder === undefined ? 'ENOENT' : 'ENOTDIR';
  return { kind: 'file', operation: 'enter', path: command.cwd, code: missing };
}

function notStarted(command: Command, startError: string): CommandFailure {
  return { kind: 'command', argv: command.argv.map(redacted), startError, lastLines: [] };
}

/** From a running process to its result: whichever comes first of its own end, a limit and an abort. */
async function supervise(
  running: RunningProcess,
  command: Command,
  { watch, entry, killAfterMs }: { readonly watch: RunWatch; readonly entry: string; readonly killAfterMs: number },
): Promise<Result<Finished, Failure>> {
  const limits = watchLimits(command.timeout ?? {}, watch.signal);
  const collector = new OutputCollector(line => watch.output(redacted(line)));
  running.onOutput((stream, bytes) => {
    limits.heard();
    collector.take(stream, bytes);
  });
  const first = await Promise.race([running.ended, limits.reached]);
  limits.stop();
  const byItself = first !== 'aborted' && !('limit' in first);
  // What a program that has ended left in its group would go on changing files that the next step works on.
  // One that has ended well may have started a service on purpose; of one that is ended, nothing stays.
  const ending = await endTree(
    running,
    byItself ? { afterMs: Math.min(killAfterMs, 500) } : { afterMs: killAfterMs, entry },
  );
  running.gone();
  await running.drained();
  collector.end();
  if (first === 'aborted') return err({ kind: 'cancelled' });
  const timedOut = 'limit' in first ? first : undefined;
  const lastLines = collector.lastLines().map(redacted);
  if (timedOut === undefined && ending.exitCode === 0) {
    return ok({ stdout: collector.stdout(), lastLines });
  }
  return err({ kind: 'command', argv: command.argv.map(redacted), ...evidence(ending, timedOut), lastLines });
}

function evidence(ending: Ending, timedOut: CommandFailure['timedOut']): Partial<CommandFailure> {
  return {
    ...(ending.exitCode === undefined ? {} : { exitCode: ending.exitCode }),
    ...(ending.signal === undefined ? {} : { signal: ending.signal }),
    ...(timedOut === undefined ? {} : { timedOut }),
  };
}
