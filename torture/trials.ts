import type { Trial } from './trial.js';
import { randomKills } from './trials/random-kills.js';

/** Everything that is done to an installation, the most telling first. */
export const TRIALS: readonly Trial[] = [randomKills];
