import { posix, win32 } from 'node:path';
import { err, ok } from '../../engine/base/result.js';
import type { ActionContext, CommandOptions } from '../../engine/model/action.js';
import type { CommandFailure, Failure } from '../../engine/model/failure.js';
import { osOf, type Platform } from '../../engine/model/platform.js';
import type { FetchedFile, Files, FileStat, Finished, UnpackRequest } from '../../engine/model/ports.js';

/** What a scripted program does: what it prints, the files it makes, or how it fails. */
export type Answer = { readonly prints?: string; readonly makes?: Readonly<Record<string, string>> } | Failure;

export interface Script {
  readonly platform?: Platform;
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: readonly string[];
  /** Programs that the probes find: those in a `search` folder by their path there, the others by name. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly command?: (argv: readonly string[], options: CommandOptions) => Answer;
  readonly artifacts?: Readonly<Record<string, FetchedFile | Failure>>;
  readonly unpack?: (request: UnpackRequest) => Readonly<Record<string, string>>;
  readonly mirrored?: (url: string) => string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly argv: readonly string[];
  readonly options: CommandOptions;
}

export interface ScriptedContext extends ActionContext {
  readonly calls: readonly Call[];
  readonly requests: readonly UnpackRequest[];
  readonly memory: MemoryFiles;
}

/** A context in memory, for what an action does with its ports. The root is `/root`, on Windows `C:\root`. */
export function scriptedContext(script: Script = {}): ScriptedContext {
  const platform = script.platform ?? 'linux-64';
  const windows = osOf(platform) === 'windows';
  const paths = windows ? win32 : posix;
  const root = windows ? 'C:\\root' : '/root';
  const memory = new MemoryFiles(paths.sep, script.files ?? {}, script.links ?? []);
  const calls: Call[] = [];
  const requests: UnpackRequest[] = [];
  const programs = script.programs ?? {};
  return {
    root,
    platform,
    paths,
    files: memory,
    memory,
    calls,
    requests,
    step: 'a-step',
    facts: new Map(Object.entries(script.facts ?? {})),
    env: script.env ?? {},
    stateFolder: paths.join(root, '.state'),
    toolCache: tool => paths.join(windows ? 'C:\\cache' : '/cache', tool),
    network: { mirrored: script.mirrored ?? (url => url) },
    probes: {
      which: async (name, search = []) => {
        const inSearch = search.map(folder => paths.join(folder, name)).find(path => path in programs);
        return inSearch ?? programs[name];
      },
    },
    archives: {
      unpack: async request => {
        requests.push(request);
        const made = script.unpack?.(request) ?? {};
        memory.add(made);
        return ok({ files: Object.keys(made).sort() });
      },
    },
    fetch: async artifact => {
      const found = script.artifacts?.[artifact];
      if (found === undefined) throw new Error(`the script has no artifact ${artifact}`);
      return 'kind' in found ? err(found) : ok(found);
    },
    command: async (argv, options = {}) => {
      calls.push({ argv, options });
      if (script.command === undefined) throw new Error(`the script runs no program, and not ${argv.join(' ')}`);
      const answer = script.command(argv, options);
      if ('kind' in answer) return err(answer);
      memory.add(answer.makes ?? {});
      const lines = (answer.prints ?? '').split('\n').filter(line => line !== '');
      return ok<Finished>({ stdout: answer.prints ?? '', lastLines: lines });
    },
    signal: new AbortController().signal,
    progress: () => undefined,
    output: () => undefined,
  };
}

/** A program that ended with 1 after these lines. */
export function failed(...lastLines: readonly string[]): CommandFailure {
  return { kind: 'command', argv: ['tool'], exitCode: 1, lastLines };
}

export function fetchedFile(given: Partial<FetchedFile> = {}): FetchedFile {
  return {
    path: '/cache/f00',
    sha256: 'f00',
    bytes: 5,
    source: 'https://mirror/thing-1.0.tar.bz2',
    fromCache: false,
    verified: true,
    ...given,
  };
}

/** Files by path; folders are there because of what is in them, or because they were made. */
class MemoryFiles implements Files {
  readonly #files = new Map<
    string,
    { readonly text: string; readonly executable: boolean; readonly modified: number }
  >();
  readonly #folders = new Set<string>();
  readonly #links: ReadonlySet<string>;
  readonly #sep: string;
  #time = 0;

  constructor(sep: string, files: Readonly<Record<string, string>>, links: readonly string[]) {
    this.#sep = sep;
    this.#links = new Set(links);
    this.add(files);
  }

  add(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) this.#put(path, text, false);
  }

  /** Path → text of all that is there, sorted. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#files].map(([path, { text }]) => [path, text] as const).sort());
  }

  isExecutable(path: string): boolean {
    return this.#files.get(path)?.executable ?? false;
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const file = this.#files.get(path);
    const kind = this.#links.has(path) ? 'link' : file !== undefined ? 'file' : 'folder';
    if (kind === 'folder' && !this.#isFolder(path)) return undefined;
    const { text = '', modified = 0, executable = false } = file ?? {};
    return { kind, size: text.length, modified, executable };
  }

  async list(folder: string): Promise<readonly string[]> {
    const names = [...this.#files.keys(), ...this.#folders]
      .filter(path => this.#isBelow(path, folder))
      .map(path => path.slice(folder.length + 1).split(this.#sep)[0] ?? '');
    return [...new Set(names)].sort();
  }

  async readText(path: string) {
    const file = this.#files.get(path);
    return file === undefined ? err<Failure>({ kind: 'file', operation: 'read', path, code: 'ENOENT' }) : ok(file.text);
  }

  async writeText(path: string, text: string, { executable = false }: { readonly executable?: boolean } = {}) {
    this.#put(path, text, executable);
    return ok();
  }

  async makeFolder(path: string) {
    this.#folders.add(path);
    return ok();
  }

  async copy(from: string, to: string, { executable = false }: { readonly executable?: boolean } = {}) {
    const text = this.#files.get(from)?.text ?? `bytes of ${from}`;
    this.#put(to, text, executable);
    return ok();
  }

  async move(from: string, to: string) {
    for (const path of this.#at(from)) {
      const target = to + path.slice(from.length);
      const file = this.#files.get(path);
      if (file !== undefined) this.#files.set(target, file);
      if (this.#folders.has(path)) this.#folders.add(target);
    }
    return this.remove(from);
  }

  async remove(path: string) {
    for (const gone of this.#at(path)) {
      this.#files.delete(gone);
      this.#folders.delete(gone);
    }
    return ok();
  }

  #put(path: string, text: string, executable: boolean): void {
    this.#files.set(path, { text, executable, modified: ++this.#time });
  }

  #at(path: string): readonly string[] {
    return [...this.#files.keys(), ...this.#folders].filter(other => other === path || this.#isBelow(other, path));
  }

  #isFolder(path: string): boolean {
    return (
      this.#folders.has(path) || [...this.#files.keys(), ...this.#folders].some(other => this.#isBelow(other, path))
    );
  }

  #isBelow(path: string, folder: string): boolean {
    return path.startsWith(folder + this.#sep);
  }
}
