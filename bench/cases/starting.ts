import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PeerTrouble, type Bench, type CommandLine, type Place } from '../bench.js';
import {
  writeMakefile,
  writeManifest,
  writeNinja,
  writePackages,
  writeTaskfile,
  writeWireit,
  type Shape,
} from '../graphs.js';

const BARE: CommandLine = [process.execPath, '-e', '0'];
const COUNTS = [100, 1000, 10_000];
const SHAPES: readonly Shape[] = ['chain', 'fan'];

/** The rows about starting the one file, and about graphs. */
export const startingBenches: readonly Bench[] = [
  starts('start-validate', 'validate of default.yaml', { aim: 2, words: () => ['validate', '--quiet'] }),
  starts('start-validate-cold', 'the same, no compiled code kept', {
    words: () => ['validate', '--quiet'],
    env: ['NODE_DISABLE_COMPILE_CACHE=1'],
  }),
  starts('start-validate-own', "validate of a user's own manifest of 200 lines", {
    aim: 2.2,
    words: place => ['validate', '--quiet', '--manifest', ownManifest(place)],
  }),
  starts(
    'start-again',
    'install of default.yaml, nothing to do; a rehearsal has filled the root, the journal is as after real packages',
    {
      aim: 3,
      words: place => ['install', '--quiet', '--offline', '--profile', PROFILE, '--root', asInstalled(place)],
      runs: 3,
    },
  ),
  starts(
    'start-again-rehearsal',
    'a second rehearsal of default.yaml, nothing to do; it starts Python, and makes its stand-ins to know that',
    {
      words: place => ['rehearse', '--quiet', '--root', join(place.data, 'rehearsed')],
      runs: 2,
    },
  ),
  ...SHAPES.flatMap(shape => COUNTS.map(count => again(shape, count))),
  ...SHAPES.flatMap(shape => COUNTS.flatMap(count => peers().map(peer => againBeside(shape, count, peer)))),
  ...SHAPES.map(shape => first(shape)),
];

interface Starting {
  readonly words: (place: Place) => readonly string[];
  readonly aim?: number;
  readonly env?: readonly string[];
  /** How often it is run before it is measured: once, so that compiled code is kept. */
  readonly runs?: number;
}

function starts(name: string, work: string, { words, aim, env = [], runs = 1 }: Starting): Bench {
  return {
    name,
    work,
    against: 'node -e 0',
    ...(aim !== undefined && { aim }),
    pairs: 21,
    needs: ['env'],
    prepare(place) {
      const ours = engine(place, words(place), env);
      for (let run = 0; run < runs; run += 1) runOnce(ours);
      return { ours: () => ours, theirs: () => BARE };
    },
  };
}

/** One that needs no card, so that it is the same on every host. */
const PROFILE = 'cpu';

/** A root that stands as if the real packages had been installed into it. */
function asInstalled(place: Place): string {
  // an environment knows its own path, so it is made where it stays
  const [root, mark] = [join(place.data, 'installed'), join(place.data, 'installed.whole')];
  if (existsSync(mark)) return root;
  rmSync(root, { recursive: true, force: true });
  runOnce(engine(place, ['rehearse', '--quiet', '--profile', PROFILE, '--root', root]));
  const program = fileURLToPath(new URL('../programs/as-installed.js', import.meta.url));
  runOnce([process.execPath, program, root, PROFILE]);
  writeFileSync(mark, '');
  return root;
}

function again(shape: Shape, count: number): Bench {
  const aim = { 100: undefined, 1000: 2.2, 10_000: 5 }[count];
  return {
    name: `again-${shape}-${count}`,
    work: `a ${shape} of ${count} steps, nothing to do`,
    against: 'node -e 0',
    ...(aim !== undefined && { aim }),
    pairs: count > 1000 ? 5 : 11,
    needs: ['env', 'touch'],
    prepare: place => ({ ours: () => installed(place, shape, count), theirs: () => BARE }),
  };
}

interface Peer {
  readonly name: string;
  readonly write: (folder: string, shape: Shape, count: number) => void;
  /** What finds that nothing is to be done, in that folder. */
  readonly command: (program: string, folder: string) => CommandLine;
}

function peers(): readonly Peer[] {
  return [
    { name: 'ninja', write: writeNinja, command: (ninja, folder) => [ninja, '-C', folder, '--quiet'] },
    { name: 'make', write: writeMakefile, command: (make, folder) => [make, '-s', '-C', folder] },
    { name: 'wireit', write: writeWireit, command: (wireit, folder) => ['env', ...asScriptIn(folder), wireit] },
    { name: 'task', write: writeTaskfile, command: (task, folder) => [task, '--silent', '--dir', folder, 'all'] },
    { name: 'uv', write: writePackages, command: (uv, folder) => [uv, ...satisfied(folder)] },
  ];
}

/** What npm tells a script, without npm's own start. */
function asScriptIn(folder: string): readonly string[] {
  const told = [
    'npm_lifecycle_event=all',
    `npm_package_json=${join(folder, 'package.json')}`,
    'npm_command=run-script',
    'npm_config_user_agent=npm/10.0.0',
  ];
  return ['-C', folder, ...told, 'WIREIT_LOGGER=quiet', 'WIREIT_CACHE=none'];
}

function satisfied(folder: string): readonly string[] {
  const flags = ['--quiet', '--offline', '--no-index', '--no-config', '--cache-dir', join(folder, 'cache')];
  return ['pip', 'install', ...flags, '--python', join(folder, 'venv'), '-r', join(folder, 'requirements.txt')];
}

function againBeside(shape: Shape, count: number, { name, write, command }: Peer): Bench {
  return {
    name: `again-${shape}-${count}-${name}`,
    work: `a ${shape} of ${count} steps, nothing to do`,
    against: name,
    pairs: count > 1000 ? 3 : 5,
    needs: ['env', 'touch', name],
    prepare(place) {
      const ours = installed(place, shape, count);
      const folder = join(place.data, 'graphs', `${name}-${shape}-${count}`);
      write(folder, shape, count);
      const theirs = command(place.peer(name), folder);
      tryPeer(name, theirs);
      return { ours: () => ours, theirs: () => theirs };
    },
  };
}

function first(shape: Shape): Bench {
  return {
    name: `first-${shape}-1000`,
    work: `a ${shape} of 1000 steps, each a program, first run`,
    against: 'ninja -j2',
    aim: shape === 'chain' ? 1.3 : 1.6,
    pairs: 5,
    needs: ['env', 'touch', 'ninja'],
    prepare(place) {
      const manifest = writeManifest(join(place.data, 'graphs', `${shape}-1000`), shape, 1000);
      const words = ['--manifest', manifest, '--quiet', '--yes', '--jobs', '2'];
      return {
        ours: out => engine(place, [...words, '--root', out]),
        theirs: out => {
          writeNinja(out, shape, 1000);
          return [place.peer('ninja'), '-C', out, '-j2', '--quiet'];
        },
      };
    },
  };
}

/** A root where all of it is done, and the command that finds so. */
function installed(place: Place, shape: Shape, count: number): CommandLine {
  const manifest = writeManifest(join(place.data, 'graphs', `${shape}-${count}`), shape, count);
  const root = join(place.data, 'graphs', `root-${shape}-${count}`);
  const again = engine(place, ['--manifest', manifest, '--root', root, '--quiet', '--yes']);
  // done, found to be done, and known to be
  for (let run = 0; run < 3; run += 1) runOnce(again);
  return again;
}

/** The one file, alone in a folder as users have it, with a cache of its own. */
function engine(place: Place, words: readonly string[], env: readonly string[] = []): CommandLine {
  const folder = join(place.data, 'alone');
  mkdirSync(join(place.data, 'cache'), { recursive: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'sam3d-install.mjs');
  copyFileSync(fileURLToPath(new URL('../../sam3d-install.mjs', import.meta.url)), file);
  return ['env', `SAM3D_INSTALL_CACHE_DIR=${join(place.data, 'cache')}`, ...env, process.execPath, file, ...words];
}

function ownManifest(place: Place): string {
  const manifest = join(place.data, 'own.yaml');
  rmSync(manifest, { force: true });
  const steps = Array.from(
    { length: 47 },
    (_, at) => `  s${at}:\n    title: Step ${at}\n    uses: run\n    with: { argv: [echo, '\${python}'] }`,
  );
  const head = [
    'manifest: 1',
    'name: own',
    'title: Own',
    "versions: { python: '3.11' }",
    'platforms: { linux-64: {}, win-64: {}, osx-arm64: {} }',
  ];
  writeFileSync(manifest, `${[...head, 'steps:', ...steps].join('\n')}\n`);
  return manifest;
}

function tryPeer(name: string, [program, ...args]: CommandLine): void {
  const { status, signal } = spawnSync(program, args, { stdio: 'ignore', timeout: 300_000 });
  if (signal !== null) throw new PeerTrouble(`${name} was not ready after five minutes`);
  if (status !== 0) throw new PeerTrouble(`${name} ended with ${String(status)}`);
}

function runOnce([program, ...args]: CommandLine): void {
  const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
}
