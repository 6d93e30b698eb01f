import { basename, join } from 'node:path';
import { createArchives } from '../../engine/host/archives/create-archives.js';
import { durableArchives } from '../../engine/host/archives/durable-archives.js';
import { tellRss } from './tell-rss.js';

// unpack.js ARCHIVE FOLDER [THREADS | kept]: as an install does it, safety and all; `kept`: until the disk has all of it
const [archive = '', folder = '', how] = process.argv.slice(2);
void unpack();

async function unpack(): Promise<void> {
  const archives = createArchives(how === undefined || how === 'kept' ? {} : { threads: Number(how) });
  const result = await (how === 'kept' ? durableArchives(archives) : archives).unpack(
    { archive, name: basename(archive), into: join(folder, 'tree') },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  tellRss();
}
