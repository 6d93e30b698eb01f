import type { Attempt, Check, LockedList, PlannedArtifact, Step } from '../model/plan.js';
import type { PlannedStanding } from '../model/standing.js';
import { writtenValue, type Value } from '../model/value.js';
import { bytesText, countText, roundDurationText } from './amount.js';
import type { PlanInk } from './plan-ink.js';
import { valueLines } from './value-lines.js';

export interface StepSurroundings {
  readonly artifacts: ReadonlyMap<string, PlannedArtifact>;
  readonly standing?: PlannedStanding;
}

/** One step of a printed plan: its ladder from the top, what is passed over, then what is checked and handed on. */
export function stepLines(step: Step, number: number, around: StepSurroundings, ink: PlanInk): readonly string[] {
  const title = step.title === step.id ? '' : ` - ${step.title}`;
  const marks = [
    standingMark(around.standing, ink),
    step.onDemand ? '[on demand]' : '',
    step.optional ? '[optional]' : '',
  ];
  const head = `  ${number}. ${ink.bold(ink.text(step.id))}${ink.text(title)}`;
  return [
    [head, ...marks.filter(mark => mark !== '')].join(' '),
    ...(step.needs.length === 0 ? [] : [ink.stepField('needs', step.needs.join(', '))]),
    ...step.attempts.flatMap((attempt, rung) => attemptLines(attempt, rung, { artifacts: around.artifacts, ink })),
    ...step.passedOver.map(({ name, reason }) => ink.stepField('not here', `${name}: ${reason}`)),
    ...step.verify.map(check => ink.stepField('check', checkText(check))),
    ...Object.entries(step.exports).map(([name, value]) => ink.stepField('export', `${name}=${shown(value)}`)),
  ];
}

function standingMark(standing: PlannedStanding | undefined, ink: PlanInk): string {
  switch (standing?.kind) {
    case undefined:
    case 'on-demand':
      return '';
    case 'left-out':
      return '[left out]';
    case 'up-to-date':
      return ink.green(`[up to date, by ${ink.text(standing.attempt)}]`);
    case 'will-run':
      return ink.yellow(`[will run: ${standing.reason}]`);
  }
}

interface AttemptSurroundings extends Pick<StepSurroundings, 'artifacts'> {
  readonly ink: PlanInk;
}

function attemptLines(attempt: Attempt, rung: number, { artifacts, ink }: AttemptSurroundings): readonly string[] {
  const name = attempt.name === attempt.action ? attempt.name : `${attempt.name} (${attempt.action})`;
  const after = rung === 0 ? '' : `, after ${attempt.after.join(' or ')}`;
  const { unverified, locked } = attempt;
  const [limits, estimate] = [limitsText(attempt), estimateText(attempt)];
  return [
    ink.stepField(rung === 0 ? 'try' : 'else', `${name}${after}: ${attempt.description}`),
    ...(attempt.needs.length === 0 ? [] : [ink.attemptField('needs', attempt.needs.join(', '))]),
    ...valueLines(shortened(attempt), text => ink.text(text)).map((line, index) => {
      return ink.attemptField(index === 0 ? 'with' : '', '') + line;
    }),
    ...attempt.artifacts.flatMap(id => artifactLines(artifacts.get(id), ink)),
    ...(locked === undefined ? [] : [ink.attemptField('lock', lockText(locked))]),
    ...(unverified === undefined ? [] : [ink.yellow(ink.attemptField('unverified', unverified))]),
    ...Object.entries(attempt.env).map(([variable, value]) => ink.attemptField('env', `${variable}=${shown(value)}`)),
    ...(limits === '' ? [] : [ink.attemptField('limits', limits)]),
    ...(estimate === '' ? [] : [ink.attemptField('takes', `about ${estimate}`)]),
  ];
}

/** Every package with its hashes is for `--json`; the lock has them too. */
function shortened({ params, locked }: Attempt): Attempt['params'] {
  if (locked?.taken !== true) return params;
  const { explicit, packages, ...others } = params;
  return explicit === undefined ? others : { ...(packages !== undefined && { packages }), ...others };
}

function lockText({ packages, taken }: LockedList): string {
  const count = countText(packages.length, 'package');
  return taken ? `just the ${count} that the lock has, by their hashes` : `${count}; --locked takes just these`;
}

function artifactLines(artifact: PlannedArtifact | undefined, ink: PlanInk): readonly string[] {
  if (artifact === undefined) return [];
  const { sources, sha256, coveredBy = 'manifest', size } = artifact;
  return [
    ...sources.map(source => ink.attemptField('from', source)),
    ...(sha256 === undefined ? [] : [ink.attemptField('sha256', `${sha256} (${coveredBy})`)]),
    ...(size === undefined ? [] : [ink.attemptField('size', `${size} bytes (${bytesText(size)})`)]),
  ];
}

function estimateText({ estimateMinutes, estimateBytes }: Attempt): string {
  const parts = [
    estimateMinutes === undefined ? '' : roundDurationText(estimateMinutes * 60_000),
    estimateBytes === undefined ? '' : `${bytesText(estimateBytes).replace('.0 ', ' ')} of disk`,
  ];
  return parts.filter(part => part !== '').join(', ');
}

function limitsText({ timeout, retry }: Attempt): string {
  const { totalMs, silenceMs } = timeout;
  const limits = [
    totalMs === undefined ? '' : `at most ${roundDurationText(totalMs)}`,
    silenceMs === undefined ? '' : `at most ${roundDurationText(silenceMs)} of silence`,
    retry.times === 0 ? '' : `tried ${countText(retry.times, 'more time')} after ${roundDurationText(retry.delayMs)}`,
  ];
  return limits.filter(limit => limit !== '').join(', ');
}

function checkText(check: Check): string {
  switch (check.kind) {
    case 'run': {
      const argv = check.argv.map(word => quoted(shown(word))).join(' ');
      return check.prints === undefined ? argv : `${argv}, which prints ${check.prints}`;
    }
    case 'python':
      return `${quoted(shown(check.interpreter))} -c ${quoted(shown(check.code))}`;
    case 'file':
      return `${shown(check.path)} is there`;
  }
}

function shown(value: Value): string {
  const written = writtenValue(value);
  return typeof written === 'string' ? written : JSON.stringify(written);
}

/** A word that would not be read as one stands in quotes. */
function quoted(word: string): string {
  return /^[^\s"']+$/.test(word) ? word : JSON.stringify(word);
}
