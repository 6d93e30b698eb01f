import type { Plan } from '../model/plan.js';
import type { Json } from '../model/value.js';
import { artifactStandIn } from './artifact-stand-in.js';
import { addressesNamed, directPackages } from './direct-packages.js';
import { modulesOf, usesIn } from './source-package.js';
import type { Hints, StandIns } from './stand-in.js';
import { requirementsOf, versionsWanted } from './wanted-packages.js';

/** Reads off a plan what its attempts would fetch, each thing once. */
export function standInsFor(plan: Plan, hints: Hints): StandIns {
  const scene = { plan, hints };
  const artifacts = [...plan.artifacts.values()].map(artifact => artifactStandIn(artifact, scene));
  const packages = [...versionsWanted(plan)].map(
    ([name, versions]) => [name, { versions, modules: modulesOf(name, hints) }] as const,
  );
  return {
    artifacts: [...artifacts, ...directPackages(scene)],
    packages: new Map(packages),
    pages: pagesOf(plan),
    indexes: [...new Set([...addressesIn(plan, 'index-url'), ...addressesIn(plan, 'extra-index-urls')])],
    channels: addressesIn(plan, 'channels'),
    addresses: addressesNamed(plan),
  };
}

function pagesOf(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const pages = new Map<string, string[]>();
  for (const { attempt, params } of usesIn(plan, ({ action }) => action === 'pip')) {
    const names = requirementsOf(attempt, plan).map(({ name }) => name);
    for (const page of addressesAt(params['find-links'])) {
      pages.set(page, [...new Set([...(pages.get(page) ?? []), ...names])]);
    }
  }
  return pages;
}

function addressesIn(plan: Plan, param: string): readonly string[] {
  return [...new Set(usesIn(plan, () => true).flatMap(({ params }) => addressesAt(params[param])))];
}

/** The param's texts that are addresses; a channel may also be a name, and a list of links a folder. */
function addressesAt(value: Json | undefined): readonly string[] {
  const items: readonly (Json | undefined)[] = Array.isArray(value) ? value : [value];
  return items.filter(item => typeof item === 'string').filter(item => /^https?:\/\//.test(item));
}
