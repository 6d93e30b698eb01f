import { inFileOrder, type Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { Located } from '../base/span.js';
import type { Action } from '../model/action.js';
import type { HostFacts } from '../model/facts.js';
import { optionsInForce, versionsInForce, type Choices } from '../model/in-force.js';
import { interpreterFinder } from '../model/interpreter.js';
import { namesInForce } from '../model/names.js';
import type { Lockfile } from '../model/lockfile.js';
import type { Manifest, PlatformSpec } from '../model/manifest.js';
import type { Plan } from '../model/plan.js';
import type { PlanRefusal } from '../model/plan-refusal.js';
import { parseSize } from '../model/quantity.js';
import { checkOptions, checkVersions } from './check-choices.js';
import { chooseProfile, type ChosenProfile } from './choose-profile.js';
import { excludedSteps } from './excluded-steps.js';
import { interpolator, type Interpolator } from './interpolator.js';
import { artifactShelf } from './plan-artifacts.js';
import type { PlanScene } from './plan-scene.js';
import { planSteps } from './plan-steps.js';
import { rootedPath } from './rooted-path.js';

export interface PlanInput {
  readonly manifest: Manifest;
  readonly host: HostFacts;
  readonly choices: Choices;
  /** The install root, absolute, or a name in angle brackets. */
  readonly root: string;
  /** How the host joins paths. */
  readonly join: (...parts: string[]) => string;
  readonly kinds: ReadonlyMap<string, Action>;
  readonly lock?: Lockfile;
}

/** What a manifest means on one host. Touches nothing: the same input gives the same plan. */
export function makePlan(input: PlanInput): Result<Plan, PlanRefusal> {
  const { manifest, host, choices } = input;
  const platform = manifest.platforms.get(host.platform)?.value;
  if (platform === undefined) {
    return err({ kind: 'platform', platform: host.platform, known: [...manifest.platforms.keys()] });
  }
  const wrongOption = checkOptions(manifest, choices);
  if (wrongOption !== undefined) return err(wrongOption);
  const options = optionsInForce(manifest, choices);
  const asked = choices.profile === undefined ? {} : { asked: choices.profile };
  const chosen = chooseProfile(manifest, host, { ...asked, options });
  if (!chosen.ok) return chosen;
  const versions = versionsInForce(manifest, platform, chosen.value.profile, choices);
  const wrongVersion = checkVersions(versions, choices);
  if (wrongVersion !== undefined) return err(wrongVersion);

  const diagnostics: Diagnostic[] = [];
  const plan = planFor(input, { platform, chosen: chosen.value, options, versions }, diagnostic =>
    diagnostics.push(diagnostic),
  );
  if (diagnostics.length === 0) return ok(plan);
  return err({ kind: 'manifest', diagnostics: inFileOrder(diagnostics, [...manifest.sources.keys()]) });
}

interface InForce {
  readonly platform: PlatformSpec;
  readonly chosen: ChosenProfile;
  readonly options: ReadonlyMap<string, string>;
  readonly versions: ReadonlyMap<string, Located<string>>;
}

function planFor(input: PlanInput, inForce: InForce, report: PlanScene['report']): Plan {
  const { manifest, host, root, kinds, lock } = input;
  const { platform, chosen, options, versions } = inForce;
  const { facts, name, reason } = chosen;
  const below = (path: string) => rootedPath(path, root, input.join);
  const { texts, paths } = textsFor(input, inForce, { below, report });
  const locked = lock === undefined ? {} : { lock };
  const shelf = artifactShelf({ manifest, platform: host.platform, texts, report, ...locked });
  const { skipped, excluded } = excludedSteps(manifest, facts, texts);
  const interpreterOf = interpreterFinder(manifest, kinds);
  const scene = { manifest, facts, texts, kinds, interpreterOf, below, artifact: shelf.take, excluded, report };
  const steps = planSteps(scene);
  return {
    name: manifest.name.value,
    title: texts.text(manifest.title),
    file: manifest.file,
    platform: host.platform,
    profile: name,
    profileReason: reason,
    root,
    facts,
    versions: new Map([...versions].map(([version, { value }]) => [version, value])),
    options,
    paths,
    notes: platform.notes.map(note => texts.text(note)),
    preflight: preflightOf(manifest, host),
    artifacts: shelf.taken(),
    userAgents: new Map([...manifest.userAgents].map(([name, { value }]) => [name, value.value])),
    steps,
    skipped,
    diagnose: diagnosesOf(manifest, texts),
  };
}

/** A path may use every name but another path's. */
function textsFor(
  { manifest, choices }: PlanInput,
  { platform, chosen }: InForce,
  { below, report }: Pick<PlanScene, 'below' | 'report'>,
): { readonly texts: Interpolator; readonly paths: ReadonlyMap<string, string> } {
  const combination = { platform, profile: chosen.profile };
  const early = interpolator(namesInForce(manifest, combination, { choices, paths: new Map() }), report);
  const paths = new Map([...manifest.paths].map(([path, { value }]) => [path, below(early.text(value))]));
  return { texts: interpolator(namesInForce(manifest, combination, { choices, paths }), report), paths };
}

/** Only Linux has a glibc that a range could be held against. */
function preflightOf({ preflight }: Manifest, { os }: HostFacts): Plan['preflight'] {
  const disk = preflight.disk === undefined ? undefined : parseSize(preflight.disk.value);
  return {
    ...(disk !== undefined && { disk }),
    ...(os === 'linux' && preflight.glibc !== undefined && { glibc: preflight.glibc.value }),
  };
}

function diagnosesOf(manifest: Manifest, texts: Interpolator): Plan['diagnose'] {
  return manifest.diagnose.map(({ match, cause, remedy, more }) => ({
    match: match.value,
    cause: texts.text(cause),
    remedy: texts.text(remedy),
    ...(more !== undefined && { more: texts.text(more) }),
  }));
}
