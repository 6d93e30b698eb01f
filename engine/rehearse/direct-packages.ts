import type { Plan } from '../model/plan.js';
import { normalisedName } from '../model/package-name.js';
import { modulesOf, sourcePackage, usesIn, type Scene } from './source-package.js';
import { formatOfSources, wheelAt } from './stand-in-format.js';
import type { StandInArtifact } from './stand-in.js';

/** Stand-ins for packages that attempts name by their address; each is called by it. */
export function directPackages(scene: Scene): readonly StandInArtifact[] {
  const found = new Map<string, StandInArtifact>();
  for (const use of usesIn(scene.plan, ({ action }) => action === 'pip')) {
    for (const text of textsIn(use.params['packages'])) {
      const address = /https?:\/\/[^\s#;]+/.exec(text)?.[0];
      const format = address === undefined ? undefined : formatOfSources([address]);
      if (address === undefined || format === undefined || found.has(address)) continue;
      const wheel = wheelAt(address);
      const named = /^\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*@/.exec(text)?.[1];
      const name = normalisedName(wheel?.name ?? named ?? 'package');
      const content =
        wheel === undefined
          ? {
              kind: 'source' as const,
              folder: 'stand-in',
              source: {
                ...sourcePackage({ address, otherwise: name }, use, scene),
                ...(named !== undefined && { name, modules: modulesOf(name, scene.hints) }),
              },
            }
          : {
              kind: 'wheel' as const,
              package: { name, version: wheel.version, modules: modulesOf(name, scene.hints) },
            };
      found.set(address, { id: address, sources: [address], format, content });
    }
  }
  return [...found.values()];
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** Every address that some attempt names, wherever it stands in its params. */
export function addressesNamed(plan: Plan): readonly string[] {
  const texts = usesIn(plan, () => true).map(({ params }) => JSON.stringify(params));
  return [...new Set(texts.flatMap(text => text.match(/https?:\/\/[^\s"'#;\\<>]+/g) ?? []))];
}
