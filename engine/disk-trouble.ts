import { volumeAt as volumeHere, type Volume } from './host/free-disk.js';
import type { Plan } from './model/plan.js';
import { bytesText } from './report/amount.js';
import type { Refusal } from './refusal.js';

/** Folders beside the root that an installation fills. */
export interface OtherFolders {
  readonly cacheFolder: string;
  readonly tempFolder: string;
}

/** Of what a manifest says that it takes: what may lie in the cache, or in the temporary folder, at one time. */
const SHARE = 1 / 10;

/**
 * Whether there is room, by what the manifest says that it takes in all. Cache and temporary folder are asked for a share
 * of it where they are on another volume than the root; on the same one the manifest's number counts them too.
 */
export async function diskTrouble(
  { root, title, preflight: { disk }, artifacts }: Pick<Plan, 'root' | 'title' | 'preflight' | 'artifacts'>,
  { cacheFolder, tempFolder }: OtherFolders,
  volumeAt: (path: string) => Promise<Volume | undefined> = volumeHere,
): Promise<Refusal | undefined> {
  if (disk === undefined) return undefined;
  const known = [...artifacts.values()].reduce((sum, { size = 0 }) => sum + size, 0);
  const places = [
    { name: root, path: root, bytes: disk, there: '', remedy: '--root' },
    {
      name: `the cache ${cacheFolder}`,
      path: cacheFolder,
      bytes: Math.max(known, disk * SHARE),
      there: ' there',
      remedy: '--cache-dir',
    },
    {
      name: `the temporary folder ${tempFolder}`,
      path: tempFolder,
      bytes: disk * SHARE,
      there: ' there',
      remedy: 'TMPDIR (Windows: TEMP)',
    },
  ];
  const rootVolume = await volumeAt(root);
  for (const { name, path, bytes, there, remedy } of places) {
    const volume = path === root ? rootVolume : await volumeAt(path);
    const isCounted = path !== root && volume?.id === rootVolume?.id;
    if (volume === undefined || isCounted || volume.free >= bytes) continue;
    const reason = `${name} has ${bytesText(volume.free)} free, and ${title} needs ${bytesText(bytes)}${there}`;
    return { kind: 'host', reason, help: `free some space, or name another place with ${remedy}` };
  }
  return undefined;
}
