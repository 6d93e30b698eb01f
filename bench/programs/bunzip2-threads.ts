import { BlockHelpers } from '../../engine/host/archives/bzip2/block-helpers.js';
import { bunzip2 } from '../../engine/host/archives/bzip2/bunzip2.js';
import { openArchive } from '../../engine/host/archives/open-archive.js';
import { tellRss } from './tell-rss.js';

// bunzip2-threads.js ARCHIVE THREADS: decodes, checks every checksum, and keeps nothing
const [archive = '', threads = '2'] = process.argv.slice(2);
const helpers = new BlockHelpers({ threads: Number(threads) });
let bytes = 0;
const pieces = openArchive(archive, { onRead: () => undefined }).pieces();
for (const piece of bunzip2(pieces, helpers.decode)) bytes += piece.length;
helpers.close();
if (bytes === 0) throw new Error('nothing came out');
tellRss();
