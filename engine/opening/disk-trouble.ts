import { volumeAt as volumeHere, type Volume } from '../host/files/free-disk.js';
import type { Plan } from '../model/plan.js';
import { bytesText } from '../report/amount.js';
import type { Refusal } from './refusal.js';

/** Folders beside the root that an installation fills. */
export interface OtherFolders {
  readonly cacheFolder: string;
  readonly tempFolder: string;
}

/** Of what a manifest says that it takes: what may lie in the cache, or in the temporary folder, at one time. */
const SHARE = 1 / 10;

/** A folder that an installation fills: what it takes there, and what is free. */
export interface DiskNeed {
  readonly name: string;
  readonly path: string;
  /** Absent where the manifest does not say what it takes, or where the root's number counts it. */
  readonly bytes?: number;
  /** Absent where the system does not say. */
  readonly volume?: Volume;
  /** Behind the number, in words. */
  readonly there: string;
  /** By which flag or variable another place is named. */
  readonly remedy: string;
}

type Needy = Pick<Plan, 'root' | 'preflight' | 'artifacts'>;
type VolumeAt = (path: string) => Promise<Volume | undefined>;

/**
 * Whether there is room, by what the manifest says that it takes in all. Cache and temporary folder are asked for a share
 * of it where they are on another volume than the root; on the same one the manifest's number counts them too.
 */
export async function diskTrouble(
  plan: Needy & Pick<Plan, 'title'>,
  others: OtherFolders,
  volumeAt: VolumeAt = volumeHere,
): Promise<Refusal | undefined> {
  if (plan.preflight.disk === undefined) return undefined;
  for (const { name, bytes, volume, there, remedy } of await diskNeeds(plan, others, volumeAt)) {
    if (bytes === undefined || volume === undefined || volume.free >= bytes) continue;
    const reason = `${name} has ${bytesText(volume.free)} free, and ${plan.title} needs ${bytesText(bytes)}${there}`;
    return { kind: 'host', reason, help: `free some space, or name another place with ${remedy}` };
  }
  return undefined;
}

/** What each of the three folders is asked for: the root first. */
export async function diskNeeds(
  { root, preflight: { disk }, artifacts }: Needy,
  { cacheFolder, tempFolder }: OtherFolders,
  volumeAt: VolumeAt = volumeHere,
): Promise<readonly DiskNeed[]> {
  const known = [...artifacts.values()].reduce((sum, { size = 0 }) => sum + size, 0);
  const share = disk === undefined ? undefined : disk * SHARE;
  const cacheShare = share === undefined ? undefined : Math.max(known, share);
  const places = [
    { name: root, path: root, wanted: disk, there: '', remedy: '--root' },
    { name: `the cache ${cacheFolder}`, path: cacheFolder, wanted: cacheShare, there: ' there', remedy: '--cache-dir' },
    {
      name: `the temporary folder ${tempFolder}`,
      path: tempFolder,
      wanted: share,
      there: ' there',
      remedy: 'TMPDIR (Windows: TEMP)',
    },
  ];
  const rootVolume = await volumeAt(root);
  return Promise.all(
    places.map(async ({ wanted, ...place }) => {
      const volume = place.path === root ? rootVolume : await volumeAt(place.path);
      const isCounted = place.path !== root && volume?.id === rootVolume?.id;
      const bytes = isCounted ? undefined : wanted;
      return { ...place, ...(volume !== undefined && { volume }), ...(bytes !== undefined && { bytes }) };
    }),
  );
}
