import { test } from 'node:test';
import { cycles } from '../torture/trials/cycles.js';
import { manyEngines } from '../torture/trials/many-engines.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('of many engines on one root one works at a time, others wait or are told who does', t =>
  passes(t, manyEngines, { count: 4, seed: 1 }));

test('install, kill, upgrade, again and again: root and cache do not grow', t =>
  passes(t, cycles, { count: 2, seed: 1 }));
