import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, packageVersion } from '../engine/host/package-folder.js';
import { pythonWheel } from '../engine/host/packages/python-wheel.js';
import { nodeTemplates } from '../engine/host/templates.js';

// `npm run wheel`: makes `dist/python/`, or the folder that is named, with the wheel, and the pair of scripts that a node copies.

const folder = process.argv[2] ?? join(packageFolder, 'dist', 'python');
const wheel = await pythonWheel();
if (wheel === undefined) throw new Error('run npm run build first');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, wheel.name), wheel.bytes);
for (const { path, text } of await nodeTemplates({ version: packageVersion(), wheel: wheel.sha256 })) {
  if (path.endsWith('.py')) writeFileSync(join(folder, path), text);
}
