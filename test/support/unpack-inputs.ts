import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createArchives } from '../../engine/host/archives/create-archives.js';

/**
 * A program: unpacks files, each as an archive that is named so, into a fresh folder of `root`. It says of each when
 * it begins and how it ended, and in the end how much memory it ever held, so that whoever started it sees a hang.
 */
const [root = '', name = '', ...files] = process.argv.slice(2);
const archives = createArchives({ limits: { totalBytes: 32 * 2 ** 20, fileBytes: 16 * 2 ** 20 } });
const out = createWriteStream('', { fd: 1 });
const say = (line: object) => out.write(`${JSON.stringify(line)}\n`);

for (const [index, archive] of files.entries()) {
  const beside = join(root, String(index));
  mkdirSync(beside);
  say({ begun: basename(archive) });
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  const result = await archives.unpack({ archive, name, into: join(beside, 'into') }, watch);
  const left = readdirSync(beside);
  const kind = result.ok ? 'unpacked' : result.error.kind;
  say({ ended: basename(archive), kind, left, ...(result.ok ? {} : { error: result.error }) });
  rmSync(beside, { recursive: true });
}
say({ peakMiB: Math.ceil(process.resourceUsage().maxRSS / 1024), leftInRoot: readdirSync(root) });
