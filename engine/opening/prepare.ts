import { ACTION_KINDS } from '../actions/registry.js';
import { checkChosenVersions } from '../analyse/check-chosen-versions.js';
import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import { foreignTexts } from '../host/foreign-texts.js';
import { paths } from '../host/files/paths.js';
import type { HostEnv } from '../host/environment/host-env.js';
import { platformOf, probeHost, thisMachine, type ProbedHost } from '../host/probes/probe-host.js';
import { createProbes } from '../host/probes/probes.js';
import { createProcesses } from '../host/processes/processes.js';
import { isRehearsed } from '../host/rehearsal/rehearsal-mark.js';
import { systemName } from '../host/system-name.js';
import { combinations, foreignHost } from '../model/combinations.js';
import type { HostFacts } from '../model/facts.js';
import type { Choices } from '../model/in-force.js';
import type { Manifest } from '../model/manifest.js';
import type { Plan } from '../model/plan.js';
import { isPlatform } from '../model/platform.js';
import { makePlan } from '../plan/make-plan.js';
import { stateFolderOf } from './open-machine.js';
import type { Texts } from './manifest-texts.js';
import { readManifest, type ReadManifest } from './read-manifest.js';
import { rehearsalProfile } from '../rehearse/rehearsal-profile.js';
import { makeRehearsalKit, type RehearsalKit } from './rehearsal-kit.js';
import type { Refusal } from './refusal.js';

/** What a user wants installed, and where. */
export interface Wish {
  readonly manifest?: string;
  /** The folder that relative names are seen from, absolute. */
  readonly cwd: string;
  /** The install root, absolute. */
  readonly root: string;
  readonly choices: Choices;
  /** To look at another host than this one. */
  readonly platform?: string;
  /** The host's environment variables. */
  readonly env: HostEnv;
  /** Edits of the manifest that are not written yet. */
  readonly texts?: Texts;
  /** To plan what is rehearsed; a root that a rehearsal has filled is always planned so. */
  readonly rehearsal?: true;
}

export interface Prepared {
  readonly plan: Plan;
  readonly host: HostFacts;
  readonly warnings: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  /** Texts of the manifest that are neither built in nor of the current folder's own repository, by absolute paths. */
  readonly foreign: ReadonlyMap<string, string>;
  /** What a rehearsal is run with; the plan has the stand-ins' hashes. */
  readonly rehearsal?: RehearsalKit;
}

/** load → analyse → plan: everything that can be said before anything runs. */
export async function prepare(wish: Wish): Promise<Result<Prepared, Refusal>> {
  const read = await readManifest(wish.manifest, wish.cwd, wish.texts);
  if (!read.ok) return read;
  const { manifest } = read.value;
  if (!(await isToBeRehearsed(wish))) return planOn(wish, read.value);
  const prepared = await planOn(asRehearsed(wish, manifest), read.value);
  if (!prepared.ok) return prepared;
  const made = await makeRehearsalKit(prepared.value.plan, manifest, wish.env);
  if (!made.ok) return made;
  const chosen = wish.choices.profile === undefined && { profileReason: FIRST_OF_ALL };
  return ok({ ...prepared.value, plan: { ...made.value.plan, ...chosen }, rehearsal: made.value.kit });
}

const FIRST_OF_ALL = 'the first that this platform can have; a rehearsal uses no card';

async function planOn(wish: Wish, { manifest, lock, warnings }: ReadManifest): Promise<Result<Prepared, Refusal>> {
  const host = await hostFor(wish, manifest);
  if (!host.ok) return host;
  const plan = makePlan({
    manifest,
    host: host.value,
    choices: wish.choices,
    root: wish.root,
    join: paths.join,
    kinds: ACTION_KINDS,
    ...(lock !== undefined && { lock }),
  });
  const { sources } = manifest;
  if (!plan.ok) {
    const { error } = plan;
    return error.kind === 'manifest' ? err({ ...error, sources }) : err({ kind: 'plan', refusal: error });
  }
  const diagnostics = checkChosen(manifest, plan.value, wish.choices);
  if (diagnostics.length > 0) return err({ kind: 'manifest', diagnostics, sources });
  const foreign = foreignTexts(sources, wish.cwd);
  return ok({ plan: plan.value, host: host.value, warnings, sources, foreign });
}

function checkChosen(manifest: Manifest, plan: Plan, choices: Choices): readonly Diagnostic[] {
  const platform = manifest.platforms.get(plan.platform)?.value;
  const profile = manifest.profiles.get(plan.profile)?.value;
  return platform === undefined ? [] : checkChosenVersions(manifest, { platform, profile }, choices);
}

async function isToBeRehearsed({ rehearsal, platform, root }: Wish): Promise<boolean> {
  return rehearsal === true || (platform === undefined && (await isRehearsed(stateFolderOf(root))));
}

/** This platform, with the card that the profile asks for: no package of a rehearsal uses one. */
function asRehearsed(wish: Wish, manifest: Manifest): Wish {
  const platform = platformOf(thisMachine());
  if (platform === undefined) return wish;
  const profile = wish.choices.profile ?? rehearsalProfile(manifest, platform);
  return { ...wish, platform, choices: { ...wish.choices, ...(profile !== undefined && { profile }) } };
}

/** A Node of Cygwin or MSYS would hand on paths that no program of Windows understands. */
export function unsupported(host: string): Refusal {
  const isUnixOnWindows = /^(?:cygwin|msys)\b/.test(host);
  const help = isUnixOnWindows
    ? 'run it with Node for Windows'
    : 'run it on Linux (x86-64, arm64), macOS or Windows (x86-64)';
  return { kind: 'host', reason: `${host} is no platform of this program`, help };
}

/** This host, where it is one of the platforms. */
export async function hostOf(env: HostEnv): Promise<HostFacts | undefined> {
  const host = await probed(env);
  return 'unsupported' in host ? undefined : host;
}

async function probed(env: HostEnv): Promise<ProbedHost> {
  const probes = createProbes({ env, platform: systemName });
  const processes = createProcesses({ hostEnv: env, probes, platform: systemName });
  return probeHost({ probes, processes });
}

async function hostFor({ platform, choices, env }: Wish, manifest: Manifest): Promise<Result<HostFacts, Refusal>> {
  if (platform === undefined) {
    const host = await probed(env);
    return 'unsupported' in host ? err(unsupported(host.unsupported)) : ok(host);
  }
  if (!isPlatform(platform)) {
    return err({ kind: 'plan', refusal: { kind: 'platform', platform, known: [...manifest.platforms.keys()] } });
  }
  const profiles = combinations(manifest).filter(pair => pair.platform.name === platform);
  const asked = profiles.find(({ profile }) => profile?.name === choices.profile);
  return ok(foreignHost(platform, asked?.profile));
}
