import type { Trial } from './trial.js';
import { childOutput } from './trials/child-output.js';
import { cycles } from './trials/cycles.js';
import { injectedErrors, wayBackErrors } from './trials/injected-errors.js';
import { interrupts } from './trials/interrupts.js';
import { journalDamage } from './trials/journal-damage.js';
import { manyEngines } from './trials/many-engines.js';
import { oddStrings } from './trials/odd-strings.js';
import { randomKills } from './trials/random-kills.js';
import { systemCallKills, wayBackKills } from './trials/system-call-kills.js';

/** Everything that is done to an installation, the most telling first. */
export const TRIALS: readonly Trial[] = [
  randomKills,
  systemCallKills,
  wayBackKills,
  injectedErrors,
  wayBackErrors,
  journalDamage,
  interrupts,
  manyEngines,
  childOutput,
  oddStrings,
  cycles,
];
