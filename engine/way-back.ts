import { ownedFolders, settleClaims } from './actions/owned-folder.js';
import { HAND_OVER } from './hand-over.js';
import { ok, type Result } from './base/result.js';
import { clock } from './host/clock.js';
import { digest } from './host/digest.js';
import type { OpenJournal } from './host/journal/journal.js';
import { JournalState, stateAfter } from './host/journal/journal-state.js';
import { paths } from './host/files/paths.js';
import { stagingFolder } from './host/tidy-up.js';
import { endExchange, exchange, type ExchangeScene } from './host/way-back/exchange.js';
import { holds, isBelow, openKeeping } from './host/way-back/keeping-what-worked.js';
import { ASIDE, keptBefore, keptFolder, readKept, type Kept } from './host/way-back/kept-store.js';
import type { Failure } from './model/failure.js';
import type { Keeping } from './model/keeping.js';
import { standing } from './model/keys.js';
import type { RunSummary } from './model/outcome.js';
import type { Plan } from './model/plan.js';
import type { Files } from './model/ports.js';

/*
 * What a run that fails leaves.
 *
 * A first install has nothing to lose: what is done stays, and the next run goes on from there. Once a run has ended
 * well, what it made is in use. A later run keeps that before it changes it, and when it fails or is interrupted, the
 * environment that worked is put back at once, by renames, with its journal. What the failed run had done by then is
 * not lost: it is put aside, and the next run takes it up again where that leaves it less to do. A run that was killed
 * could put nothing back: the next one goes on with it, and still has what worked; so has `rollback`.
 */

export interface WayBackScene {
  readonly plan: Plan;
  readonly stateFolder: string;
  readonly files: Files;
  readonly journal: OpenJournal;
  readonly signal: AbortSignal;
  /** How many earlier environments stay once a run has ended well. */
  readonly keep: number;
  readonly onNotice: (text: string) => void;
}

export interface WayBack {
  /** Absent where nothing is in use yet. */
  readonly keeping?: Keeping;
  /** Once the run has ended: true when what worked before was put back. */
  settle(summary: RunSummary): Promise<Result<boolean, Failure>>;
}

/** Before a run: ends what was cut short, takes up what a failed run had done, and stands ready to keep what works. */
export async function openWayBack(scene: WayBackScene): Promise<Result<WayBack, Failure>> {
  const { journal, stateFolder, plan, files } = scene;
  const place: ExchangeScene = { root: plan.root, stateFolder, files, journal };
  const ended = await endExchange(place);
  if (!ended.ok) return ended;
  const { good } = new JournalState(journal.history());
  if (good === undefined) return ok({ settle: async () => ok(false) });
  const taken = await takeUp(good, scene, place);
  if (!taken.ok) return taken;
  await settleClaims({ ...place, paths });
  const keeping = await openKeeping({
    root: plan.root,
    stateFolder,
    staging: stagingFolder(stateFolder),
    files,
    signal: scene.signal,
    now: () => clock.now(),
    good,
    records: stateAfter(journal.history(), good).records,
    owned: await ownedFolders({ files, paths, root: plan.root, stateFolder }),
    always: HAND_OVER.map(name => paths.join(stateFolder, name)),
  });
  return ok({ keeping, settle: summary => settle(good, summary, { scene, place }) });
}

/** Only where what stands is unchanged, since that is what was put aside fits to. */
async function takeUp(good: string, scene: WayBackScene, place: ExchangeScene): Promise<Result<undefined, Failure>> {
  const { stateFolder, plan, journal } = scene;
  const aside = await readKept(stateFolder, ASIDE);
  if (aside === undefined || (await readKept(stateFolder, good)) !== undefined) return ok();
  const toDo = (records: Parameters<typeof standing>[1]) =>
    [...standing(plan, records, digest).values()].filter(({ kind }) => kind === 'will-run').length;
  if (toDo(stateAfter(journal.history(), aside.run).records) >= toDo(journal.records())) return ok();
  scene.onNotice(`going on with what the run ${aside.run} had done`);
  return change({ from: ASIDE, kept: aside, into: good, leaving: good }, place, journal);
}

async function settle(
  good: string,
  summary: RunSummary,
  { scene, place }: { readonly scene: WayBackScene; readonly place: ExchangeScene },
): Promise<Result<boolean, Failure>> {
  const { stateFolder, files } = scene;
  if (summary.result !== 'succeeded') {
    const kept = await readKept(stateFolder, good);
    if (kept === undefined) return ok(false);
    const back = await change({ from: good, kept, into: ASIDE, leaving: summary.run }, place, scene.journal);
    return back.ok ? ok(true) : back;
  }
  const stale = (await keptBefore(stateFolder)).slice(scene.keep).map(({ run }) => run);
  if (summary.steps.some(({ outcome }) => outcome.kind === 'succeeded')) stale.push(ASIDE);
  // what cannot be removed now is removed by a later run
  for (const name of stale) await files.remove(keptFolder(stateFolder, name));
  return ok(false);
}

/** One way or the other: what is kept comes into its place, what stands goes into the store. */
export async function change(
  way: { readonly from: string; readonly kept: Kept; readonly into: string; readonly leaving: string },
  place: ExchangeScene,
  journal: OpenJournal,
): Promise<Result<undefined, Failure>> {
  const { from, kept, into, leaving } = way;
  const units = kept.units;
  const extras = extrasOf(place.root, units, journal, kept.run);
  const changed = await exchange({ from, to: kept.run, into, leaving, units, extras, at: clock.now() }, place);
  if (changed.ok) await settleClaims({ ...place, paths });
  return changed;
}

/** What was made since, and was not there then: it goes as well, so that the tree is as it was. */
function extrasOf(root: string, units: readonly string[], journal: OpenJournal, run: string): readonly string[] {
  const filesOf = (records: ReturnType<OpenJournal['last']>) => [...records.values()].flatMap(({ made }) => made.files);
  const then = filesOf(stateAfter(journal.history(), run).last);
  const changing = units.map(unit => paths.join(root, unit));
  const since = filesOf(journal.last()).filter(
    path =>
      isBelow(root, path) &&
      !then.some(other => holds(path, other) || holds(other, path)) &&
      !changing.some(unit => holds(unit, path)),
  );
  return [...new Set(since)].map(path => paths.relative(root, path));
}
