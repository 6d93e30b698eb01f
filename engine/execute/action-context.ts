import { redacted } from '../base/redacted.js';
import { err, type Result } from '../base/result.js';
import type { ActionContext, CommandOptions, Ending, LookContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import type { Attempt, Step } from '../model/plan.js';
import type { FetchedFile, Finished, StepLog } from '../model/ports.js';
import { environmentOf, type CommandEnvironment } from './command-environment.js';
import { previousOf } from './previous-of.js';
import type { RecognisedDiagnoses } from './recognised-diagnoses.js';
import { emit, priorityOf, type Run } from './run.js';
import type { ExecuteWorld } from './execute-world.js';

export function lookContext({ root, platform, paths, files }: ExecuteWorld): LookContext {
  return { root, platform, paths, files };
}

/** One try of an attempt, as its action and its checks are shown it. */
export interface Stage {
  readonly step: Step;
  readonly attempt: Attempt;
  readonly environment: CommandEnvironment;
  readonly signal: AbortSignal;
  /** After a first try: what could not be fetched then is asked for again. */
  readonly again: boolean;
  /** What stands is known not to hold. */
  readonly anew?: true;
  readonly log: StepLog;
  /** What the action has left open until its work is verified. */
  readonly endings: Ending[];
  /** What was said and run last: evidence where the engine itself ends the attempt. */
  readonly last: { lines: string[]; argv: readonly string[] };
  /** Of the manifest's rules those that know a line of the output, be it far above the last ones. */
  readonly known: RecognisedDiagnoses;
}

export function actionContext(run: Run, stage: Stage): ActionContext {
  const { world } = run;
  return {
    ...lookContext(world),
    step: stage.step.id,
    facts: run.plan.facts,
    ...previousOf(run, stage),
    ...(world.keeping && { keeping: world.keeping }),
    ...(stage.anew && { anew: stage.anew }),
    ...(run.options.strict === true && { builtOnly: true }),
    atEnd: ending => void stage.endings.push(ending),
    env: stage.environment.env,
    stateFolder: world.stateFolder,
    toolCache: tool => world.toolCache(tool),
    archives: world.archives,
    probes: world.probes,
    network: { mirrored: url => world.network.mirrored(url) },
    fetch: artifact => fetchForAction(run, stage, artifact),
    command: (argv, options) => runCommand(run, stage, argv, options),
    signal: stage.signal,
    progress: progress => emit(run, { type: 'progress', step: stage.step.id, progress }),
    output: line => output(run, stage, line),
  };
}

/** Runs a program in the attempt's environment and within its limits; its output goes to the step's log. */
export async function runCommand(
  run: Run,
  stage: Stage,
  argv: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<Result<Finished, Failure>> {
  const { environment, attempt, log, last, signal } = stage;
  if (signal.aborted) return err({ kind: 'cancelled' });
  const own = environmentOf([options.env ?? {}], run.world.platform);
  const pathPrepend = [...(options.pathPrepend ?? []), ...own.path, ...environment.path];
  last.argv = argv.map(redacted);
  log.write(`$ ${last.argv.join(' ')}`);
  return run.world.processes.run(
    {
      argv,
      cwd: options.cwd ?? run.world.root,
      env: { ...environment.env, ...own.env },
      ...(pathPrepend.length > 0 && { pathPrepend }),
      ...(Object.keys(attempt.timeout).length > 0 && { timeout: attempt.timeout }),
    },
    { signal, output: line => output(run, stage, line) },
  );
}

/** Gets an artifact; the step shows how far it is. */
export function fetchFor(
  run: Run,
  { step, signal, again }: Waiting,
  id: string,
): Promise<Result<FetchedFile, Failure>> {
  return run.fetches.get(id, {
    priority: priorityOf(run, step),
    signal,
    again,
    progress: progress => emit(run, { type: 'progress', step: step.id, progress }),
  });
}

export type Waiting = Pick<Stage, 'step' | 'signal' | 'again'>;

async function fetchForAction(run: Run, stage: Stage, id: string): Promise<Result<FetchedFile, Failure>> {
  const fetched = await fetchFor(run, stage, id);
  if (fetched.ok) {
    const { source, sha256, verified } = fetched.value;
    stage.log.write(`${id}: ${source}, sha256 ${sha256}${verified ? '' : ' (unverified)'}`);
  }
  return fetched;
}

const LAST_LINES = 40;

function output(run: Run, { step, log, last, known }: Stage, line: string): void {
  log.write(line);
  known.take(line);
  last.lines.push(line);
  if (last.lines.length > LAST_LINES) last.lines.shift();
  emit(run, { type: 'output', step: step.id, line });
}
