import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../test/support/seeded-random.js';
import { doneSteps, expectedOf, runAgain } from '../look-after.js';
import { cannotInstall, referenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Trial } from '../trial.js';

/** `count`: kills. */
export const randomKills: Trial = {
  name: 'random-kills',
  title: 'SIGKILL at random times',
  full: 1000,
  cannot: cannotInstall,
  async run(scope, { count, seed, say, enough = () => false }) {
    const random = seededRandom(seed);
    const install = await referenceInstall(scope);
    const expected = await expectedOf(install);
    const pause = (2 * expected.ms) / expected.events;
    const wrong: string[] = [];
    const hits = { early: 0, midway: 0, late: 0 };
    let done = 0;
    for (let n = 0; n < count && !enough(); n += 1) {
      install.clear();
      // by events and not by the clock: a busy machine is as good as an idle one
      const after = Math.floor(random() * expected.events);
      const jitter = random() * pause;
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
      wrong.push(...found.map(text => `kill ${n}, after ${after} events and ${jitter.toFixed(1)} ms: ${text}`));
      done += 1;
      if (n % 50 === 49) say?.(`${n + 1} kills, ${wrong.length} wrong`);
    }
    const notes = [`${hits.midway} with some steps done, ${hits.early} with none, ${hits.late} after the end`];
    return { done, notes, wrong };
  },
};
