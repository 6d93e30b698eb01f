import { err, ok, type Result } from '../base/result.js';
import type { HostEnv } from '../host/environment/host-env.js';
import { createProbes } from '../host/probes/probes.js';
import type { StandInCommand } from '../host/rehearsal/conda-tool.js';
import { findPythons, type FoundPython } from '../host/rehearsal/find-python.js';
import { standInShelf, type StandInShelf } from '../host/rehearsal/stand-in-shelf.js';
import { systemName } from '../host/system-name.js';
import type { Manifest } from '../model/manifest.js';
import type { Plan } from '../model/plan.js';
import { withStandInHashes } from '../rehearse/rehearsed-plan.js';
import { standInCommands, type StandInCommands } from '../rehearse/stand-in-commands.js';
import type { Hints, StandIns } from '../rehearse/stand-in.js';
import { standInsFor } from '../rehearse/stand-ins.js';
import { withoutGit } from '../rehearse/without-git.js';
import { wantedPython } from '../rehearse/wanted-python.js';
import type { Refusal } from './refusal.js';

/** What a plan is rehearsed with. */
export interface RehearsalKit {
  readonly manifest: Manifest;
  readonly standIns: StandIns;
  readonly shelf: StandInShelf;
}

/** The stand-ins of a plan, and the plan with their hashes in place of the real ones. */
export async function makeRehearsalKit(
  planned: Plan,
  manifest: Manifest,
  env: HostEnv,
): Promise<Result<{ readonly plan: Plan; readonly kit: RehearsalKit }, Refusal>> {
  const plan = withoutGit(planned);
  const hints: Hints = new Map([...manifest.rehearsal.packages].map(([name, { value }]) => [name, value]));
  const standIns = standInsFor(plan, hints);
  const python = await pythonFor(plan, env);
  if (!python.ok) return python;
  const commands = await resolved(standInCommands(hints, plan.versions), env);
  const shelf = standInShelf(standIns, { python: python.value.path, pythonVersion: python.value.version, commands });
  const covered = [...plan.artifacts.values()].filter(({ sha256, size }) => sha256 !== undefined || size !== undefined);
  const sums = await shelf.sums(covered.map(({ id }) => id));
  // stand-ins need neither the room nor the system that the real packages need
  return ok({ plan: { ...withStandInHashes(plan, sums), preflight: {} }, kit: { manifest, standIns, shelf } });
}

async function pythonFor(plan: Plan, env: HostEnv): Promise<Result<FoundPython, Refusal>> {
  const wanted = wantedPython(plan);
  const found = await findPythons(wanted?.version ?? '3', env);
  const fitting = found.find(({ version }) => wanted === undefined || version === wanted.version);
  if (fitting !== undefined) return ok(fitting);
  const { version, named = 'python' } = wanted ?? { version: '3' };
  const reason = `a rehearsal makes real environments of this host's Python, and there is no Python ${version} with venv`;
  const [other] = found;
  const install = `install Python ${version} (on Debian with python${version}-venv)`;
  const help = other === undefined ? install : `${install}, or rehearse with --set ${named}=${other.version}`;
  return err({ kind: 'host', reason, help });
}

/** Programs that hand on to one of the host get its path; what the host does not have says so when it is run. */
async function resolved(
  commands: StandInCommands,
  env: HostEnv,
): Promise<Readonly<Record<string, Readonly<Record<string, StandInCommand>>>>> {
  const probes = createProbes({ env, platform: systemName });
  const packages = Object.entries(commands).map(async ([name, programs]) => {
    const entries = Object.entries(programs).map(async ([path, program]): Promise<[string, StandInCommand]> => {
      if (!('forwards' in program)) return [path, program];
      const found = await probes.which(program.forwards);
      return [path, found === undefined ? { missing: program.forwards } : { forwards: found }];
    });
    return [name, Object.fromEntries(await Promise.all(entries))] as const;
  });
  return Object.fromEntries(await Promise.all(packages));
}
