import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { openBundle, type Bundle, type PartIndex } from '../../build/open-bundle.js';

/** A bundle as the code in it sees it. */
export function bundleAt(file: string): Bundle {
  const index = /INDEX_default=(\{[^}]*\})/.exec(readFileSync(file, 'latin1'))?.[1] ?? '';
  return openBundle(createRequire(import.meta.url), file, { index: runInNewContext(`(${index})`) as PartIndex });
}
