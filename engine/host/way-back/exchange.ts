import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Journal } from '../../model/journal.js';
import type { Files } from '../../model/ports.js';
import { systemCode } from '../system-code.js';
import { keptFolder, readJson, readKept, storedAt, writeKept } from './kept-store.js';

/** What is to change places: written down before anything moves, so that a run that is killed meanwhile can be ended. */
export interface Exchange {
  /** What comes back: its name in the store. */
  readonly from: string;
  /** The run whose end that is. */
  readonly to: string;
  /** Under which name what stands now is put away, and the run whose end it is. */
  readonly into: string;
  readonly leaving: string;
  readonly units: readonly string[];
  /** Paths that stand now and did not then. */
  readonly extras: readonly string[];
  readonly at: number;
}

export interface ExchangeScene {
  readonly root: string;
  readonly stateFolder: string;
  readonly files: Files;
  readonly journal: Journal;
}

const NEXT = 'next';

/** Puts a kept environment in its place, and what stands there away. Renames only: it takes no time, whatever the size. */
export async function exchange(plan: Exchange, scene: ExchangeScene): Promise<Result<undefined, Failure>> {
  const { files, stateFolder } = scene;
  const cleared = await files.remove(keptFolder(stateFolder, NEXT));
  if (!cleared.ok) return cleared;
  const written = await files.writeText(intentOf(stateFolder), `${JSON.stringify(plan)}\n`);
  return written.ok ? carryOut(plan, scene) : written;
}

/** Ends an exchange that was cut short; true when there was one. */
export async function endExchange(scene: ExchangeScene): Promise<Result<boolean, Failure>> {
  const plan = await readJson<Exchange>(intentOf(scene.stateFolder));
  if (plan === undefined) return ok(false);
  const done = await carryOut(plan, scene);
  return done.ok ? ok(true) : done;
}

/** Whether one was cut short. */
export async function isExchanging(stateFolder: string): Promise<boolean> {
  return stat(intentOf(stateFolder)).then(
    () => true,
    error => systemCode(error) !== 'ENOENT',
  );
}

function intentOf(stateFolder: string): string {
  return join(stateFolder, 'exchange.json');
}

/** Each move is told from what it leaves behind, so to do all of it again is to do the rest. */
async function carryOut(plan: Exchange, scene: ExchangeScene): Promise<Result<undefined, Failure>> {
  const { files, stateFolder, journal } = scene;
  const { into, leaving, at, units, extras } = plan;
  // what was put away before under this name is gone only once what replaces it is whole
  const isMoved = (await readKept(stateFolder, into))?.at === at;
  if (!isMoved) {
    for (const unit of units) {
      const swapped = await swap(unit, plan.from, scene);
      if (!swapped.ok) return swapped;
    }
    for (const extra of extras) {
      const moved = await putAway(extra, scene);
      if (!moved.ok) return moved;
    }
    const kept = { run: leaving, at, units: [...units, ...extras] };
    const indexed = await writeKept(stateFolder, NEXT, { kept, files });
    if (!indexed.ok) return indexed;
    const said = await journal.append({ type: 'went-back', to: plan.to, at });
    if (!said.ok) return said;
    for (const name of [plan.from, into]) {
      const removed = await files.remove(keptFolder(stateFolder, name));
      if (!removed.ok) return removed;
    }
    const moved = await files.move(keptFolder(stateFolder, NEXT), keptFolder(stateFolder, into));
    if (!moved.ok) return moved;
  }
  return files.remove(intentOf(stateFolder));
}

async function swap(unit: string, from: string, scene: ExchangeScene): Promise<Result<undefined, Failure>> {
  const { root, stateFolder, files } = scene;
  const stored = storedAt(stateFolder, from, unit);
  if ((await files.stat(stored)) === undefined) return ok();
  const away = await putAway(unit, scene);
  return away.ok ? files.move(stored, join(root, unit)) : away;
}

async function putAway(unit: string, { root, stateFolder, files }: ExchangeScene): Promise<Result<undefined, Failure>> {
  const place = join(root, unit);
  const away = storedAt(stateFolder, NEXT, unit);
  const isAway = (await files.stat(away)) !== undefined;
  return isAway || (await files.stat(place)) === undefined ? ok() : files.move(place, away);
}
