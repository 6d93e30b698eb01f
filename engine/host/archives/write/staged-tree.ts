import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import type { ArchiveEntry } from '../archive-entry.js';
import type { Decision } from './decide.js';
import type { FileHelpers } from './file-helpers.js';
import { StagedFile, type FileToFill } from './staged-file.js';

/**
 * What is unpacked, in a staging folder, until all of it is there. Written synchronously: for many small files
 * that takes a fraction of the time, and whoever has other things to do gives it a thread.
 */
export class StagedTree {
  readonly #folders = new Set<string>(['']);
  readonly #links: { readonly path: string; readonly target: string }[] = [];
  readonly #files: string[] = [];

  constructor(
    readonly tree: string,
    private readonly helpers: FileHelpers | undefined,
  ) {}

  /** Files and links, as paths with slashes below the tree. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** Does what was decided; gives the file that is to be filled. Symbolic links wait for `finish`: until then the tree has none that a write could go through. */
  add(decision: Exclude<Decision, { do: 'refuse' }>, { modified, size }: ArchiveEntry): FileToFill | undefined {
    if (decision.do === 'mkdir') return void this.#makeFolder(decision.path);
    this.#makeFolder(decision.path.slice(0, Math.max(0, decision.path.lastIndexOf('/'))));
    this.#files.push(decision.path);
    if (decision.do === 'write') {
      const file = { path: decision.path, executable: decision.executable, modified };
      return this.helpers?.take(file, size) ?? new StagedFile(this.tree, file);
    }
    if (decision.how === 'hard') this.#linkHard(decision);
    else this.#links.push(decision);
    return undefined;
  }

  finish(): void {
    this.helpers?.settle();
    for (const { path, target } of this.#links) symlinkSync(target, this.#at(path));
  }

  /** The file that it leads to may not be written yet. */
  #linkHard({ path, target }: { readonly path: string; readonly target: string }): void {
    this.helpers?.settle();
    linkSync(this.#at(target), this.#at(path));
  }

  #at(path: string): string {
    return `${this.tree}/${path}`;
  }

  #makeFolder(path: string): void {
    if (this.#folders.has(path)) return;
    this.#makeFolder(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    mkdirSync(this.#at(path), { mode: 0o755 });
    this.#folders.add(path);
  }
}
