import type { PlannedArtifact } from '../model/plan.js';
import { referencesIn, type JsonObject } from '../model/value.js';
import { normalisedName } from '../model/package-name.js';
import { builderOf, modulesOf, sourcePackage, usesIn, type Scene, type Use } from './source-package.js';
import { fileNameOf, formatOfSources, wheelAt } from './stand-in-format.js';
import { STAND_IN_FORMATS, type StandInArtifact, type StandInContent, type StandInProgram } from './stand-in.js';

/** The stand-in of an artifact. The first attempt that fetches it decides what it must hold. */
export function artifactStandIn(artifact: PlannedArtifact, scene: Scene): StandInArtifact {
  const { id, sources } = artifact;
  const use = usesIn(scene.plan, attempt => attempt.artifacts.includes(id))[0];
  const named = use?.params['format'];
  const written = STAND_IN_FORMATS.find(format => typeof named === 'string' && format === `.${named}`);
  const format = written ?? formatOfSources(sources);
  const content = use === undefined ? readme(0) : contentOf(artifact, use, scene);
  return { id, sources, content, ...(format !== undefined && { format }) };
}

function contentOf(artifact: PlannedArtifact, use: Use, scene: Scene): StandInContent {
  const { pick, select, strip } = use.params;
  if (pick !== undefined) {
    return { kind: 'programs', programs: programsIn(Object.keys(pick as JsonObject), use, scene) };
  }
  const wheel = wheelAt(artifact.sources[0] ?? '');
  if (wheel !== undefined) return wheelContent(wheel, scene);
  const builder = use.attempt.action === 'pip' ? use : builderOf(use.step.id, scene.plan);
  if (typeof select === 'string' && builder === undefined) return selected(select, artifact, scene);
  if (builder === undefined) return readme(typeof strip === 'number' ? strip : 0);
  const address = { address: artifact.sources[0] ?? '', otherwise: artifact.id };
  const folder = typeof select === 'string' ? select.replace(/\/\*\*$/, '') : `${artifact.id}-stand-in`;
  return { kind: 'source', folder, source: sourcePackage(address, builder, scene) };
}

function wheelContent({ name, version }: { readonly name: string; readonly version: string }, { hints }: Scene) {
  const normal = normalisedName(name);
  return { kind: 'wheel' as const, package: { name: normal, version, modules: modulesOf(normal, hints) } };
}

/** A file that is left when so many leading folders are cut off. */
function readme(strip: number): StandInContent {
  return { kind: 'text', name: `${'stand-in/'.repeat(strip)}README.txt` };
}

/** Conda packages and wheels are taken by folder; of any other pattern there is one file that it matches. */
function selected(pattern: string, { id, sources }: PlannedArtifact, { hints }: Scene): StandInContent {
  if (!pattern.endsWith('/**')) {
    return {
      kind: 'text',
      name: pattern
        .replace(/\*+/g, 'stand-in')
        .replace(/\?/g, 'x')
        .replace(/\{([^,}]*)[^}]*\}/g, '$1'),
    };
  }
  const { name, version } = nameAndVersion(fileNameOf(sources[0] ?? '')) ?? {
    name: normalisedName(id),
    version: '1.0',
  };
  return { kind: 'package', folder: pattern.slice(0, -3), package: { name, version, modules: modulesOf(name, hints) } };
}

/** Conda's `name-version-build.ext`. */
function nameAndVersion(file: string): { readonly name: string; readonly version: string } | undefined {
  const match = /^(.+)-(\d[^-]*)-[^-]+$/.exec(file);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { name: normalisedName(match[1]), version: match[2] };
}

function programsIn(members: readonly string[], { step }: Use, { plan }: Scene): readonly StandInProgram[] {
  const printed = step.verify.flatMap(check =>
    check.kind === 'run' && check.prints !== undefined ? [check.prints] : [],
  );
  const isTool = usesIn(plan, ({ action }) => action === 'conda').some(({ attempt }) =>
    referencesIn(attempt.params).some(giver => giver.step === step.id),
  );
  return members.map(member => ({ member, prints: printed[0] ?? '1.0', makesEnvironments: isTool }));
}
