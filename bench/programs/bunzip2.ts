import { bunzip2 } from '../../engine/host/archives/bzip2/bunzip2.js';
import { openArchive } from '../../engine/host/archives/open-archive.js';
import { tellRss } from './tell-rss.js';

// bunzip2.js ARCHIVE: decodes on one thread, checks every checksum, and keeps nothing
const [archive = ''] = process.argv.slice(2);
let bytes = 0;
for (const piece of bunzip2(openArchive(archive, { onRead: () => undefined }).pieces())) bytes += piece.length;
if (bytes === 0) throw new Error('nothing came out');
tellRss();
