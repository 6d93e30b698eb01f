import { basename, join } from 'node:path';
import { createArchives } from '../../engine/host/archives/create-archives.js';
import { tellRss } from './tell-rss.js';

// unpack.js ARCHIVE FOLDER [THREADS]: as an install does it, safety and all
const [archive = '', folder = '', threads] = process.argv.slice(2);
void unpack();

async function unpack(): Promise<void> {
  const result = await createArchives(threads === undefined ? {} : { threads: Number(threads) }).unpack(
    { archive, name: basename(archive), into: join(folder, 'tree') },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  tellRss();
}
