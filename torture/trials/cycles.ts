import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../test/support/seeded-random.js';
import { expectedOf, leftRunning, wordsOf } from '../look-after.js';
import { cannotInstall, referenceInstall, type ReferenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Trial } from '../trial.js';

/** Bytes: a journal is written anew before it is as long. All else may be twice what it was, as a killed run leaves what it was to replace. */
const LARGEST_JOURNAL = 400_000;

/** `count`: cycles. */
export const cycles: Trial = {
  name: 'cycles',
  title: 'change a version, kill, go on, roll back, again and again, on one root and one cache',
  full: 500,
  cannot: cannotInstall,
  async run(scope, { count, seed, say, enough = () => false }) {
    const random = seededRandom(seed);
    const install = await referenceInstall(scope);
    const expected = await expectedOf(install);
    const wrong: string[] = [];
    // by then as many earlier environments are kept as ever will be
    for (const two of ['2.1', '2.0', '2.1', '2.0']) {
      install.declare({ two });
      await startEngine(install).ended;
    }
    const before = amountsOf(install);
    let done = 0;
    for (let n = 0; n < count && !enough(); n += 1) {
      // back to what stood before in each second cycle
      install.declare({ two: n % 2 === 0 ? '2.1' : '2.0' });
      const engine = startEngine(install, ['--json']);
      await wait(random() * expected.ms * 1.2);
      engine.kill('SIGKILL');
      await engine.ended;
      const end = await startEngine(install, ['--json']).ended;
      if (end.code !== 0) wrong.push(`cycle ${n}: ${wordsOf(end)}`);
      if (n % 5 === 4) {
        const back = await startEngine({ ...install, args: ['rollback'] }).ended;
        if (back.code !== 0) wrong.push(`cycle ${n}, rollback: ${wordsOf(back)}`);
      }
      wrong.push(...leftRunning(install).map(text => `cycle ${n}: ${text}`));
      done += 1;
      if (n % 25 === 24) say?.(`${n + 1} cycles, ${wrong.length} wrong`);
    }
    install.declare();
    const last = await startEngine(install, ['--json']).ended;
    if (last.code !== 0) wrong.push(`at the end: ${wordsOf(last)}`);
    const after = amountsOf(install);
    for (const what of ['entries', 'bytes'] as const) {
      if (after[what] > 2 * before[what]) wrong.push(`${before[what]} ${what} grew to ${after[what]}`);
    }
    if (after.runs > 31) wrong.push(`logs of ${after.runs} runs are kept`);
    if (after.journal > LARGEST_JOURNAL) wrong.push(`the journal has ${after.journal} bytes`);
    const notes = [
      `${before.entries} files and folders with ${before.bytes} bytes before, ${after.entries} with ${after.bytes} after`,
      `logs of ${after.runs} runs, a journal of ${after.journal} bytes`,
    ];
    return { done, notes, wrong };
  },
};

interface Amounts {
  readonly entries: number;
  readonly bytes: number;
  readonly runs: number;
  readonly journal: number;
}

/** Of root and cache together; what tells of runs is counted apart. */
function amountsOf({ here }: ReferenceInstall): Amounts {
  const seen = { entries: 0, bytes: 0, runs: 0, journal: 0 };
  const look = (path: string) => {
    const stat = lstatSync(path);
    if (path.endsWith('journal.ndjson')) seen.journal = stat.size;
    else if (path.endsWith('.sam3d-install/logs')) seen.runs = readdirSync(path).length;
    else if (stat.isDirectory()) {
      if (!path.endsWith('staging')) seen.entries += 1;
      if (!path.endsWith('.git')) readdirSync(path).forEach(name => look(join(path, name)));
    } else {
      seen.entries += 1;
      seen.bytes += stat.size;
    }
  };
  look(here.root);
  look(here.cache);
  return seen;
}
