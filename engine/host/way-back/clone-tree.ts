import { constants, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, readlink, symlink, utimes } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** From this size on a file is linked: tools replace such files, they do not write into them. */
const BIG = 64 * 1024;
/** What tools append to or rewrite in its place, however big it is: a link would change with it. */
const WRITTEN_IN_PLACE = /^\.(pth|log|db|sqlite3?|jsonl?|txt|cfg|ini|toml|ya?ml|lock|pyc)$/i;
const NAMES_WRITTEN_IN_PLACE: readonly string[] = ['history', 'RECORD'];
const AT_ONCE = 16;

/**
 * A second copy of a file or a folder, as cheap as the file system allows: shared blocks where it has them, else a hard
 * link for what is big and only ever replaced, and a real copy of the rest. Links stay links; times are kept, since
 * Python holds what it compiled against them.
 */
export async function cloneTree(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const clone = new Clone(signal);
  await clone.entry(from, to);
  await clone.end();
}

class Clone {
  readonly #signal: AbortSignal | undefined;
  readonly #working = new Set<Promise<void>>();
  #shares: boolean | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  async entry(from: string, to: string): Promise<void> {
    const stat = await lstat(from);
    if (stat.isDirectory()) {
      await mkdir(to, { mode: stat.mode & 0o777 });
      for (const name of await readdir(from)) await this.entry(join(from, name), join(to, name));
      return;
    }
    if (stat.isSymbolicLink()) return symlink(await readlink(from), to);
    // sockets and pipes are of one process's life
    if (stat.isFile()) await this.#start(() => this.#file(from, to, stat));
  }

  async end(): Promise<void> {
    await Promise.all(this.#working);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #start(work: () => Promise<void>): Promise<void> {
    this.#signal?.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure.error;
    const working: Promise<void> = work()
      .catch((error: unknown) => void (this.#failure ??= { error }))
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
    if (this.#working.size >= AT_ONCE) await Promise.race(this.#working);
  }

  async #file(from: string, to: string, { size, atimeMs, mtimeMs }: Stats): Promise<void> {
    if (this.#shares !== false) {
      this.#shares = await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE).then(
        () => true,
        () => false,
      );
      if (this.#shares) return keepTimes(to, { atimeMs, mtimeMs });
    }
    if (size >= BIG && !isWrittenInPlace(from)) {
      // another volume, a file system without links, or too many of them: then a copy
      const linked = await link(from, to).then(
        () => true,
        () => false,
      );
      if (linked) return;
    }
    await copyFile(from, to);
    await keepTimes(to, { atimeMs, mtimeMs });
  }
}

/**
 * The same millisecond, whatever becomes of the fraction on the way through a floating-point number of seconds: a file
 * whose stamp differs counts as changed. Whole seconds are exact.
 */
function keepTimes(path: string, { atimeMs, mtimeMs }: Pick<Stats, 'atimeMs' | 'mtimeMs'>): Promise<void> {
  const seconds = mtimeMs % 1000 === 0 ? mtimeMs / 1000 : (Math.floor(mtimeMs) + 0.5) / 1000;
  return utimes(path, atimeMs / 1000, seconds);
}

function isWrittenInPlace(path: string): boolean {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return WRITTEN_IN_PLACE.test(extname(name)) || NAMES_WRITTEN_IN_PLACE.includes(name);
}
