import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { err, ok, type Result } from '../../engine/base/result.js';
import type { Failure } from '../../engine/model/failure.js';
import { JournalState } from '../../engine/host/journal/journal-state.js';
import type { Journal, JournalEntry, StepRecord } from '../../engine/model/journal.js';
import type { PlannedArtifact } from '../../engine/model/plan.js';
import type {
  Archives,
  Command,
  FetchedFile,
  Files,
  Finished,
  Network,
  Probes,
  Processes,
  StepLogs,
  UnpackRequest,
  Watch,
} from '../../engine/model/ports.js';
import { fakeClock } from './fake-clock.js';

/** What the network does when it is asked for an artifact: a failure, a wait of one's own, or (undefined) the file. */
export type FetchScript = (
  artifact: PlannedArtifact,
  watch: Watch,
) => Promise<Failure | undefined> | Failure | undefined;

/** What a program does when it is started. */
export type ProgramScript = (
  command: Command,
  watch: { readonly signal: AbortSignal; readonly output: (line: string) => void },
) => Promise<Partial<Finished> | Failure> | Partial<Finished> | Failure;

/** A host that is a value: what it holds can be set, what was done to it can be read, and nothing of it sleeps. */
export function fakeHost(root = '/root') {
  const files = fakeFiles();
  const network = fakeNetwork(files.texts);
  const processes = fakeProcesses();
  const archives = fakeArchives();
  const journal = fakeJournal();
  const logs = fakeLogs(root);
  return {
    root,
    platform: 'linux-64' as const,
    stateFolder: `${root}/.sam3d-install`,
    toolCache: (tool: string) => `/cache/${tool}`,
    paths: posix,
    clock: fakeClock(),
    digest: (text: string) => createHash('sha256').update(text).digest('hex'),
    files,
    network,
    processes,
    archives,
    probes: fakeProbes(),
    journal,
    logs,
  };
}

export type FakeHost = ReturnType<typeof fakeHost>;

/** Files in memory. `accesses` holds every question and change, as "stat /root/a". */
function fakeFiles(): Files & { readonly texts: Map<string, string>; readonly accesses: string[] } {
  const texts = new Map<string, string>();
  const accesses: string[] = [];
  const below = (folder: string) => [...texts.keys()].filter(path => path.startsWith(`${folder}/`));
  const missing = (operation: string, path: string): Result<never, Failure> =>
    err({ kind: 'file', operation, path, code: 'ENOENT' });
  return {
    texts,
    accesses,
    stat: async path => {
      accesses.push(`stat ${path}`);
      const text = texts.get(path);
      const kind = text !== undefined ? 'file' : below(path).length > 0 ? 'folder' : undefined;
      return kind && { kind, size: text?.length ?? 0, modified: 0, executable: false };
    },
    list: async folder => {
      accesses.push(`list ${folder}`);
      return [...new Set(below(folder).map(path => path.slice(folder.length + 1).split('/')[0] ?? ''))].sort();
    },
    readText: async path => {
      accesses.push(`read ${path}`);
      const text = texts.get(path);
      return text === undefined ? missing('read', path) : ok(text);
    },
    writeText: async (path, text) => {
      accesses.push(`write ${path}`);
      texts.set(path, text);
      return ok();
    },
    makeFolder: async path => {
      accesses.push(`make ${path}`);
      return ok();
    },
    copy: async (from, to) => {
      accesses.push(`copy ${from} ${to}`);
      const text = texts.get(from);
      if (text === undefined) return missing('copy', from);
      texts.set(to, text);
      return ok();
    },
    move: async (from, to) => {
      accesses.push(`move ${from} ${to}`);
      const moved = [from, ...below(from)].filter(path => texts.has(path));
      if (moved.length === 0) return missing('move', from);
      for (const path of moved) {
        texts.set(to + path.slice(from.length), texts.get(path) ?? '');
        texts.delete(path);
      }
      return ok();
    },
    remove: async path => {
      accesses.push(`remove ${path}`);
      for (const gone of [path, ...below(path)]) texts.delete(gone);
      return ok();
    },
  };
}

/** `asked` holds the ids in the order in which they were asked for; `scripts` says by id what comes, the file where it says nothing. */
function fakeNetwork(
  texts: Map<string, string>,
): Network & { readonly asked: string[]; readonly scripts: Map<string, FetchScript> } {
  const asked: string[] = [];
  const scripts = new Map<string, FetchScript>();
  return {
    asked,
    scripts,
    mirrored: url => url,
    fetch: async (artifact, watch) => {
      asked.push(artifact.id);
      const failure = await scripts.get(artifact.id)?.(artifact, watch);
      if (failure !== undefined) return err(failure);
      const path = `/cache/${artifact.id}`;
      texts.set(path, texts.get(path) ?? '');
      const fetched: FetchedFile = {
        path,
        sha256: artifact.sha256 ?? 'unknown',
        bytes: artifact.size ?? 1,
        source: artifact.sources[0] ?? 'cache',
        fromCache: false,
        verified: artifact.sha256 !== undefined,
      };
      return ok(fetched);
    },
  };
}

/** `started` holds every command; `scripts` says by the program's name what it does, nothing and exit 0 where it says nothing. */
function fakeProcesses(): Processes & { readonly started: Command[]; readonly scripts: Map<string, ProgramScript> } {
  const started: Command[] = [];
  const scripts = new Map<string, ProgramScript>();
  return {
    started,
    scripts,
    run: async (command, watch) => {
      started.push(command);
      const end = (await scripts.get(command.argv[0])?.(command, watch)) ?? {};
      return 'kind' in end ? err(end) : ok({ stdout: '', lastLines: [], ...end });
    },
  };
}

function fakeArchives(): Archives & { readonly requests: UnpackRequest[] } {
  const requests: UnpackRequest[] = [];
  return {
    requests,
    unpack: async request => {
      requests.push(request);
      return ok({ files: Object.values(request.pick ?? {}).map(path => posix.join(request.into, path)) });
    },
  };
}

/** `programs`: name → absolute path. */
function fakeProbes(): Probes & { readonly programs: Map<string, string> } {
  const programs = new Map<string, string>();
  return { programs, which: async name => programs.get(name) };
}

/** `entries` holds all that was written; `breaks` makes an append fail. */
function fakeJournal(): Journal & {
  readonly entries: JournalEntry[];
  breaks: (entry: JournalEntry) => Failure | undefined;
} {
  const entries: JournalEntry[] = [];
  const nothingBreaks: (entry: JournalEntry) => Failure | undefined = () => undefined;
  const journal = {
    entries,
    breaks: nothingBreaks,
    records: () => {
      const records = new Map<string, StepRecord>();
      for (const entry of entries) {
        if (entry.type === 'step-begun') records.delete(entry.step);
        if (entry.type === 'step-done') records.set(entry.record.step, entry.record);
      }
      return records;
    },
    last: () => new JournalState(entries).last,
    append: async (entry: JournalEntry): Promise<Result<undefined, Failure>> => {
      const failure = journal.breaks(entry);
      if (failure !== undefined) return err(failure);
      entries.push(entry);
      return ok();
    },
  };
  return journal;
}

/** `lines`: step → what was written to its log. */
function fakeLogs(root: string): StepLogs & { readonly lines: Map<string, string[]>; readonly unclosed: Set<string> } {
  const lines = new Map<string, string[]>();
  const open = new Set<string>();
  return {
    lines,
    unclosed: open,
    open: step => {
      const written = lines.get(step) ?? [];
      lines.set(step, written);
      open.add(step);
      return {
        path: `${root}/.sam3d-install/logs/run/${step}.log`,
        write: line => written.push(line),
        close: async () => {
          open.delete(step);
        },
      };
    },
  };
}
