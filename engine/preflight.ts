import { freeDisk } from './host/free-disk.js';
import { makeRoot } from './host/make-root.js';
import type { Standing } from './model/standing.js';
import type { Plan } from './model/plan.js';
import { osOf } from './model/platform.js';
import { inRange } from './model/version-range.js';
import type { Prepared } from './prepare.js';
import { bytesText } from './report/amount.js';
import { failureLine } from './report/failure-text.js';
import type { Refusal } from './refusal.js';

/** What the manifest asks of the host before anything begins, then whether the root can be installed into. */
export async function preflight(
  prepared: Prepared,
  standing: ReadonlyMap<string, Standing>,
): Promise<Refusal | undefined> {
  return (await hostTrouble(prepared, standing)) ?? (await rootTrouble(prepared.plan));
}

/** The disk is asked only for a first install. */
async function hostTrouble(
  { plan, host }: Prepared,
  standing: ReadonlyMap<string, Standing>,
): Promise<Refusal | undefined> {
  const { disk, glibc } = plan.preflight;
  if (glibc !== undefined && host.glibc !== undefined && !inRange(host.glibc, glibc)) {
    const reason = `this host has glibc ${host.glibc}, and ${plan.title} needs ${glibc}`;
    return { kind: 'host', reason, help: 'use a newer Linux distribution, or a container with one' };
  }
  const begun = [...standing.values()].some(({ kind }) => kind === 'up-to-date');
  if (disk === undefined || begun) return undefined;
  const free = await freeDisk(plan.root);
  if (free === undefined || free >= disk) return undefined;
  const reason = `${plan.root} has ${bytesText(free)} free, and ${plan.title} needs ${bytesText(disk)}`;
  return { kind: 'host', reason, help: 'free some space, or name another place with --root' };
}

async function rootTrouble({ root, platform }: Plan): Promise<Refusal | undefined> {
  const separator = osOf(platform) === 'windows' ? ';' : ':';
  if (root.includes(separator)) {
    const reason = `cannot install into ${root}: its name has a ${separator}, by which PATH tells folders apart`;
    return { kind: 'host', reason, help: 'name another folder with --root' };
  }
  const made = await makeRoot(root);
  if (made.ok) return undefined;
  return { kind: 'host', reason: failureLine(made.error), help: 'name a folder of your own with --root' };
}
