import { closeSync, openSync, writeSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';

// bare-download.js URL FOLDER: the least that Node can do to download a file. It is not hashed, and nobody waits for the disk.
const [url = '', folder = ''] = process.argv.slice(2);

get(url, response => {
  const file = openSync(join(folder, 'file'), 'wx', 0o644);
  response.on('data', (piece: Buffer) => writeSync(file, piece)).on('end', () => closeSync(file));
});
