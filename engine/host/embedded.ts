import type { SchemaCheck } from '../load/validate.js';

/** What the one file `sam3d-install.mjs` holds beside its code. */
export interface Embedded {
  /** The bundle itself, absolute. */
  readonly file: string;
  readonly version: string;
  /** The names of its texts: those of the package's files by their paths below its folder, with slashes, and others. */
  readonly names: readonly string[];
  readonly part: (name: string) => string | undefined;
  /** The schema, compiled ahead. */
  readonly check: SchemaCheck;
}

/** A build in many files has all of this on disk. In a bundle another module stands here: see `build/bundle.ts`. */
export const embedded: Embedded | undefined = undefined as Embedded | undefined;
