import type { RehearsalPackage } from '../model/manifest.js';
import type { Attempt, Plan, PlannedArtifact, Step } from '../model/plan.js';
import { referencesIn, writtenValue, type Json, type JsonObject } from '../model/value.js';
import { normalizedName } from './requirement.js';
import { requirementsOf, versionsWanted } from './wanted-packages.js';

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
  | { readonly kind: 'text' };

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
}

/** Reads off a plan what its attempts would fetch, each thing once. */
export function standInsFor(plan: Plan, hints: Hints): StandIns {
  const artifacts = [...plan.artifacts.values()].map(artifact => ({
    id: artifact.id,
    sources: artifact.sources,
    content: contentOf(artifact, { plan, hints }),
  }));
  const wanted = versionsWanted(plan);
  const packages = [...wanted].map(
    ([name, versions]) => [name, { versions, modules: modulesOf(name, hints) }] as const,
  );
  return {
    artifacts,
    packages: new Map(packages),
    pages: pagesOf(plan),
    indexes: [...new Set([...addressesIn(plan, 'index-url'), ...addressesIn(plan, 'extra-index-urls')])],
    channels: addressesIn(plan, 'channels'),
  };
}

/** The modules that can be imported from a package: the manifest's hint, else the name as an identifier. */
export function modulesOf(name: string, hints: Hints): readonly string[] {
  const hint = [...hints].find(([hinted]) => normalizedName(hinted) === name)?.[1];
  return hint === undefined || hint.modules.length === 0 ? [name.replace(/-/g, '_')] : hint.modules;
}

interface Scene {
  readonly plan: Plan;
  readonly hints: Hints;
}

interface Use {
  readonly step: Step;
  readonly attempt: Attempt;
  readonly params: JsonObject;
}

/** The first attempt that fetches the artifact decides what it must hold. */
function contentOf(artifact: PlannedArtifact, scene: Scene): StandInContent {
  const use = usesOf(artifact.id, scene.plan)[0];
  if (use === undefined) return { kind: 'text' };
  const { pick, select } = use.params;
  if (pick !== undefined)
    return { kind: 'programs', programs: programsOf(Object.keys(pick as JsonObject), use, scene) };
  if (typeof select === 'string') {
    return { kind: 'package', folder: fixedFolder(select), package: packageIn(artifact, scene.hints) };
  }
  const builder = use.attempt.action === 'pip' ? use : builderOf(use.step.id, scene.plan);
  if (builder === undefined) return { kind: 'text' };
  return { kind: 'source', folder: `${artifact.id}-stand-in`, source: sourceIn(artifact, builder, scene) };
}

function usesOf(artifact: string, plan: Plan): readonly Use[] {
  return plan.steps.flatMap(step =>
    step.attempts
      .filter(attempt => attempt.artifacts.includes(artifact))
      .map(attempt => ({ step, attempt, params: writtenValue(attempt.params) as JsonObject })),
  );
}

/** The attempt of another step that installs what the step has unpacked. */
function builderOf(unpacked: string, plan: Plan): Use | undefined {
  for (const step of plan.steps) {
    for (const attempt of step.attempts) {
      const uses = referencesIn(attempt.params).some(({ step: id }) => id === unpacked);
      if (uses && attempt.action === 'pip') {
        return { step, attempt, params: writtenValue(attempt.params) as JsonObject };
      }
    }
  }
  return undefined;
}

function programsOf(members: readonly string[], use: Use, { plan }: Scene): readonly StandInProgram[] {
  const checks = use.step.verify.flatMap(check => (check.kind === 'run' ? [check.prints] : []));
  const makesEnvironments = plan.steps.some(step =>
    step.attempts.some(
      attempt =>
        attempt.action === 'conda' && referencesIn(attempt.params).some(({ step: giver }) => giver === use.step.id),
    ),
  );
  const prints = checks.find(text => text !== undefined) ?? '1.0';
  return members.map(member => ({ member, prints, makesEnvironments }));
}

/** The folders of a pattern before its first wildcard. */
function fixedFolder(pattern: string): string {
  const folders = pattern.split('/');
  const wild = folders.findIndex(folder => /[*?[\]{}!]/.test(folder));
  return folders.slice(0, wild === -1 ? -1 : wild).join('/');
}

function packageIn(artifact: PlannedArtifact, hints: Hints): NamedPackage {
  const { name, version } = nameAndVersion(artifact);
  return { name, version, modules: modulesOf(name, hints) };
}

/** Conda's `name-version-build.ext`; what is not written so is called as the artifact is. */
function nameAndVersion({ id, sources }: PlannedArtifact): { readonly name: string; readonly version: string } {
  const file = lastSegment(sources[0] ?? '');
  const match = /^(.+)-(\d[^-]*)-[^-]+$/.exec(file);
  return match?.[1] === undefined || match[2] === undefined
    ? { name: normalizedName(id), version: '1.0' }
    : { name: normalizedName(match[1]), version: match[2] };
}

function sourceIn(artifact: PlannedArtifact, use: Use, { plan, hints }: Scene): SourcePackage {
  const name = projectName(artifact);
  const hint = [...hints].find(([hinted]) => normalizedName(hinted) === name)?.[1];
  const exporters = plan.steps.filter(({ id }) => use.attempt.needs.includes(id));
  const exported = exporters.flatMap(step => Object.keys(step.exports)).filter(variable => variable !== 'PATH');
  return {
    name,
    version: plan.versions.get(name) ?? '1.0',
    modules: modulesOf(name, hints),
    native: use.params['build-isolation'] === false,
    expects: [...new Set([...exported, ...Object.keys(use.attempt.env)])].sort(),
    buildsWith: Object.fromEntries(hint?.buildsWith ?? []),
  };
}

/** `https://host/owner/project/archive/...` is the project's; any other file is called as its name begins. */
function projectName({ id, sources }: PlannedArtifact): string {
  const match =
    /\/([^/]+)\/archive\//.exec(sources[0] ?? '') ?? /\/([A-Za-z][A-Za-z0-9_]*)-\d[^/]*$/.exec(sources[0] ?? '');
  return normalizedName(match?.[1] ?? id);
}

function lastSegment(url: string): string {
  return decodeURIComponent(url.split(/[?#]/)[0]?.split('/').at(-1) ?? '');
}

function pagesOf(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const pages = new Map<string, string[]>();
  for (const attempt of plan.steps.flatMap(({ attempts }) => attempts)) {
    const names = requirementsOf(attempt, plan).map(({ name }) => name);
    for (const page of addressesOf(attempt, 'find-links')) {
      pages.set(page, [...new Set([...(pages.get(page) ?? []), ...names])]);
    }
  }
  return pages;
}

function addressesIn(plan: Plan, param: string): readonly string[] {
  const attempts = plan.steps.flatMap(step => step.attempts);
  return [...new Set(attempts.flatMap(attempt => addressesOf(attempt, param)))];
}

/** The param's texts that are addresses; a channel may also be a name, and a list of links a folder. */
function addressesOf({ params }: Attempt, param: string): readonly string[] {
  const written: Json = writtenValue(params[param] ?? []);
  const items: readonly Json[] = Array.isArray(written) ? written : [written];
  return items.filter(item => typeof item === 'string').filter(item => /^https?:\/\//.test(item));
}

export const STAND_IN_FORMATS = ['.tar.bz2', '.tar.gz', '.tar.zst', '.tar.xz', '.conda', '.zip'] as const;
export type StandInFormat = (typeof STAND_IN_FORMATS)[number];

/** The archive format that the first telling URL's name ends in, or undefined when none does. */
export function formatOfSources(sources: readonly string[]): StandInFormat | undefined {
  for (const source of sources) {
    const name = lastSegment(source).toLowerCase();
    if (name.endsWith('.tgz')) return '.tar.gz';
    if (name.endsWith('.whl')) return '.zip';
    const format = STAND_IN_FORMATS.find(ending => name.endsWith(ending));
    if (format !== undefined) return format;
  }
  return undefined;
}
