import type { Attempt, Plan, Step } from '../model/plan.js';
import { referencesIn, writtenValue, type JsonObject } from '../model/value.js';
import { normalisedName } from '../model/package-name.js';
import type { Hints, SourcePackage } from './stand-in.js';

/** What stand-ins are read off. */
export interface Scene {
  readonly plan: Plan;
  readonly hints: Hints;
}

/** An attempt that fetches or builds something. */
export interface Use {
  readonly step: Step;
  readonly attempt: Attempt;
  readonly params: JsonObject;
}

export function usesIn(plan: Plan, wanted: (attempt: Attempt) => boolean): readonly Use[] {
  return plan.steps.flatMap(step =>
    step.attempts
      .filter(wanted)
      .map(attempt => ({ step, attempt, params: writtenValue(attempt.params) as JsonObject })),
  );
}

/** The attempt that installs what a step has unpacked. */
export function builderOf(unpacked: string, plan: Plan): Use | undefined {
  const refers = ({ params }: Attempt) => referencesIn(params).some(({ step }) => step === unpacked);
  return usesIn(plan, attempt => attempt.action === 'pip' && refers(attempt))[0];
}

/**
 * The source package at an address, as the attempt that builds it will want it. Without isolation it is there to be
 * compiled; and what the steps export that the attempt itself needs, such as compilers, must reach the build.
 */
export function sourcePackage(
  { address, otherwise }: { readonly address: string; readonly otherwise: string },
  use: Use,
  { plan, hints }: Scene,
): SourcePackage {
  const name = projectName(address) ?? normalisedName(otherwise);
  const exporters = plan.steps.filter(({ id }) => use.attempt.needs.includes(id));
  const exported = exporters.flatMap(step => Object.keys(step.exports)).filter(variable => variable !== 'PATH');
  return {
    name,
    version: plan.versions.get(name) ?? '1.0',
    modules: modulesOf(name, hints),
    native: use.params['build-isolation'] === false,
    expects: [...new Set([...exported, ...Object.keys(use.attempt.env)])].sort(),
    buildsWith: Object.fromEntries(hintFor(name, hints)?.buildsWith ?? []),
  };
}

/** `https://host/owner/project/archive/...` is the project's; `project-1.0.tar.gz` is called as it begins. */
function projectName(address: string): string | undefined {
  const match = /\/([^/]+)\/archive\//.exec(address) ?? /\/([A-Za-z][A-Za-z0-9_.-]*?)-\d[^/]*$/.exec(address);
  return match?.[1] === undefined ? undefined : normalisedName(match[1]);
}

/** The modules that can be imported from a package: the manifest's hint, else the name as an identifier. */
export function modulesOf(name: string, hints: Hints): readonly string[] {
  const modules = hintFor(name, hints)?.modules ?? [];
  return modules.length === 0 ? [name.replace(/-/g, '_')] : modules;
}

function hintFor(name: string, hints: Hints) {
  return [...hints].find(([hinted]) => normalisedName(hinted) === name)?.[1];
}
