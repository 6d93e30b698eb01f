import { seededRandom } from '../../test/support/seeded-random.js';
import { expectedOf, leftRunning, sameTrees, wordsOf } from '../look-after.js';
import { cannotInstall, referenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Trial } from '../trial.js';

const REFUSED = 3;
const ROUNDS = 20;

/** `count`: engines at one time, in 20 rounds; a sample of fewer than 10 in 2. Each third of them waits, and in each second round one is suspended and comes back. */
export const manyEngines: Trial = {
  name: 'many-engines',
  title: 'many engines at one time on one root and one cache',
  full: 50,
  cannot: cannotInstall,
  async run(scope, { count, seed, say, enough = () => false }) {
    const random = seededRandom(seed);
    const install = await referenceInstall(scope);
    const expected = await expectedOf(install);
    const rounds = count < 10 ? 2 : ROUNDS;
    const wrong: string[] = [];
    const seen = { done: 0, refused: 0 };
    let played = 0;
    for (; played < rounds && !enough(); played += 1) {
      const round = played;
      install.clear();
      const engines = Array.from({ length: count }, (_, n) =>
        startEngine(install, n % 3 === 0 ? ['--wait'] : [], { longestMs: 300_000 }),
      );
      const suspended = round % 2 === 1 ? engines[3 * Math.floor((random() * count) / 3)] : undefined;
      if (suspended !== undefined) {
        setTimeout(() => suspended.kill('SIGSTOP'), random() * 1500);
        setTimeout(() => suspended.kill('SIGCONT'), 3000 + random() * 1000);
      }
      for (const [n, engine] of engines.entries()) {
        const end = await engine.ended;
        const named = /error: another run works on .*: .*(\(process \d+, since |does not say who it is)/.test(
          end.stderr,
        );
        const isRefused = end.code === REFUSED && named && n % 3 !== 0;
        seen[isRefused ? 'refused' : 'done'] += 1;
        if (end.code !== 0 && !isRefused) wrong.push(`round ${round}, engine ${n}: ${wordsOf(end)}`);
      }
      const found = [...sameTrees(install, expected), ...leftRunning(install)];
      wrong.push(...found.map(text => `round ${round}: ${text}`));
      say?.(`${round + 1} rounds, ${wrong.length} wrong`);
    }
    const notes = [
      `${played} of ${rounds} rounds; ${seen.done} runs came to their end, ${seen.refused} were refused by name`,
    ];
    return { done: count, notes, wrong };
  },
};
