import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../engine/host/cache/cache-folder.js';
import { homeFolder } from '../engine/host/environment/home-folder.js';
import { packed, unpacked } from './packed.js';
import { withoutSum, withSum } from './with-sum.js';
import { openBundle, type Bundle, type PartIndex } from './open-bundle.js';

// What a bundle begins with. Compiling takes longer than most commands, so what the JavaScript engine has made of the code is
// kept in the cache folder, where there is one, and taken up by the next call of the same command.

declare const INDEX: PartIndex;
/** A digest of all parts. */
declare const ID: string;

/** These run next to nothing of their command. */
const ASKS = ['--help', '-h', '--version', '-V'];

/** Refused, not understood, and a defect: what has run by then is not what a later call runs. */
const FELL_SHORT = [3, 64, 70];

start(process.argv.slice(2));

function start(words: readonly string[]): void {
  const command = words.some(word => ASKS.includes(word))
    ? 'help'
    : /^[a-z]+$/.test(words[0] ?? '')
      ? String(words[0])
      : 'install';
  const place = keptPlace(words, command);
  const compiled = place === undefined ? undefined : read(place);
  const bundle = openBundle(createRequire(import.meta.url), fileURLToPath(import.meta.url), {
    index: INDEX,
    id: ID,
    ...(place !== undefined && {
      kept: { folder: join(place, '..', '..', 'checked'), writes: !onlyLooks(command, words) },
    }),
    ...(compiled !== undefined && { compiled }),
  });
  if (place !== undefined && compiled === undefined && !onlyLooks(command, words)) {
    process.on('exit', code => (FELL_SHORT.includes(code) ? undefined : keep(place, bundle)));
  }
  bundle.run('engine');
}

/** Undefined where nothing may be kept, or where the command line says something of folders that is not understood here. */
function keptPlace(words: readonly string[], command: string): string | undefined {
  const { env, platform, versions, arch } = process;
  if ((env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '' || words.some(word => word.startsWith('--cache-dir')))
    return undefined;
  const named = env['SAM3D_INSTALL_CACHE_DIR'] ?? '';
  const folder = named === '' ? cacheFolder(env, platform, { home: homeFolder() }) : named;
  return join(folder, 'code', `${ID}-${versions.v8}-${arch}-${command}.bin`);
}

/** These promise to write nothing. */
function onlyLooks(command: string, words: readonly string[]): boolean {
  return ['plan', 'graph'].includes(command) || words.includes('--dry-run');
}

function read(place: string): Readonly<Record<string, Buffer>> | undefined {
  try {
    const bytes = withoutSum(readFileSync(place));
    return bytes && unpacked(bytes);
  } catch {
    return undefined;
  }
}

/** Nothing depends on it, so what hinders it is no failure. What an older bundle has left is taken away. */
function keep(place: string, bundle: Bundle): void {
  try {
    const folder = join(place, '..');
    // only where something is cached already: a command that writes nothing else makes no folder for it
    if (!statSync(join(folder, '..')).isDirectory()) return;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(ID)) rmSync(join(folder, name), { recursive: true, force: true });
    }
    const aside = join(folder, `new-${process.pid}-${basename(place)}`);
    writeFileSync(aside, withSum(packed(bundle.compiled())));
    renameSync(aside, place);
  } catch {
    // the next call compiles again
  }
}
