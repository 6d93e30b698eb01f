import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from '../engine/host/journal/journal.js';
import type { Event } from '../engine/model/event.js';
import { referenceInstall, type ReferenceInstall } from './reference-install.js';
import { startEngine, type Ended } from './run-engine.js';
import type { Scope } from './trial.js';

/** Everything that a finished install leaves, but what tells of its runs: path → mode and digest. */
export type Tree = Readonly<Record<string, string>>;

const STATE = '.sam3d-install';
/** Each run adds to these; git's own files hold times. */
const CHANGING = new RegExp(`^${STATE}/(journal\\.ndjson|journal\\.damaged-.*|logs|run\\.lock)(/|$)|(^|/)\\.git/`);

/** A kill or a failing disk may keep it from being written, or take it before the rest: an empty root stays then, and that is all. */
const NOTE_OF_ROOT = `${STATE}/made-root.txt`;
const EMPTY_DOWNLOAD = /^partial\/[0-9a-f]{64}$/;

export function treeOf(folder: string): Tree {
  const found: Record<string, string> = {};
  const look = (path: string, shown: string): void => {
    if (CHANGING.test(shown) || shown === NOTE_OF_ROOT) return;
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isDirectory()) {
      if (shown !== '') found[shown] = `folder ${mode}`;
      for (const name of readdirSync(path)) look(join(path, name), shown === '' ? name : `${shown}/${name}`);
    } else if (stat.isSymbolicLink()) found[shown] = `link ${readlinkSync(path)}`;
    // a disk that refused to remove it: it holds nothing, and is swept after a week
    else if (EMPTY_DOWNLOAD.test(shown) && stat.size === 0) return;
    else found[shown] = `file ${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
  };
  look(folder, '');
  // an empty staging folder is no leftover
  if (!Object.keys(found).some(path => path.startsWith(`${STATE}/staging/`))) delete found[`${STATE}/staging`];
  return found;
}

/** What root and cache are to be in the end. */
export interface Expected {
  readonly root: Tree;
  readonly cache: Tree;
  readonly ms: number;
  readonly events: number;
}

/** Installs once, in peace. */
export async function expectedOf(install: ReferenceInstall): Promise<Expected> {
  install.clear();
  const end = await startEngine(install, ['--json']).ended;
  if (end.code !== 0) throw new Error(`the reference install itself fails: ${wordsOf(end)}`);
  const { here } = install;
  const events = end.stdout.split('\n').length - 1;
  return { root: treeOf(here.root), cache: treeOf(here.cache), ms: end.ms, events };
}

/** An install on a host of its own, and what it leaves when nobody disturbs it. */
export interface LonelyInstall {
  readonly install: ReferenceInstall;
  readonly expected: Expected;
}

export async function lonelyInstall(scope: Scope): Promise<LonelyInstall> {
  const install = await referenceInstall(scope);
  return { install, expected: await expectedOf(install) };
}

/** Steps that the journal calls done. */
export async function doneSteps({ here }: Pick<ReferenceInstall, 'here'>): Promise<readonly string[]> {
  const journal = await readJournal(join(here.root, STATE));
  return journal.ok ? [...journal.value.records().keys()] : [];
}

/** Runs again after something was done to a run: it must end well, in the same tree, without doing again what was done. */
export async function runAgain(install: ReferenceInstall, expected: Expected): Promise<readonly string[]> {
  const done = await doneSteps(install);
  const end = await startEngine(install, ['--json']).ended;
  const wrong = [...endedWell(end), ...sameTrees(install, expected), ...leftRunning(install)];
  const started = new Set(eventsOf(end).flatMap(event => (event.type === 'attempt-started' ? [event.step] : [])));
  const redone = done.filter(step => started.has(step));
  if (redone.length > 0) wrong.push(`did again: ${redone.join(', ')}`);
  return wrong;
}

export function endedWell(end: Ended): readonly string[] {
  return end.code === 0 ? [] : [`the next run failed: ${wordsOf(end)}`];
}

export function sameTrees({ here }: ReferenceInstall, expected: Expected): readonly string[] {
  return [
    ...differences('root', expected.root, treeOf(here.root)),
    ...differences('cache', expected.cache, treeOf(here.cache)),
  ];
}

export function differences(name: string, wanted: Tree, found: Tree): readonly string[] {
  const paths = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...paths]
    .filter(path => wanted[path] !== found[path])
    .map(path => `${name}: ${path} is ${found[path] ?? 'absent'}, not ${wanted[path] ?? 'absent'}`);
}

/** Processes that carry this host's home in their environment, but for the caller's own. */
export function leftRunning({ here }: Pick<ReferenceInstall, 'here'>): readonly string[] {
  return processesOf(here.folder).map(({ pid, command }) => `process ${pid} is left: ${command}`);
}

function processesOf(folder: string): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(name => {
      try {
        const home = `HOME=${folder}/home`;
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(home)) return [];
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        if (/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 120);
        return [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

function eventsOf({ stdout }: Pick<Ended, 'stdout'>): readonly Event[] {
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      try {
        return [JSON.parse(line) as Event];
      } catch {
        return [];
      }
    });
}

/** The end of a run in a few lines. */
export function wordsOf(end: Ended): string {
  const failures = eventsOf(end).flatMap(event => (event.type === 'attempt-failed' ? [JSON.stringify(event)] : []));
  const how = `${end.hung ? 'it hung, ' : ''}ended with ${end.code ?? end.signal ?? '?'}`;
  return [how, ...failures, end.stderr.slice(-1500)].join('\n');
}
