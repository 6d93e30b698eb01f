import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Result } from '../base/result.js';
import type { Facts } from './facts.js';
import type { Failure } from './failure.js';
import type { Keeping } from './keeping.js';
import type { Platform } from './platform.js';
import type { Archives, FetchedFile, Files, Finished, Network, Paths, Probes, Progress } from './ports.js';
import type { JsonObject } from './value.js';

/** An action kind as everyone but its own file sees it. */
export interface Action {
  /** What a manifest's `uses` says. */
  readonly kind: string;
  readonly summary: string;
  /** JSON Schema of `with`: an object, closed, every property described. */
  readonly params: JsonObject;
  readonly examples: ActionExamples;
  /** Outputs that later steps may use as `${steps.<id>.<output>}`: name → meaning. */
  readonly outputs: Readonly<Record<string, string>>;
  /** True: the param `python` may be left out, and is then the nearest needed step's output `python`. */
  readonly interpreter: boolean;
  /** Its tool keeps what it downloads in the user's cache. */
  readonly fillsCache: boolean;
  /** One imperative sentence. References to steps are still as written. */
  describe(params: JsonObject): string;
  /** Ids of the manifest's artifacts it will fetch. */
  artifacts(params: JsonObject): readonly string[];
  /** Paths (relative to the root, or absolute) that it changes. */
  locks(params: JsonObject): readonly string[];
  /** Paths that it may change where they stand: what it locks, and more where that is not all of it. */
  changes(params: JsonObject): readonly string[];
  /** Why what it brings is covered by no hash; undefined when all of it is, or when only artifacts bring bytes. */
  unverified(params: JsonObject): string | undefined;
  /** What it takes as source code, to be built or checked out: no strict policy allows that. Undefined where it takes none. */
  source(params: JsonObject): string | undefined;
  /** Whether what it made still stands. Starts no process and asks no network. Asked before and after `run`. */
  isDone(params: JsonObject, made: Made, context: LookContext): Promise<boolean>;
  run(params: JsonObject, context: ActionContext): Promise<Result<Made, Failure>>;
  /** How no later step may leave what this one made; absent where all that it made is looked at by `isDone`. */
  readonly protection?: Protection;
}

export interface Protection {
  /** How things are that are to stay as the manifest says. Looks only, as `isDone` does. */
  look(made: Made, context: LookContext): Promise<readonly Protected[]>;
  /** Makes them again as they were. */
  restore(params: JsonObject, drifted: readonly Drift[], context: ActionContext): Promise<Result<undefined, Failure>>;
}

/** One thing that is to stay as the manifest says, however a later step comes by it. */
export interface Protected {
  /** As the manifest says it. */
  readonly wanted: string;
  readonly holds: boolean;
  /** Its version; absent where it is not there. */
  readonly found?: string;
}

/** What a step has changed, and the version before. */
export interface Drift extends Protected {
  readonly before?: string;
}

export interface ActionExamples {
  readonly accepts: readonly JsonObject[];
  readonly rejects: readonly { readonly params: JsonObject; readonly because: string }[];
}

/** What an action has done: kept in the journal. */
export interface Made {
  readonly outputs: Readonly<Record<string, string>>;
  /** Absolute paths it made: what `uninstall` removes. */
  readonly files: readonly string[];
  /** Facts about it that `isDone` compares, such as a size. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Nothing of it can be looked at, so it is made again after something that it needs was. */
  readonly unseen?: true;
}

export interface Previous extends Made {
  /** How each of `files` was found when it was made (`stamp.ts`); not known of all. */
  readonly stamps: readonly (string | undefined)[];
}

/** What an action sees when it only looks. */
export interface LookContext {
  /** The install root, absolute. */
  readonly root: string;
  readonly platform: Platform;
  readonly paths: Paths;
  readonly files: Files;
}

/** What an action sees when it runs: ports, and nothing else of the machine. */
export interface ActionContext extends LookContext {
  readonly step: string;
  /** Of the host, and over them what the profile takes as given. */
  readonly facts: Facts;
  /** What an attempt of the same kind made when the step was last done, without what another step has made since. */
  readonly previous?: Previous;
  /** The attempt's environment: exports of what it needs, then the step's and the attempt's `env`. */
  readonly env: Readonly<Record<string, string>>;
  /** What stands is known not to hold, so nothing of it is good enough to stay. */
  readonly anew?: true;
  /** Nothing may be built from source code. */
  readonly builtOnly?: true;
  /** Keeps what stands before it is changed; absent where nothing is in use yet. */
  readonly keeping?: Keeping;
  /** Told what is still to be done, once it is known whether the attempt holds; absent: done at once, as if it does. */
  readonly atEnd?: (ending: Ending) => void;
  /** A folder below the root for the engine's own state, such as a package manager's private prefix. */
  readonly stateFolder: string;
  /** A folder of the user's cache that tools may keep their packages in. */
  toolCache(tool: string): string;
  readonly archives: Archives;
  readonly probes: Probes;
  readonly network: Pick<Network, 'mirrored'>;
  /** Gets one of the manifest's artifacts, or waits for the fetch that began before the step did. */
  fetch(artifact: string): Promise<Result<FetchedFile, Failure>>;
  /** Runs a program with the attempt's environment and time-outs; its output goes to the step's log. */
  command(argv: readonly [string, ...string[]], options?: CommandOptions): Promise<Result<Finished, Failure>>;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  output(line: string): void;
}

/** What an action leaves open until its work is verified: one of the two is called, once. */
export interface Ending {
  keep(): Promise<Result<undefined, Failure>>;
  undo(): Promise<Result<undefined, Failure>>;
}

export interface CommandOptions {
  /** The root where it is not given. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly pathPrepend?: readonly string[];
}

/** How an action's own file writes it: `params` decides the type that its functions get. */
export interface ActionDefinition<S, P> {
  readonly kind: string;
  readonly summary: string;
  readonly params: S;
  readonly examples: {
    readonly accepts: readonly NoInfer<P>[];
    readonly rejects: readonly { readonly params: JsonObject; readonly because: string }[];
  };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly interpreter?: boolean;
  readonly fillsCache?: boolean;
  describe(params: NoInfer<P>): string;
  artifacts?(params: NoInfer<P>): readonly string[];
  locks?(params: NoInfer<P>): readonly string[];
  /** What it locks, where it is not given. An action that sees to the keeping of what it changes gives none. */
  changes?(params: NoInfer<P>): readonly string[];
  unverified?(params: NoInfer<P>): string | undefined;
  source?(params: NoInfer<P>): string | undefined;
  isDone?(params: NoInfer<P>, made: Made, context: LookContext): Promise<boolean>;
  run(params: NoInfer<P>, context: ActionContext): Promise<Result<Made, Failure>>;
  readonly protection?: {
    look(made: Made, context: LookContext): Promise<readonly Protected[]>;
    restore(params: NoInfer<P>, drifted: readonly Drift[], context: ActionContext): Promise<Result<undefined, Failure>>;
  };
}

/** An action from its definition. The schema has checked every params before a function of the action sees them. */
export function defineAction<const S extends JSONSchema, P = FromSchema<S>>(
  definition: ActionDefinition<S, P>,
): Action {
  const typed = (params: JsonObject) => params as unknown as P;
  const { protection } = definition;
  return {
    kind: definition.kind,
    summary: definition.summary,
    params: definition.params as unknown as JsonObject,
    examples: definition.examples as unknown as ActionExamples,
    outputs: definition.outputs ?? {},
    interpreter: definition.interpreter ?? false,
    fillsCache: definition.fillsCache ?? false,
    describe: params => definition.describe(typed(params)),
    artifacts: params => definition.artifacts?.(typed(params)) ?? [],
    locks: params => definition.locks?.(typed(params)) ?? [],
    changes: params => (definition.changes ?? definition.locks)?.(typed(params)) ?? [],
    unverified: params => definition.unverified?.(typed(params)),
    source: params => definition.source?.(typed(params)),
    isDone: async (params, made, context) =>
      definition.isDone?.(typed(params), made, context) ?? filesStand(made, context),
    run: (params, context) => definition.run(typed(params), context),
    ...(protection && {
      protection: {
        look: (made, context) => protection.look(made, context),
        restore: (params, drifted, context) => protection.restore(typed(params), drifted, context),
      },
    }),
  };
}

async function filesStand(made: Made, context: LookContext): Promise<boolean> {
  const stats = await Promise.all(made.files.map(file => context.files.stat(file)));
  return stats.every(stat => stat !== undefined);
}
