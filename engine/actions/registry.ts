import type { Action } from '../model/action.js';

/** Every action kind that a manifest's `uses` may name. */
export const ACTIONS: readonly Action[] = [];
