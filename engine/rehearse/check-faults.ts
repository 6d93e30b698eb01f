import type { Plan } from '../model/plan.js';
import { normalizedName } from './requirement.js';
import type { StandIns } from './stand-ins.js';

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

/** The first name that nothing in the plan is called by, or undefined: a fault that hits nothing would show nothing. */
export function unknownFault({ absent, fail }: Faults, plan: Plan, standIns: StandIns): UnknownFault | undefined {
  const fetched = [...standIns.artifacts.map(({ id }) => id), ...standIns.packages.keys()];
  const steps = plan.steps.map(({ id }) => id);
  const missing = absent.find(name => !fetched.includes(name) && !fetched.includes(normalizedName(name)));
  if (missing !== undefined) return { flag: '--absent', name: missing, known: fetched };
  const failing = fail.find(step => !steps.includes(step));
  return failing === undefined ? undefined : { flag: '--fail', name: failing, known: steps };
}

/** Packages by the name that an index knows them by, artifacts by their ids. */
export function absentNames({ absent }: Faults): ReadonlySet<string> {
  return new Set(absent.flatMap(name => [name, normalizedName(name)]));
}
