import { closeSync, constants, futimesSync, linkSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchiveEntry } from './archive-entry.js';
import type { Decision } from './decide.js';

const NEW = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * What is unpacked, in a staging folder, until all of it is there. Written synchronously: for many small files
 * that takes a fraction of the time, and whoever has other things to do gives it a thread.
 */
export class StagedTree {
  readonly #folders = new Set<string>(['']);
  readonly #links: { readonly path: string; readonly target: string }[] = [];
  readonly #files: string[] = [];
  readonly tree: string;

  constructor(folder: string) {
    this.tree = join(folder, 'tree');
  }

  /** Files and links, as paths with slashes below the tree. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** Does what was decided; gives the file that is to be filled. Symbolic links wait for `finish`: until then the tree has none that a write could go through. */
  add(decision: Exclude<Decision, { do: 'refuse' }>, { modified }: ArchiveEntry): StagedFile | undefined {
    if (decision.do === 'mkdir') return void this.#makeFolder(decision.path);
    this.#makeFolder(decision.path.slice(0, Math.max(0, decision.path.lastIndexOf('/'))));
    this.#files.push(decision.path);
    if (decision.do === 'write')
      return new StagedFile(openSync(this.#at(decision.path), NEW, decision.executable ? 0o755 : 0o644), modified);
    if (decision.how === 'hard') linkSync(this.#at(decision.target), this.#at(decision.path));
    else this.#links.push(decision);
    return undefined;
  }

  finish(): void {
    for (const { path, target } of this.#links) symlinkSync(target, this.#at(path));
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

/** A file of the tree while it is written. */
export class StagedFile {
  constructor(
    private readonly fd: number,
    private readonly modified: number | undefined,
  ) {}

  write(piece: Buffer): void {
    for (let done = 0; done < piece.length;) done += writeSync(this.fd, piece, done);
  }

  /** All of it is there. */
  finish(): void {
    if (this.modified !== undefined) futimesSync(this.fd, this.modified, this.modified);
  }

  close(): void {
    closeSync(this.fd);
  }
}
