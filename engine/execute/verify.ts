import { redacted } from '../base/redacted.js';
import { err, ok, type Result } from '../base/result.js';
import type { CheckFailure, CommandFailure, Failure } from '../model/failure.js';
import type { Check } from '../model/plan.js';
import { runCommand, type Stage } from './action-context.js';
import { bind, type Bound, type Outputs } from './bind.js';
import type { Run } from './run.js';

/** Runs a step's checks in the attempt's environment, in their order; the first that does not hold is the failure. */
export async function verify(run: Run, stage: Stage, outputs: Outputs): Promise<Result<undefined, Failure>> {
  for (const check of stage.step.verify) {
    const { step, attempt } = stage;
    const rung = step.attempts.indexOf(attempt);
    const bound = bind(run, check, { own: { step: step.id, outputs, rung } });
    if (!bound.ok) return bound;
    const held = await holds(run, stage, bound.value);
    if (!held.ok) return held;
  }
  return ok();
}

async function holds(run: Run, stage: Stage, check: Bound<Check>): Promise<Result<undefined, Failure>> {
  switch (check.kind) {
    case 'run':
      return commandHolds(run, stage, check.argv, check);
    case 'python':
      // a folder of the root that is called like a module must not be taken for it
      return commandHolds(run, stage, [check.interpreter, '-c', check.code], { env: { PYTHONSAFEPATH: '1' } });
    case 'file':
      return fileHolds(run, check.path);
  }
}

interface CommandCheck {
  readonly prints?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function commandHolds(
  run: Run,
  stage: Stage,
  argv: readonly string[],
  { prints, env }: CommandCheck,
): Promise<Result<undefined, Failure>> {
  const [program, ...operands] = argv;
  if (program === undefined) throw new Error(`a check of ${stage.step.id} has no command`);
  const check = redacted(argv.join(' '));
  const finished = await runCommand(run, stage, [program, ...operands], env === undefined ? {} : { env });
  if (!finished.ok) {
    const { error } = finished;
    if (error.kind !== 'command') return finished;
    return failed({ check, expected: 'exit code 0', got: endOf(error), lastLines: error.lastLines });
  }
  const { stdout, lastLines } = finished.value;
  if (prints === undefined || stdout.includes(prints)) return ok();
  return failed({ check, expected: `output with "${prints}"`, got: quoted(stdout), lastLines });
}

async function fileHolds({ world }: Run, path: string): Promise<Result<undefined, Failure>> {
  const absolute = world.paths.isAbsolute(path) ? path : world.paths.join(world.root, path);
  if ((await world.files.stat(absolute)) !== undefined) return ok();
  return failed({ check: absolute, expected: 'a file or folder', got: 'nothing', lastLines: [] });
}

function failed(evidence: Omit<CheckFailure, 'kind'>): Result<undefined, Failure> {
  return err({ kind: 'check', ...evidence });
}

function endOf({ exitCode, signal, timedOut, startError }: CommandFailure): string {
  if (startError !== undefined) return `a program that cannot be started (${startError})`;
  if (timedOut !== undefined)
    return `no end within ${timedOut.ms / 1000} s${timedOut.limit === 'silence' ? ' of silence' : ''}`;
  return exitCode === undefined ? `an end by ${signal ?? 'a signal'}` : `exit code ${exitCode}`;
}

const QUOTED = 200;

function quoted(stdout: string): string {
  const text = redacted(stdout.trim());
  if (text === '') return 'nothing';
  return text.length > QUOTED ? `"${text.slice(0, QUOTED)}..."` : `"${text}"`;
}
