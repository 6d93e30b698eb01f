import { doneSteps, expectedOf, runAgain } from '../look-after.js';
import { referenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import { sampled } from '../sampled.js';
import { cannotTrace, changingCalls, IN_ORDER, traced } from '../tracer.js';
import type { Trial } from '../trial.js';

/** `count`: calls, of those that the counting run saw. More than there are means each of them once. */
export const systemCallKills: Trial = {
  name: 'system-call-kills',
  title: 'SIGKILL at each system call that changes root or cache',
  full: 10_000,
  cannot: cannotTrace,
  async run(scope, { count, seed, say, enough = () => false }) {
    const install = await referenceInstall(scope);
    const expected = await expectedOf(install);
    const calls = await changingCalls(install);
    const chosen = sampled(calls, Math.min(count, calls.length), seed);
    const wrong: string[] = [];
    let killed = 0;
    let midway = 0;
    let done = 0;
    for (const [at, { name, n, path }] of chosen.entries()) {
      if (enough()) break;
      install.clear();
      const before = traced(install, `inject=${name}:signal=KILL:when=${n}`);
      const end = await startEngine(install, IN_ORDER.args, { before, env: IN_ORDER.env }).ended;
      if (end.signal === 'SIGKILL') killed += 1;
      if (end.signal === 'SIGKILL' && (await doneSteps(install)).length > 0) midway += 1;
      if (end.hung) wrong.push(`${name} ${n}: it hung`);
      const found = await runAgain(install, expected);
      wrong.push(...found.map(text => `${name} ${n} (${path}): ${text}`));
      done += 1;
      if (at % 50 === 49) say?.(`${at + 1} calls, ${killed} killed, ${wrong.length} wrong`);
    }
    const notes = [`${calls.length} calls seen, ${killed} runs killed, ${midway} of them with some steps done`];
    return { done, notes, wrong };
  },
};
