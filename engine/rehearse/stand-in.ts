import type { RehearsalPackage } from '../model/manifest.js';

/** Hints of the manifest, by package name. */
export type Hints = ReadonlyMap<string, RehearsalPackage>;

/** A package that a stand-in is made for: modules that can be imported, and that tell their version. */
export interface NamedPackage {
  readonly name: string;
  readonly version: string;
  readonly modules: readonly string[];
}

/** A source package: its build is real. */
export interface SourcePackage extends NamedPackage {
  /** Whether C++ is compiled. */
  readonly native: boolean;
  /** Variables that must have arrived at the build. */
  readonly expects: readonly string[];
  readonly buildsWith: Readonly<Record<string, string>>;
}

/** What an artifact's stand-in holds. */
export type StandInContent =
  | { readonly kind: 'programs'; readonly programs: readonly StandInProgram[] }
  | { readonly kind: 'package'; readonly folder: string; readonly package: NamedPackage }
  | { readonly kind: 'source'; readonly folder: string; readonly source: SourcePackage }
  | { readonly kind: 'wheel'; readonly package: NamedPackage }
  | { readonly kind: 'text'; readonly name: string };

export interface StandInProgram {
  readonly member: string;
  /** What `--version` prints. */
  readonly prints: string;
  /** Whether environments are made with it. */
  readonly makesEnvironments: boolean;
}

export interface StandInArtifact {
  readonly id: string;
  readonly sources: readonly string[];
  /** Absent: it is no archive, but a plain file. */
  readonly format?: StandInFormat;
  readonly content: StandInContent;
}

/** Everything a rehearsal must have at hand for a plan. */
export interface StandIns {
  readonly artifacts: readonly StandInArtifact[];
  /** Package → the versions that some attempt wants of it. */
  readonly packages: ReadonlyMap<string, { readonly versions: readonly string[]; readonly modules: readonly string[] }>;
  /** A page of links → the packages that attempts expect there. */
  readonly pages: ReadonlyMap<string, readonly string[]>;
  /** Package indexes that attempts name. */
  readonly indexes: readonly string[];
  /** Addresses of conda channels. */
  readonly channels: readonly string[];
  /** Every other address that attempts name: what is there cannot be had, but is asked for here all the same. */
  readonly addresses: readonly string[];
}

export const STAND_IN_FORMATS = ['.tar.bz2', '.tar.gz', '.tar.zst', '.tar.xz', '.conda', '.zip'] as const;
export type StandInFormat = (typeof STAND_IN_FORMATS)[number];
