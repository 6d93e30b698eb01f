import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

// bare-unpack.js TAR FOLDER: the least that Node can do to unpack a plain tar of short names. Nothing is looked at, no time is kept.
const [archive = '', folder = ''] = process.argv.slice(2);
const BLOCK = 512;

const tar = readFileSync(archive);
for (let at = 0; tar[at] !== 0;) {
  const size = parseInt(tar.toString('latin1', at + 124, at + 135), 8);
  const path = join(folder, tar.toString('latin1', at, Math.min(at + 100, tar.indexOf(0, at))));
  if (tar[at + 156] === 0x35) mkdirSync(path, { recursive: true });
  else {
    const file = openSync(path, 'wx', 0o644);
    writeSync(file, tar, at + BLOCK, size);
    closeSync(file);
  }
  at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
}
