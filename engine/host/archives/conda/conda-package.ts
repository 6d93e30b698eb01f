import type { ArchiveEntry } from '../archive-entry.js';
import { BrokenArchive } from '../broken-archive.js';
import { safePath } from '../member-name.js';
import type { Selection } from '../selection.js';
import { checkListed, type Taken } from './check-listed.js';
import { INDEX, INFO_MEMBERS, packageFacts, type PackageFacts } from './package-facts.js';
import { relocate } from './relocate.js';

/** Spares the rest of them a closer look. */
const MAY_BE_INFO = /info/;
const LARGEST_INFO = 32 * 2 ** 20;

/** What a conda package says of its files, gathered while it is unpacked, and held against them in the end. */
export class CondaPackage {
  readonly #format: 'conda' | 'tar.bz2';
  readonly #info = new Map<string, Buffer>();
  readonly #seen = new Set<string>();
  readonly #taken = new Map<string, Taken>();
  #facts: PackageFacts | undefined;

  constructor(format: 'conda' | 'tar.bz2') {
    this.#format = format;
  }

  /** The same members; what is told about the package is kept, whether it is taken or not. */
  *reading(entries: Iterable<ArchiveEntry>): Generator<ArchiveEntry> {
    for (const entry of entries) {
      const info = this.#infoIn(entry);
      if (info === undefined) {
        yield entry;
        continue;
      }
      if (entry.size > LARGEST_INFO) throw new BrokenArchive(`it is larger than ${LARGEST_INFO} bytes`, entry.name);
      const bytes = whole(info.body);
      this.#info.set(info.path, bytes);
      yield { ...entry, body: () => [bytes] };
    }
  }

  #infoIn(entry: ArchiveEntry): { readonly path: string; readonly body: Iterable<Buffer> } | undefined {
    if (entry.type !== 'file' || !MAY_BE_INFO.test(entry.name)) return undefined;
    const path = safePath(entry.name);
    if (!path.ok || !INFO_MEMBERS.has(path.value)) return undefined;
    return { path: path.value, body: entry.body() };
  }

  /** The same choice, of which is noted what was taken, and where to. */
  noting(selection: Selection): Selection {
    return {
      isWhole: selection.isWhole,
      place: (path, kind) => {
        const place = selection.place(path, kind);
        this.#seen.add(path);
        if (place !== undefined) this.#taken.set(path, { kind, place });
        return place;
      },
      missing: () => {
        const missing = selection.missing();
        if (missing === undefined || this.#read()?.isNoarchPython !== true) return missing;
        return `${missing}; it is a noarch python package, whose modules lie in site-packages at its top`;
      },
    };
  }

  /** Checks what was unpacked into `tree`, and makes it fit for where it goes. Gives what a user should know. */
  async settle(
    tree: string,
    { into, rest }: { readonly into: string; readonly rest: () => void },
  ): Promise<readonly string[]> {
    const facts = this.#read();
    if (facts === undefined) return [];
    await checkListed(facts, { tree, seen: this.#seen, taken: this.#taken }, { rest });
    const kept = await relocate(facts, { tree, taken: this.#taken }, { into, rest });
    return [...kept, ...this.#leftUndone(facts)];
  }

  /** Undefined for what is no package: a .tar.bz2 may hold anything. */
  #read(): PackageFacts | undefined {
    if (this.#format === 'tar.bz2' && !this.#info.has(INDEX)) return undefined;
    return (this.#facts ??= packageFacts(this.#info));
  }

  #leftUndone({ isNoarchPython }: PackageFacts): readonly string[] {
    const places = [...this.#taken.values()].map(({ place }) => place);
    const notes: string[] = [];
    if (isNoarchPython && places.some(place => place.startsWith('site-packages/'))) {
      notes.push(
        'it is a noarch python package: its modules are left in site-packages at the top, and its programs are not made; the conda action does both',
      );
    }
    const scripts = places.filter(place => SCRIPT.test(place));
    return [...notes, ...scripts.map(script => `${script} is not run: the conda action runs such scripts`)];
  }
}

/** What a package wants run once it is in its prefix. */
const SCRIPT = /^(bin\/\.[^/]*-post-link\.sh|Scripts\/\.[^/]*-post-link\.bat)$/;

function whole(body: Iterable<Buffer>): Buffer {
  return Buffer.concat(Array.from(body, part => Buffer.from(part)));
}
