import type { FailedAttempt, RunSummary, StepSummary } from '../model/outcome.js';
import { diagnosisLines } from './diagnosis-lines.js';
import { countText, durationText } from './amount.js';
import { failureLine, failureText, howItEnded } from './failure-text.js';
import { stepName } from './step-name.js';

export interface SummaryOptions {
  readonly title: string;
  /** Where the hand-over file is; absent when none was written. */
  readonly handOver?: string;
  readonly logs: string;
  /** The words that lead the three last lines of a run that failed are in colour. */
  readonly color?: boolean;
}

/** The last words of a run: what was done, which fallback was taken and why, what is unverified, what to do next. */
export function summaryText(summary: RunSummary, options: SummaryOptions): readonly string[] {
  const essence = essenceOf(summary);
  return [
    `${options.title}: ${headline(summary)}`,
    ...fallbackLines(summary),
    ...unverifiedLines(summary),
    ...failedLines(summary, essence).filter(line => line !== `  ${HELP}${essence?.remedy}`),
    ...closingLines(summary, options),
    ...(essence === undefined ? [] : essenceLines(essence, options)),
  ];
}

function headline(summary: RunSummary): string {
  const count = (kind: string) => summary.steps.filter(step => step.outcome.kind === kind).length;
  const [done, standing, time] = [count('succeeded'), count('up-to-date'), durationText(summary.ms)];
  switch (summary.result) {
    case 'succeeded':
      return done === 0
        ? `nothing to do, ${countText(standing, 'step')} up to date (${time})`
        : `installed, ${countText(done, 'step')} done, ${standing} up to date (${time})`;
    case 'failed': {
      const failed = summary.steps.filter(step => step.outcome.kind === 'failed' && !step.optional).length;
      return `not installed, ${countText(failed, 'step')} failed, ${count('blocked')} blocked, ${done} done, ${standing} up to date (${time})`;
    }
    case 'cancelled':
      return `interrupted, ${countText(done, 'step')} done, ${standing} up to date (${time})`;
  }
}

function fallbackLines({ steps }: RunSummary): readonly string[] {
  return steps.flatMap(({ id, outcome }) => {
    if (outcome.kind !== 'succeeded' || outcome.ladder.length === 0) return [];
    return [
      `  ${id}: by the fallback "${outcome.attempt}", because`,
      ...outcome.ladder.map(failed => `    ${howItEnded(failed)}: ${failureLine(failed.failure)}`),
    ];
  });
}

function unverifiedLines({ steps }: RunSummary): readonly string[] {
  const stepsBy = new Map<string, string[]>();
  for (const { id, unverified } of steps) {
    for (const what of unverified) stepsBy.set(what, [...(stepsBy.get(what) ?? []), id]);
  }
  const lines = [...stepsBy].map(([what, ids]) => `    ${what}: ${ids.join(', ')}`);
  return lines.length === 0 ? [] : ['  unverified, since no hash covers it:', ...lines];
}

/** What failed and what that blocked; after all of it, each remedy once. */
function failedLines({ steps }: RunSummary, essence: Essence | undefined): readonly string[] {
  const lines = steps.flatMap(step => {
    if (step.outcome.kind === 'blocked') return [`  blocked: ${step.id}, by ${step.outcome.by}`];
    if (step === essence?.step && isAllSaidBy(essence)) return step.log === undefined ? [] : [`  log: ${step.log}`];
    return step.outcome.kind === 'failed' ? failedStepLines(step, step.outcome.ladder) : [];
  });
  const isHelp = (line: string) => line.trimStart().startsWith(HELP);
  const remedies = new Set(lines.filter(isHelp).map(line => line.trimStart()));
  return [...lines.filter(line => !isHelp(line)), ...[...remedies].map(remedy => `  ${remedy}`)];
}

/** Whether the last lines alone tell why a step failed: the one attempt at it left no other evidence. */
function isAllSaidBy({ step: { outcome }, isAlone, why, remedy }: Essence): boolean {
  const [rung, ...others] = outcome.kind === 'failed' ? outcome.ladder : [];
  if (!isAlone || rung === undefined || others.length > 0) return false;
  const said = new Set([why, `${HELP}${remedy}`]);
  return [...failureText(rung.failure), ...diagnosisLines(rung)].every(line => said.has(line));
}

function failedStepLines(step: StepSummary, ladder: readonly FailedAttempt[]): readonly string[] {
  return [
    `  failed: ${stepName(step, ', ')}${step.optional ? ' (optional)' : ''}`,
    ...ladder.flatMap(({ attempt, failure, ...said }) => [
      `    "${attempt}":`,
      ...failureText(failure).map(line => `      ${line}`),
      ...diagnosisLines(said).map(line => `      ${line}`),
    ]),
    ...(step.log === undefined ? [] : [`    log: ${step.log}`]),
  ];
}

function closingLines(summary: RunSummary, { handOver, logs }: SummaryOptions): readonly string[] {
  switch (summary.result) {
    case 'succeeded':
      return [
        ...(handOver === undefined ? [] : [`  environment: ${handOver}`]),
        // of what was only looked at there is no log
        ...(summary.steps.some(({ outcome }) => outcome.kind === 'succeeded') ? [`  logs: ${logs}`] : []),
      ];
    case 'failed':
      return [`  logs: ${logs}`];
    case 'cancelled':
      return [`  logs: ${logs}`, '  next: run the same command again to go on: what is done is kept'];
  }
}

/** The three things that whoever reads only the end has to know of a failed run. */
interface Essence {
  readonly step: StepSummary;
  /** Whether it is the only one that failed. */
  readonly isAlone: boolean;
  readonly what: string;
  readonly why: string;
  /** Undefined where none is known. */
  readonly remedy: string | undefined;
}

/** Of the step that failed first, and of the last attempt at it: the earlier ones only gave way to it. */
function essenceOf({ result, steps }: RunSummary): Essence | undefined {
  if (result !== 'failed') return undefined;
  const failed = steps.filter(({ outcome, optional }) => outcome.kind === 'failed' && !optional);
  const [step] = failed;
  const rung = step?.outcome.kind === 'failed' ? step.outcome.ladder.at(-1) : undefined;
  if (step === undefined || rung === undefined) return undefined;
  const lines = [...diagnosisLines(rung), ...failureText(rung.failure)];
  const said = (mark: string) => lines.find(line => line.startsWith(mark))?.slice(mark.length);
  const more = failed.length === 1 ? '' : `, and ${countText(failed.length - 1, 'more step')}`;
  return {
    step,
    isAlone: failed.length === 1,
    what: `${stepName(step, ', ')}${more}`,
    why: said('cause: ') ?? failureLine(rung.failure),
    remedy: said(HELP),
  };
}

function essenceLines(
  { what, why, remedy = 'mend what is named above' }: Essence,
  { color = false }: Pick<SummaryOptions, 'color'>,
): readonly string[] {
  const lead = (code: number, word: string) => (color ? `\u001b[${code}m${word}\u001b[0m` : word);
  return [
    `  ${lead(RED, 'failed:')} ${what}`,
    `  ${lead(RED, 'because:')} ${why}`,
    `  ${lead(GREEN, 'next:')} ${remedy.includes(AGAIN) ? remedy : `${remedy}; then ${AGAIN}: what is done is kept`}`,
  ];
}

const [RED, GREEN] = [31, 32];

const AGAIN = 'run the same command again';

const HELP = 'help: ';
