import { cacheTrouble, filledFolder } from './cache-trouble.js';
import { diskTrouble, type OtherFolders } from './disk-trouble.js';
import type { HostEnv } from '../host/environment/host-env.js';
import { longPaths } from '../host/files/long-paths.js';
import { makeRoot } from '../host/files/make-root.js';
import { mayWrite } from '../host/files/may-write.js';
import { createProbes } from '../host/probes/probes.js';
import { createProcesses } from '../host/processes/processes.js';
import { systemName } from '../host/system-name.js';
import type { FileFailure } from '../model/failure.js';
import type { PlannedStanding } from '../model/standing.js';
import type { Plan } from '../model/plan.js';
import { osOf } from '../model/platform.js';
import { inRange } from '../model/version-range.js';
import type { Prepared } from './prepare.js';
import { failureLine } from '../report/failure-text.js';
import type { Refusal } from './refusal.js';
import { windowsRootTrouble } from './windows-root.js';

type Standings = ReadonlyMap<string, PlannedStanding>;
type Others = OtherFolders & { readonly env: HostEnv };

/** What the manifest asks of the host before anything begins, then whether the root can be installed into. */
export async function preflight(prepared: Prepared, standing: Standings, others: Others): Promise<Refusal | undefined> {
  const kinds = new Set([...standing.values()].map(({ kind }) => kind));
  return (
    hostTrouble(prepared) ??
    // the disk is asked only for a first install, the other folders only when something is to be done
    (kinds.has('up-to-date') ? undefined : await roomTrouble(prepared.plan, standing, others)) ??
    (await nameTrouble(prepared.plan, others)) ??
    (await rootTrouble(prepared.plan)) ??
    (kinds.has('will-run') ? await otherTrouble(prepared.plan, standing, others) : undefined)
  );
}

function hostTrouble({ plan, host }: Prepared): Refusal | undefined {
  const { glibc } = plan.preflight;
  if (glibc !== undefined && host.glibc !== undefined && !inRange(host.glibc, glibc)) {
    const reason = `this host has glibc ${host.glibc}, and ${plan.title} needs ${glibc}`;
    return { kind: 'host', reason, help: 'use a newer Linux distribution, or a container with one' };
  }
  return undefined;
}

async function roomTrouble(plan: Plan, standing: Standings, others: Others): Promise<Refusal | undefined> {
  return diskTrouble(plan, { ...others, cacheFolder: await filledFolder(plan, standing, others.cacheFolder) });
}

async function nameTrouble({ root, platform }: Plan, others: Others): Promise<Refusal | undefined> {
  if (osOf(platform) === 'windows') return windowsRootTrouble(root, () => askLongPaths(others));
  if (!root.includes(':')) return undefined;
  const reason = `cannot install into ${root}: its name has a :, by which PATH tells folders apart`;
  return { kind: 'host', reason, help: 'name another folder with --root' };
}

async function askLongPaths({ env, tempFolder }: Others): Promise<boolean | undefined> {
  const probes = createProbes({ env, platform: systemName });
  const processes = createProcesses({ hostEnv: env, probes, platform: systemName });
  return longPaths({ probes, processes }, { platform: systemName, cwd: tempFolder });
}

async function rootTrouble({ root }: Plan): Promise<Refusal | undefined> {
  const made = await makeRoot(root);
  if (made.ok) return undefined;
  return { kind: 'host', reason: failureLine(made.error), help: 'name a folder of your own with --root' };
}

async function otherTrouble(
  plan: Plan,
  standing: Standings,
  { cacheFolder, tempFolder }: OtherFolders,
): Promise<Refusal | undefined> {
  const cache = await cacheTrouble(plan, standing, { folder: cacheFolder });
  if (cache !== undefined) return writeRefusal(cache, '--cache-dir');
  const temp = await mayWrite(tempFolder, 'keep temporary files in');
  return temp.ok ? undefined : writeRefusal(temp.error, 'TMPDIR (Windows: TEMP)');
}

function writeRefusal(failure: FileFailure, by: string): Refusal {
  return { kind: 'host', reason: failureLine(failure), help: `name a folder of your own with ${by}` };
}
