import type { Diagnostic } from '../base/diagnostic.js';
import type { SchemaCheck } from '../load/validate.js';
import type { Lockfile } from '../model/lockfile.js';
import type { Manifest } from '../model/manifest.js';

/** What reading and checking a manifest gives. */
export interface CheckedManifest {
  readonly manifest: Manifest;
  readonly lock?: Lockfile;
  readonly warnings: readonly Diagnostic[];
}

/** What the one file `sam3d-install.mjs` holds beside its code. */
export interface Embedded {
  /** The bundle itself, absolute. */
  readonly file: string;
  readonly version: string;
  /** A digest of all of it. */
  readonly id: string;
  /** Where values may be kept for later runs; undefined where nothing may be. */
  readonly kept?: { readonly folder: string; readonly writes: boolean };
  /** The names of its texts: those of the package's files by their paths below its folder, with slashes, and others. */
  readonly names: readonly string[];
  readonly part: (name: string) => string | undefined;
  /** A manifest of that name as its checks have left it, where they have found no error. */
  readonly checked: (name: string) => CheckedManifest | undefined;
  /** The rules of what known failures mean, as they are read from this very text; undefined where it is another. */
  readonly diagnoses: (text: string) => Manifest['diagnose'] | undefined;
  /** The schema, compiled ahead. */
  readonly check: SchemaCheck;
}

/** A build in many files has all of this on disk. In a bundle another module stands here: see `build/bundle.ts`. */
export const embedded: Embedded | undefined = undefined as Embedded | undefined;
