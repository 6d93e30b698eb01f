import type { Result } from '../base/result.js';
import type { Failure } from './failure.js';
import type { PlannedArtifact } from './plan.js';

/** What the floors above the machine see of it. Every path is absolute. A test's fake host is a value of these. */

/** How the host writes paths: what `node:path` has, for the system the engine runs on. */
export interface Paths {
  readonly sep: string;
  readonly join: (...parts: string[]) => string;
  readonly dirname: (path: string) => string;
  readonly basename: (path: string) => string;
  readonly isAbsolute: (path: string) => boolean;
  readonly relative: (from: string, to: string) => string;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly executable: boolean;
}

/** Files below the install root and the cache; writing anywhere else is refused as a policy failure. */
export interface Files {
  /** Follows no link; undefined where nothing is. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted; empty where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  readText(path: string): Promise<Result<string, Failure>>;
  /** Written aside, then renamed into place; folders above it are made. */
  writeText(
    path: string,
    text: string,
    options?: { readonly executable?: boolean },
  ): Promise<Result<undefined, Failure>>;
  makeFolder(path: string): Promise<Result<undefined, Failure>>;
  /** Copies a file (from the cache, say) aside, then renames it into place. */
  copy(from: string, to: string, options?: { readonly executable?: boolean }): Promise<Result<undefined, Failure>>;
  move(from: string, to: string): Promise<Result<undefined, Failure>>;
  /** Removes a file or a whole folder, following no link; what is not there is no failure. */
  remove(path: string): Promise<Result<undefined, Failure>>;
}

/** Amounts done so far; `total` where it is known. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: 'bytes' | 'files';
}

export interface Watch {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

export interface FetchedFile {
  /** In the cache: read-only to everyone. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The URL that gave it; of a cached copy the first that could have. */
  readonly source: string;
  readonly fromCache: boolean;
  /** Whether a hash of the manifest or the lock covered it. */
  readonly verified: boolean;
}

/** What a server says of a thing without sending it. */
export interface UrlAnswer {
  /** Of the last server, after redirects. */
  readonly status: number;
  /** Bytes, where it says so. */
  readonly size?: number;
  /** A strong ETag. */
  readonly validator?: string;
  /** Where a redirect that is for good leads. */
  readonly movedTo?: string;
}

/** Asks without fetching: a failure is what kept it from being asked, any status is an answer. */
export interface Asks {
  ask(url: string, signal: AbortSignal): Promise<Result<UrlAnswer, Failure>>;
}

/** Reads texts that are kept nowhere, such as the list of an index. */
export interface Reads {
  read(url: string, signal: AbortSignal): Promise<Result<string, Failure>>;
  /** For what may be longer than a text can be; a `.zst` is decoded on the way. Each try has a scanner of its own. */
  scan<T>(url: string, begin: () => Scanner<T>, signal: AbortSignal): Promise<Result<T, Failure>>;
}

/** Looks through a text that comes piece by piece, each byte as a character. */
export interface Scanner<T> {
  /** False: it has seen enough. */
  take(piece: string): boolean;
  found(): T;
}

export interface Network {
  /** Gets an artifact into the cache, or finds it there: its sources in order, retries within each. */
  fetch(artifact: PlannedArtifact, watch: Watch): Promise<Result<FetchedFile, Failure>>;
  /** Where a URL is really asked after `--mirror FROM=TO`; unchanged when no mirror fits. For URLs that are handed to tools. */
  mirrored(url: string): string;
}

/** What to take of an archive, and where to. Exactly one of `pick` and `select` may be given; neither takes everything. */
export interface UnpackRequest {
  readonly archive: string;
  /** The name whose extension tells the format: a file of the cache has none. */
  readonly name: string;
  readonly into: string;
  /** Member → path below `into`; each must be there. */
  readonly pick?: Readonly<Record<string, string>>;
  /** Glob over member names. The folders before its first wildcard are cut off. */
  readonly select?: string;
  /** Leading folders to cut off; members with fewer are left out. */
  readonly strip?: number;
}

export interface Unpacked {
  /** Absolute, sorted. */
  readonly files: readonly string[];
  /** What a user should know of it, a sentence each. */
  readonly notes?: readonly string[];
}

export interface Archives {
  /** Unpacked aside on the same volume, then moved into place: all of it or nothing. */
  unpack(request: UnpackRequest, watch: Watch): Promise<Result<Unpacked, Failure>>;
}

export interface Command {
  /** Program (absolute, or a name that the probes resolve) and its arguments; there is no shell. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Added to the environment that the allow-list lets through; `PATH_PREPEND` entries are given in `pathPrepend`. */
  readonly env: Readonly<Record<string, string>>;
  readonly pathPrepend?: readonly string[];
  readonly timeout?: { readonly totalMs?: number; readonly silenceMs?: number };
}

export interface Finished {
  /** The first 64 KiB of standard output, for programs whose answer is read. */
  readonly stdout: string;
  readonly lastLines: readonly string[];
}

export interface Processes {
  /** Runs to the end; any exit but 0 is a command failure. Aborting the signal ends the whole process tree first. */
  run(
    command: Command,
    watch: { readonly signal: AbortSignal; output(line: string): void },
  ): Promise<Result<Finished, Failure>>;
}

export interface Probes {
  /** Absolute path of a program: in `search` folders first, then on PATH, never in the current folder. */
  which(name: string, search?: readonly string[]): Promise<string | undefined>;
}

/** What a run writes about one step, for a reader after it. A log that cannot be written is no failure of the step. */
export interface StepLog {
  readonly path: string;
  write(line: string): void;
  close(): Promise<void>;
}

export interface StepLogs {
  open(step: string): StepLog;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, without failing, when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/** SHA-256 as lower-case hex. */
export type Digest = (text: string) => string;
