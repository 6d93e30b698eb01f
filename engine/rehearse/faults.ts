import type { Manifest } from '../model/manifest.js';
import { normalisedName } from '../model/package-name.js';
import type { StandIns } from './stand-in.js';

/** What is to go wrong in a rehearsal. */
export interface Faults {
  /** Ids of artifacts, and names of packages, that are nowhere to be had. */
  readonly absent: readonly string[];
  /** Steps whose first attempt fails. */
  readonly fail: readonly string[];
}

export interface UnknownFault {
  readonly flag: '--absent' | '--fail';
  readonly name: string;
  readonly known: readonly string[];
}

/**
 * The first name that nothing is called by, or undefined: a fault that hits nothing would show nothing. One that hits
 * nothing on this platform only is no mistake, so that the same command can be used on all.
 */
export function unknownFault(
  { absent, fail }: Faults,
  manifest: Manifest,
  standIns: StandIns,
): UnknownFault | undefined {
  const artifacts = [...manifest.artifacts.keys()];
  const packages = [...standIns.packages.keys(), ...[...manifest.rehearsal.packages.keys()].map(normalisedName)];
  const known = [...artifacts, ...packages];
  const missing = absent.find(name => !known.includes(name) && !known.includes(normalisedName(name)));
  if (missing !== undefined) return { flag: '--absent', name: missing, known: artifacts };
  const steps = [...manifest.steps.keys()];
  const failing = fail.find(step => !steps.includes(step));
  return failing === undefined ? undefined : { flag: '--fail', name: failing, known: steps };
}

/** Packages by the name that an index knows them by, artifacts by their ids. */
export function absentNames({ absent }: Faults): ReadonlySet<string> {
  return new Set(absent.flatMap(name => [name, normalisedName(name)]));
}
