import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const corpus = join(projectRoot, '..', 'shared', 'corpus');

/** Files of a folder of the shared corpus, which stands beside the project; none where it is absent. */
export function corpusFiles(...folder: readonly string[]): readonly string[] {
  const path = join(corpus, ...folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .sort()
    .map(name => join(path, name));
}

/** For a test's `skip`: why it cannot run, or false. */
export function withoutCorpus(files: readonly string[]): string | false {
  return files.length === 0 ? 'the shared corpus is not beside the project' : false;
}
