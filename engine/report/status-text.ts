import type { StepRecord } from '../model/journal.js';
import type { Plan } from '../model/plan.js';
import type { Standing } from '../model/standing.js';

export interface Stands {
  readonly standing: ReadonlyMap<string, Standing>;
  readonly records: ReadonlyMap<string, StepRecord>;
  /** Who works on the root meanwhile. */
  readonly running?: { readonly words: string };
}

/** What stands in a root, a line a step: done by which attempt and when, or what would run and why. */
export function statusText(plan: Plan, { standing, records, running }: Stands): string {
  const width = Math.max(...plan.steps.map(({ id }) => id.length), 0);
  const lines = plan.steps.map(({ id }) => `  ${id.padEnd(width)}  ${wordsFor(standing.get(id), records.get(id))}`);
  return [
    `${plan.title}: ${plan.platform}, profile ${plan.profile}`,
    `root ${plan.root}`,
    ...lines,
    closing(standing),
    ...(running === undefined ? [] : [`another run works here: ${running.words}`]),
  ].join('\n');
}

function wordsFor(standing: Standing | undefined, record: StepRecord | undefined): string {
  switch (standing?.kind) {
    case 'up-to-date':
      return record === undefined ? 'done' : `done by "${record.attempt}", ${timeText(record.at)}`;
    case 'will-run':
      return `would run: ${standing.reason}`;
    case 'on-demand':
    case undefined:
      return 'only when another step needs it';
  }
}

function closing(standing: ReadonlyMap<string, Standing>): string {
  const toRun = [...standing.values()].filter(({ kind }) => kind === 'will-run').length;
  return toRun === 0 ? 'complete: nothing would run' : `not complete: ${toRun} would run`;
}

function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
