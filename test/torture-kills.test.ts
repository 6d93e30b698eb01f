import { test } from 'node:test';
import { randomKills } from '../torture/trials/random-kills.js';
import { systemCallKills } from '../torture/trials/system-call-kills.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('killed at any time, the next run ends in the same tree and does nothing again', t =>
  passes(t, randomKills, { count: 4, seed: 4 }));

test('killed at a system call that changes something, the next run ends in the same tree too', t =>
  passes(t, systemCallKills, { count: 2, seed: 3 }));
