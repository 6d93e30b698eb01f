import type { Trial } from './trial.js';
import { injectedErrors } from './trials/injected-errors.js';
import { randomKills } from './trials/random-kills.js';
import { systemCallKills } from './trials/system-call-kills.js';

/** Everything that is done to an installation, the most telling first. */
export const TRIALS: readonly Trial[] = [randomKills, systemCallKills, injectedErrors];
