import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MAIN } from '../test/support/cli.js';

/** What is tormented: the one file where it is as new as what it is made of, since it starts in half the time. */
export const PROGRAM: string = process.env['TEST_MAIN'] ?? freshBundle() ?? MAIN;

function freshBundle(): string | undefined {
  const engine = dirname(dirname(MAIN));
  const bundle = join(dirname(engine), 'sam3d-install.mjs');
  const made = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = made === 0 ? [] : readdirSync(engine, { recursive: true, encoding: 'utf8' });
  const isOlder = (name: string) => statSync(join(engine, name)).mtimeMs <= made;
  return made > 0 && names.every(name => !name.endsWith('.js') || isOlder(name)) ? bundle : undefined;
}
