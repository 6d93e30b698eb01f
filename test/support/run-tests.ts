import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `node --test` takes no glob on Node 20 and no folder on Node 22, so the files are listed here.
// Arguments narrow the run: `npm test -- ladder plan` runs the files with these words in their names.
const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter(name => name.endsWith('.test.js'))
  .filter(name => words.length === 0 || words.some(word => name.includes(word)))
  .map(name => join(folder, name));
if (files.length === 0) {
  console.error(`no test file has ${words.join(' or ')} in its name`);
  process.exit(64);
}
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
