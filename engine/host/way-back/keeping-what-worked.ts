import { isAbsolute, join, relative, sep } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { StepRecord } from '../../model/journal.js';
import type { Keeping } from '../../model/keeping.js';
import type { Files } from '../../model/ports.js';
import { systemCode } from '../system-code.js';
import { cloneTree } from './clone-tree.js';
import { readKept, storedAt, writeKept, type Kept } from './kept-store.js';

export interface KeepingScene {
  readonly root: string;
  readonly stateFolder: string;
  readonly staging: string;
  readonly files: Files;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** The run whose work stands and is to come back should this one fail, and its records. */
  readonly good: string;
  readonly records: ReadonlyMap<string, StepRecord>;
  /** Folders that steps made as a whole. */
  readonly owned: ReadonlySet<string>;
  /** Files that belong to all of it, such as the hand-over's. */
  readonly always: readonly string[];
}

/** Keeps each thing once, before its first change; what an earlier run of the same way kept counts. */
class KeepingWhatWorked implements Keeping {
  readonly #scene: KeepingScene;
  readonly #units = new Set<string>();
  #kept: Kept | undefined;
  /** Steps run side by side; what they keep is kept one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(scene: KeepingScene, kept: Kept | undefined) {
    this.#scene = scene;
    this.#kept = kept;
    for (const unit of kept?.units ?? []) this.#units.add(unit);
  }

  beforeChange(step: string, paths: readonly string[]): Promise<Result<undefined, Failure>> {
    return this.#inTurn(async () => {
      for (const path of this.#touched(step, paths)) {
        const kept = await this.#keep(path, (from, aside) => this.#clone(from, aside));
        if (!kept.ok) return kept;
      }
      return ok();
    });
  }

  takeOver(folder: string, aside: string): Promise<Result<boolean, Failure>> {
    return this.#inTurn(async () => {
      const { owned, files } = this.#scene;
      const isKnown = [...this.#scene.records.values()].some(({ made }) => made.files.includes(folder));
      if (!isKnown || !owned.has(folder) || (await this.#isStored(this.#unitOf(folder)))) return ok(false);
      const kept = await this.#keep(folder, (_, stored) => files.move(aside, stored));
      return kept.ok ? ok(true) : kept;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Whole folders that a change reaches into, and the step's own files outside them. */
  #touched(step: string, paths: readonly string[]): readonly string[] {
    const { records, owned } = this.#scene;
    const made = [...records.values()].flatMap(record => record.made.files);
    const folders = made.filter(path => owned.has(path));
    const reached = folders.filter(folder => paths.some(path => holds(folder, path) || holds(path, folder)));
    const own = records.get(step)?.made.files ?? [];
    const files = own.filter(path => !folders.some(folder => holds(folder, path)));
    return [...new Set([...reached, ...files])].filter(path => isBelow(this.#scene.root, path));
  }

  /** Said first, done then: a thing that is named and not stored is as it was. */
  async #keep(
    path: string,
    put: (from: string, to: string) => Promise<Result<undefined, Failure>>,
  ): Promise<Result<undefined, Failure>> {
    const unit = this.#unitOf(path);
    if (this.#units.has(unit) && (await this.#isStored(unit))) return ok();
    if (this.#kept === undefined) {
      this.#kept = { run: this.#scene.good, at: this.#scene.now(), units: [] };
      for (const file of this.#scene.always) {
        const kept = await this.#keep(file, (from, to) => this.#clone(from, to));
        if (!kept.ok) return kept;
      }
    }
    this.#units.add(unit);
    const { stateFolder, good, files } = this.#scene;
    const kept = { ...this.#kept, units: [...this.#units] };
    const said = await writeKept(stateFolder, good, { kept, files });
    return said.ok ? put(path, storedAt(stateFolder, good, unit)) : said;
  }

  async #clone(from: string, to: string): Promise<Result<undefined, Failure>> {
    const { files, staging, signal } = this.#scene;
    if ((await files.stat(from)) === undefined) return ok();
    const aside = join(staging, 'kept');
    const cleared = await files.remove(aside);
    if (!cleared.ok) return cleared;
    const made = await files.makeFolder(staging);
    if (!made.ok) return made;
    try {
      await cloneTree(from, aside, signal);
    } catch (error) {
      if (signal.aborted) return err({ kind: 'cancelled' });
      return err({ kind: 'file', operation: 'keep a copy of', path: from, code: systemCode(error) });
    }
    return files.move(aside, to);
  }

  async #isStored(unit: string): Promise<boolean> {
    const { files, stateFolder, good } = this.#scene;
    return (await files.stat(storedAt(stateFolder, good, unit))) !== undefined;
  }

  #unitOf(path: string): string {
    return relative(this.#scene.root, path);
  }
}

/** What is kept of the run whose work stands, should a run that was cut short have begun to change it. */
export async function openKeeping(scene: KeepingScene): Promise<KeepingWhatWorked> {
  return new KeepingWhatWorked(scene, await readKept(scene.stateFolder, scene.good));
}

/** Whether a path is a folder's, or the folder itself. */
export function holds(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
