import { test } from 'node:test';
import { randomKills } from '../torture/trials/random-kills.js';
import { killsAt, systemCallKills } from '../torture/trials/system-call-kills.js';
import { waysBack } from '../torture/scenes.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('killed at any time, the next run ends in the same tree and does nothing again', t =>
  passes(t, randomKills, { count: 4, seed: 4 }));

test('killed at a system call that changes something, the next run ends in the same tree too', t =>
  passes(t, systemCallKills, { count: 2, seed: 3 }));

test('a rollback that is killed at such a call is ended by the next run, one way or the other', t =>
  passes(t, killsAt('rollback-kills', 'SIGKILL during rollback', waysBack.slice(0, 1)), { count: 2, seed: 2 }));
