import type { JournalEntry, RunEnd } from '../../model/journal.js';
import { madePaths } from '../../remove/made-paths.js';
import { JournalState, startOf, stateAfter } from './journal-state.js';

export interface SumScene {
  /** Runs at whose end things stood as something that may come back. */
  readonly kept: ReadonlySet<string>;
  /** How a path that was made stands now: its stamp (`stamp.ts`). */
  readonly standsAs: (path: string) => string;
  readonly at: number;
}

/**
 * One entry that says of the past all that may be asked for again: how things stand, how they stood at the end of each
 * run that may come back, and what was made and may still be there. Undefined while a run is under way.
 */
export function summedUp(entries: readonly JournalEntry[], scene: SumScene): JournalEntry | undefined {
  const newest = entries.at(-1)?.type;
  const { at: now, good } = new JournalState(entries);
  // only then things stand as they stood at some run's end
  if ((newest !== 'run-finished' && newest !== 'went-back') || now === undefined) return undefined;
  const wanted = [...scene.kept, ...(good === undefined ? [] : [good]), now];
  const ends = wanted.flatMap(run => withGood(entries, run)).filter(({ started }) => started.run !== now);
  const all = [...byRun(ends), ...withGood(entries, now).slice(-1)];
  if (all.at(-1)?.started.run !== now) return undefined;
  return { type: 'summed-up', at: scene.at, ends: all, made: stillMade(entries, all, scene) };
}

/** The end of a run, after that of the run whose work was in use then. */
function withGood(entries: readonly JournalEntry[], run: string): readonly RunEnd[] {
  const started = startOf(entries, run);
  const state = stateAfter(entries, run);
  if (started === undefined || state.at !== run) return [];
  const before = state.good === undefined || state.good === run ? [] : withGood(entries, state.good);
  return [...before, state.end(started)];
}

function byRun(ends: readonly RunEnd[]): readonly RunEnd[] {
  return [...new Map(ends.map(end => [end.started.run, end])).values()];
}

/** Of each path the stamps that it has, or would have again; one that is gone and cannot come back is forgotten. */
function stillMade(
  entries: readonly JournalEntry[],
  ends: readonly RunEnd[],
  { standsAs }: SumScene,
): Readonly<Record<string, readonly string[]>> {
  const wanted = madePaths(ends.flatMap(({ last }) => last.map(record => ({ type: 'step-done', record }) as const)));
  const still: Record<string, readonly string[]> = {};
  for (const [path, stamps] of madePaths(entries)) {
    const now = standsAs(path);
    if (now === 'gone' && !wanted.has(path)) continue;
    still[path] = [...stamps].filter(stamp => stamp === now || wanted.get(path)?.has(stamp) === true);
  }
  return still;
}
