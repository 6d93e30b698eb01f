import { diskNeeds, type DiskNeed } from '../opening/disk-trouble.js';
import { mayWrite, tempFolder } from '../host/files/may-write.js';
import type { Finding } from '../model/finding.js';
import type { Plan } from '../model/plan.js';
import type { Doctor } from './open-doctor.js';
import { bytesText } from '../report/amount.js';

/** Room in the root, the cache and the temporary folder, and whether each may be written to. */
export async function diskFindings({ wish, options }: Doctor, plan: Plan | undefined): Promise<readonly Finding[]> {
  const asked = plan ?? { root: wish.root, preflight: {}, artifacts: new Map() };
  const needs = await diskNeeds(asked, { cacheFolder: options.cacheFolder, tempFolder: tempFolder() });
  return Promise.all(
    needs.map(async need => {
      const written = await mayWrite(need.path, 'write');
      return written.ok ? roomFinding(need) : closedFinding(need, written.error.code);
    }),
  );
}

function roomFinding({ name, bytes, volume, there, remedy }: DiskNeed): Finding {
  const place = { area: 'disk', subject: name } as const;
  if (volume === undefined) return { ...place, verdict: 'note', found: 'the system does not say how much is free' };
  const free = `${bytesText(volume.free)} free`;
  if (bytes === undefined) return { ...place, verdict: 'good', found: free };
  const found = `${free}, ${bytesText(bytes)} needed${there}`;
  if (volume.free >= bytes) return { ...place, verdict: 'good', found };
  return { ...place, verdict: 'trouble', found, help: `free some space, or name another place with ${remedy}` };
}

function closedFinding({ name, remedy }: DiskNeed, code: string): Finding {
  const found = `it cannot be written to (${code})`;
  return { area: 'disk', subject: name, verdict: 'trouble', found, help: `name a folder of your own with ${remedy}` };
}
