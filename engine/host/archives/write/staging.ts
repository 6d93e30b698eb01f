import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a fresh folder in `parent` that nobody else can look into, with a `tree` in it to be filled. */
export async function createStaging(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, `.unpack-${process.pid}-`));
  await mkdir(join(folder, 'tree'), { mode: 0o755 });
  return folder;
}

export async function removeStaging(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
}
