import { test } from 'node:test';
import { randomKills } from '../torture/trials/random-kills.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('killed at any time, the next run ends in the same tree and does nothing again', t =>
  passes(t, randomKills, { count: 6, seed: 4 }));
