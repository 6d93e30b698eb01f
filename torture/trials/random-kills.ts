import { setTimeout as wait } from 'node:timers/promises';
import { eachBlow } from '../each-blow.js';
import { doneSteps, lonelyInstall, runAgain } from '../look-after.js';
import { cannotInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Trial } from '../trial.js';

/** `count`: kills. */
export const randomKills: Trial = {
  name: 'random-kills',
  title: 'SIGKILL at random times',
  full: 1000,
  cannot: cannotInstall,
  async run(scope, options) {
    const hits = { early: 0, midway: 0, late: 0 };
    const { done, wrong, extent } = await eachBlow(options, {
      what: 'kills',
      total: Infinity,
      lane: () => lonelyInstall(scope),
      blow: async ({ install, expected }, _n, random) => {
        install.clear();
        // by events and not by the clock: a busy machine is as good as an idle one
        const after = Math.floor(random() * expected.events);
        const jitter = random() * ((2 * expected.ms) / expected.events);
        let seen = 0;
        const engine = startEngine(install, ['--json'], { onLine: () => (seen += 1) === after && void shoot() });
        const shoot = async () => {
          await wait(jitter);
          engine.kill('SIGKILL');
        };
        if (after === 0) void wait(random() * expected.ms).then(() => engine.kill('SIGKILL'));
        const end = await engine.ended;
        const steps = (await doneSteps(install)).length;
        hits[end.signal === null ? 'late' : steps === 0 ? 'early' : 'midway'] += 1;
        const found = await runAgain(install, expected);
        return found.map(text => `after ${after} events and ${jitter.toFixed(1)} ms: ${text}`);
      },
    });
    const notes = [extent, `${hits.midway} with some steps done, ${hits.early} with none, ${hits.late} after the end`];
    return { done, notes, wrong };
  },
};
