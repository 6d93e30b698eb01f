import { join } from 'node:path';
import { clock } from '../../engine/host/clock.js';
import { openNetwork } from '../../engine/host/network/open-network.js';
import { tellRss } from './tell-rss.js';

// download.js URL FOLDER: as an install does it, hashed, synced to the disk and renamed into the cache
const [url = '', folder = ''] = process.argv.slice(2);
void download();

async function download(): Promise<void> {
  const network = openNetwork({
    cacheFolder: join(folder, 'cache'),
    mirrors: [],
    offline: false,
    userAgent: 'bench',
    clock,
  });
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  const result = await network.fetch({ id: 'file', sources: [url] }, watch);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  tellRss();
}
