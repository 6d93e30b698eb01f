import type { Action } from '../model/action.js';
import { conda } from './conda.js';
import { detect } from './detect.js';
import { download } from './download.js';
import { git } from './git.js';
import { pip } from './pip.js';
import { run } from './run.js';
import { unpack } from './unpack.js';
import { venv } from './venv.js';
import { write } from './write.js';

/** Every action kind that a manifest's `uses` may name, sorted by kind. */
export const ACTIONS: readonly Action[] = [conda, detect, download, git, pip, run, unpack, venv, write];

export const ACTION_KINDS: ReadonlyMap<string, Action> = new Map(ACTIONS.map(action => [action.kind, action]));
