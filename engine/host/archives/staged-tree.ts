import { constants } from 'node:fs';
import { link, mkdir, open, rm, symlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { ArchiveEntry } from './archive-entry.js';
import type { Decision } from './decide.js';

const NEW = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/** What is unpacked, in a private folder of its own, until all of it is there. */
export class StagedTree {
  readonly #folders = new Set<string>(['']);
  readonly #links: { readonly path: string; readonly target: string }[] = [];
  readonly #files: string[] = [];

  private constructor(
    /** Holds the tree, and what is moved out of its way later. */
    readonly folder: string,
  ) {}

  /** Makes a fresh folder in `parent` that nobody else can look into. */
  static async create(parent: string): Promise<StagedTree> {
    const folder = join(parent, `.unpack-${process.pid}-${randomBytes(6).toString('hex')}`);
    await mkdir(folder, { mode: 0o700 });
    const staged = new StagedTree(folder);
    await mkdir(staged.tree, { mode: 0o755 });
    return staged;
  }

  get tree(): string {
    return join(this.folder, 'tree');
  }

  /** Files and links, as paths with slashes below the tree. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** Does what was decided. Symbolic links wait for `finish`: until then the tree has none that a write could go through. */
  async add(decision: Exclude<Decision, { do: 'refuse' }>, entry: ArchiveEntry): Promise<void> {
    if (decision.do === 'mkdir') return this.#makeFolder(decision.path);
    await this.#makeFolder(decision.path.split('/').slice(0, -1).join('/'));
    this.#files.push(decision.path);
    if (decision.do === 'write') return this.#write(decision.path, decision.executable, entry);
    if (decision.how === 'hard') return link(this.#at(decision.target), this.#at(decision.path));
    this.#links.push(decision);
  }

  async finish(): Promise<void> {
    for (const { path, target } of this.#links) await symlink(target, this.#at(path));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  }

  #at(path: string): string {
    return join(this.tree, path);
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    const parent = dirname(path);
    await this.#makeFolder(parent === '.' ? '' : parent);
    await mkdir(this.#at(path), { mode: 0o755 });
    this.#folders.add(path);
  }

  async #write(path: string, executable: boolean, entry: ArchiveEntry): Promise<void> {
    const file = await open(this.#at(path), NEW, executable ? 0o755 : 0o644);
    try {
      for await (const piece of entry.body()) await file.writeFile(piece);
      if (entry.modified !== undefined) await file.utimes(entry.modified, entry.modified);
    } finally {
      await file.close();
    }
  }
}
