import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clock } from '../engine/host/clock.js';
import { openJournal } from '../engine/host/journal/journal.js';
import {
  differences,
  endedWell,
  expectedOf,
  leftRunning,
  runAgain,
  treeOf,
  wordsOf,
  type Expected,
} from './look-after.js';
import { referenceInstall, type ReferenceInstall } from './reference-install.js';
import { startEngine } from './run-engine.js';
import type { Scope } from './trial.js';

/** What an install is tormented at, and how it must stand afterwards. */
export interface Scene {
  readonly name: string;
  /** The command that a blow meets, after the program's name. */
  args(stage: Stage): readonly string[];
  /** Root, cache and manifest as the command finds them. */
  set(stage: Stage): void;
  /** Goes on after the blow, as a user would, and says what is wrong in the end. */
  after(stage: Stage, n: number): Promise<readonly string[]>;
}

/** A host where all scenes can be set. */
export interface Stage {
  readonly install: ReferenceInstall;
  readonly old: Expected;
  readonly changed: Expected;
  readonly templates: string;
}

const CHANGED = { two: '2.1', commit: 'second' } as const;
/** So that the order of the calls is nearly the same in every run: one step at a time. */
const IN_TURN = ['--jobs', '1', '--quiet'];

/** The first install of a root. */
export const firstInstall: Scene = {
  name: 'install',
  args: ({ install }) => [...install.args, ...IN_TURN],
  set: ({ install }) => {
    install.clear();
    install.declare();
  },
  after: ({ install, old }) => runAgain(install, old),
};

/** What changes an environment that is in use, and what brings an earlier one back. */
export const waysBack: readonly Scene[] = [
  {
    name: 'rollback',
    args: () => ['rollback'],
    set: stage => restore(stage, 'changed', {}),
    after: eitherWay,
  },
  {
    name: 'a change that fails, and its way back',
    args: ({ install }) => [...install.args, ...IN_TURN],
    set: stage => restore(stage, 'old', { ...CHANGED, top: 'exit 1' }),
    after: eitherWay,
  },
  {
    name: 'a change',
    args: ({ install }) => [...install.args, ...IN_TURN],
    set: stage => restore(stage, 'old', CHANGED),
    after: eitherWay,
  },
  {
    name: 'a change, with what a failed run had done of it',
    args: ({ install }) => [...install.args, ...IN_TURN],
    set: stage => restore(stage, 'failed', CHANGED),
    after: eitherWay,
  },
  {
    name: 'a run at whose end a long journal is written anew',
    args: ({ install }) => [...install.args, ...IN_TURN],
    set: stage => restore(stage, 'long', {}),
    after: stage => goOn(stage, stage.old),
  },
  {
    name: 'uninstall',
    args: () => ['uninstall', '--yes'],
    set: stage => restore(stage, 'old', {}),
    // taken back by an install, or ended by the next one
    after: async (stage, n) => {
      if (n % 2 === 0) return goOn(stage, stage.old);
      const { install } = stage;
      const wrong = endedWell(await startEngine({ ...install, args: ['uninstall', '--yes'] }).ended);
      const left = Object.keys(treeOf(install.here.root));
      return [...wrong, ...(left.length > 0 ? [`left: ${left.join(', ')}`] : [])];
    },
  },
  {
    name: 'repair',
    args: ({ install }) => ['repair', ...install.args.slice(1), ...IN_TURN],
    set: stage => {
      restore(stage, 'old', {});
      const { root } = stage.install.here;
      rmSync(join(root, 'lib', 'third'), { recursive: true });
      writeFileSync(join(root, 'models', 'model.bin'), 'spoilt');
    },
    // what a repair had begun is not done: `install` goes on with it, and `repair` says so
    after: async (stage, n) => {
      const { install } = stage;
      const repair = { ...install, args: ['repair', ...install.args.slice(1)] };
      const wrong = n % 2 === 0 ? [] : endedWell(await startEngine(repair).ended);
      return [...wrong, ...(await goOn(stage, stage.old))];
    },
  },
];

/** For the first install alone no change is made ready. */
export async function stageFor(scope: Scope, scenes: readonly Scene[]): Promise<Stage> {
  const install = await referenceInstall(scope);
  const templates = join(install.here.folder, 'templates');
  const old = await expectedOf(install);
  if (scenes.every(scene => scene === firstInstall)) return { install, templates, old, changed: old };
  save({ install, templates }, 'old');
  install.declare(CHANGED);
  await inPeace(install);
  save({ install, templates }, 'changed');
  const changed = await expectedOf(install);
  restore({ install, templates }, 'changed', CHANGED);
  const wrong = treesBut(install, changed);
  if (wrong.length > 0) throw new Error(`a change does not lead to the tree of an install: ${wrong.join('\n')}`);
  restore({ install, templates }, 'old', {});
  await lengthenJournal(install);
  save({ install, templates }, 'long');
  restore({ install, templates }, 'old', { ...CHANGED, top: 'exit 1' });
  const failed = await startEngine(install, IN_TURN).ended;
  if (failed.code !== 1) throw new Error(`a change that was to fail: ${wordsOf(failed)}`);
  save({ install, templates }, 'failed');
  return { install, templates, old, changed };
}

/** As many runs would: what it says of a step is said again and again. */
async function lengthenJournal({ here }: ReferenceInstall): Promise<void> {
  const journal = await openJournal(join(here.root, '.sam3d-install'), clock);
  if (!journal.ok) throw new Error('the journal cannot be opened');
  const [record] = journal.value.records().values();
  if (record === undefined) throw new Error('the journal knows no step');
  const entries = Array.from({ length: 1200 }, () => journal.value.append({ type: 'step-done', record }));
  await Promise.all(entries);
  await journal.value.close();
}

/** To the changed environment or to the old one: both must be reached from wherever the blow left it. */
async function eitherWay(stage: Stage, n: number): Promise<readonly string[]> {
  const isChanged = n % 2 === 0;
  stage.install.declare(isChanged ? CHANGED : {});
  return goOn(stage, isChanged ? stage.changed : stage.old);
}

async function goOn({ install }: Stage, expected: Expected): Promise<readonly string[]> {
  const end = await startEngine(install, ['--json']).ended;
  return [...endedWell(end), ...treesBut(install, expected), ...leftRunning(install)];
}

/** But for the environments that are kept, and these are whole. */
function treesBut(install: ReferenceInstall, expected: Expected): readonly string[] {
  const { root, cache } = install.here;
  const found = Object.fromEntries(
    Object.entries(treeOf(root)).filter(([path]) => !/^\.sam3d-install\/kept(\/|$)/.test(path)),
  );
  const next = join(root, '.sam3d-install', 'kept', 'next');
  return [
    ...differences('root', expected.root, found),
    ...differences('cache', expected.cache, treeOf(cache)),
    ...(existsSync(next) ? [`${next} is left`] : []),
  ];
}

async function inPeace(install: ReferenceInstall): Promise<void> {
  const [wrong] = endedWell(await startEngine(install, ['--json']).ended);
  if (wrong !== undefined) throw new Error(wrong);
}

function save({ install, templates }: Pick<Stage, 'install' | 'templates'>, name: string): void {
  for (const [part, folder] of partsOf(install)) copy(folder, join(templates, name, part));
}

function restore(
  { install, templates }: Pick<Stage, 'install' | 'templates'>,
  name: string,
  changes: Parameters<ReferenceInstall['declare']>[0],
): void {
  install.clear();
  for (const [part, folder] of partsOf(install)) copy(join(templates, name, part), folder);
  install.declare(changes);
}

function partsOf({ here }: ReferenceInstall): readonly (readonly [string, string])[] {
  return [
    ['root', here.root],
    ['cache', here.cache],
  ];
}

/** With its times, which the journal knows. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  execFileSync('/bin/cp', ['-a', from, to]);
}
