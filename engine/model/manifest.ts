import type { Located, Span } from '../base/span.js';
import type { FailureClass } from './failure.js';
import type { Platform } from './platform.js';
import type { MapTree, Tree } from './tree.js';

/** Entries in file order (an extended manifest's first), each key with its own place. */
export type Table<T> = ReadonlyMap<string, { readonly key: Located<string>; readonly value: T }>;

/** A manifest as written, extends merged, shape checked by the schema; nothing is interpolated yet. */
export interface Manifest {
  /** The file it was loaded from, as messages name it. */
  readonly file: string;
  /** Every file that took part (this one first), with its text: for carets. */
  readonly sources: ReadonlyMap<string, string>;
  readonly name: Located<string>;
  readonly title: Located<string>;
  readonly description?: Located<string>;
  readonly versions: Table<Located<string>>;
  readonly vars: Table<Located<string>>;
  readonly profiles: Table<ProfileSpec>;
  readonly compatibility: readonly CompatibilityRow[];
  /** By the name of the version. */
  readonly releases: Table<ReleaseSpec>;
  readonly options: Table<OptionSpec>;
  readonly paths: Table<Located<string>>;
  readonly platforms: Table<PlatformSpec>;
  readonly preflight: PreflightSpec;
  readonly artifacts: Table<ArtifactSpec>;
  /** By host. */
  readonly userAgents: Table<Located<string>>;
  readonly steps: Table<StepSpec>;
  readonly diagnose: readonly DiagnoseRule[];
  readonly rehearsal: RehearsalSpec;
  readonly span: Span;
}

/** Fact name → accepted values (any of them); all facts must hold. */
export type When = Table<readonly Located<string>[]>;

/** A set of versions for a kind of host. */
export interface ProfileSpec {
  readonly name: string;
  readonly when: When;
  /** Facts that are taken as given once this profile is in force, such as `gpu: none` on a host that has one. */
  readonly assumes: Table<Located<string>>;
  readonly versions: Table<Located<string>>;
  readonly vars: Table<Located<string>>;
  readonly span: Span;
}

export interface PlatformSpec {
  readonly name: Platform;
  readonly versions: Table<Located<string>>;
  readonly vars: Table<Located<string>>;
  /** What this platform cannot have, said in the plan. */
  readonly notes: readonly Located<string>[];
  readonly span: Span;
}

/** A known-good row: version name → accepted values. */
export interface CompatibilityRow {
  readonly entries: Table<readonly Located<string>[]>;
  readonly span: Span;
}

/** Where newer versions are told of: a package of an index or of a channel, or the tags of a repository. */
export const RELEASE_KINDS = ['index', 'channel', 'git'] as const;
export type ReleaseKind = (typeof RELEASE_KINDS)[number];

export interface ReleaseSpec {
  readonly kind: ReleaseKind;
  /** Of the index, the channel or the repository. */
  readonly url: Located<string>;
  /** Where it is not called as the version is. */
  readonly package?: Located<string>;
  /** A tag with `*` in the place of the version. */
  readonly tag?: Located<string>;
}

export interface OptionSpec {
  readonly values: readonly Located<string>[];
  readonly default: Located<string>;
  readonly description: Located<string>;
}

export interface PreflightSpec {
  readonly disk?: Located<string>;
  readonly glibc?: Located<string>;
}

export interface ArtifactSpec {
  readonly id: string;
  readonly sources: readonly Located<string>[];
  /** One hash for every platform under the key `*`, or one for each platform. */
  readonly sha256: Table<Located<string>>;
  readonly size?: Located<number>;
  /** Where its publisher says its hash: for `lock`, which then need not download it. */
  readonly checksums?: Located<string>;
  readonly span: Span;
}

export interface StepSpec {
  readonly id: string;
  readonly title?: Located<string>;
  readonly needs: readonly Located<string>[];
  readonly when: When;
  readonly onDemand: boolean;
  readonly optional: boolean;
  readonly env: Table<Located<string>>;
  readonly attempts: readonly [AttemptSpec, ...AttemptSpec[]];
  readonly verify: readonly CheckSpec[];
  readonly exports: Table<Located<string>>;
  readonly estimate: EstimateSpec;
  /** The place of the step's key. */
  readonly span: Span;
}

/** One rung of a step's ladder; the step's own `uses`/`with` is the first. */
export interface AttemptSpec {
  readonly name?: Located<string>;
  readonly uses: Located<string>;
  readonly with: MapTree;
  readonly when: When;
  readonly needs: readonly Located<string>[];
  readonly after: readonly FailureClass[];
  readonly retry?: RetrySpec;
  readonly timeout: TimeoutSpec;
  readonly env: Table<Located<string>>;
  readonly estimate: EstimateSpec;
  readonly span: Span;
}

export interface RetrySpec {
  /** How many times after the first. */
  readonly times: number;
  readonly delay: Located<string>;
}

/** Texts such as "25 min". */
export interface TimeoutSpec {
  readonly total?: Located<string>;
  readonly silence?: Located<string>;
}

export interface EstimateSpec {
  readonly time?: Located<string>;
  readonly disk?: Located<string>;
}

/** A check after an attempt: a command, a piece of Python, or a file that must be there. */
export type CheckSpec =
  | { readonly kind: 'run'; readonly argv: Tree; readonly prints?: Located<string>; readonly span: Span }
  | {
      readonly kind: 'python';
      readonly code: Located<string>;
      readonly interpreter?: Located<string>;
      readonly span: Span;
    }
  | { readonly kind: 'file'; readonly path: Located<string>; readonly span: Span };

/** What a known failure of a tool means. `match` is found as it stands in the tool's last lines. */
export interface DiagnoseRule {
  readonly match: Located<string>;
  readonly cause: Located<string>;
  readonly remedy: Located<string>;
  /** An address. */
  readonly more?: Located<string>;
  readonly span: Span;
}

/** How `rehearse` makes its stand-ins where a package's name does not say it. */
export interface RehearsalSpec {
  readonly packages: Table<RehearsalPackage>;
}

export interface RehearsalPackage {
  /** Modules that can be imported from the package when they are not called as it is. */
  readonly modules: readonly string[];
  /** Programs it puts into a prefix: path → what `--version` prints, or the host's program it hands on to. */
  readonly commands: ReadonlyMap<string, { readonly prints?: string; readonly forwards?: string }>;
  /** For its build from source: variable → program below the folder it names, which the build must find and run. */
  readonly buildsWith: ReadonlyMap<string, string>;
}
