import { test } from 'node:test';
import { journalDamage } from '../torture/trials/journal-damage.js';
import { oddStrings } from '../torture/trials/odd-strings.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('a journal that is cut off or changed anywhere never calls a step done that is not', t =>
  passes(t, journalDamage, { count: 1000, seed: 7 }));

test('odd strings arrive in programs and files byte for byte', t => passes(t, oddStrings, { count: 60, seed: 1 }));
