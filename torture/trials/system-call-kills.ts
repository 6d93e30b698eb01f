import { eachBlow } from '../each-blow.js';
import { doneSteps } from '../look-after.js';
import { sampled } from '../sampled.js';
import { firstInstall, stageFor, waysBack, type Scene } from '../scenes.js';
import { callsOf, cannotTrace, runTraced } from '../tracer.js';
import type { Trial } from '../trial.js';

/** `count`: calls, of those that the counting runs saw. More than there are means each of them once. */
export function killsAt(name: string, title: string, scenes: readonly Scene[]): Trial {
  return {
    name,
    title,
    full: 100_000,
    cannot: cannotTrace,
    async run(scope, options) {
      const first = await stageFor(scope, scenes);
      const { calls, notes } = await callsOf(first, scenes);
      const chosen = sampled(calls, calls.length, options.seed);
      const seen = { killed: 0, midway: 0 };
      const free = [first];
      const { done, wrong, extent } = await eachBlow(options, {
        what: 'calls',
        total: chosen.length,
        lane: async () => free.pop() ?? stageFor(scope, scenes),
        blow: async (stage, n) => {
          const { scene, call } = chosen[n] as (typeof chosen)[number];
          scene.set(stage);
          const { install } = stage;
          const end = await runTraced(install, scene.args(stage), `inject=${call.name}:signal=KILL:when=${call.n}`);
          if (end.signal === 'SIGKILL') seen.killed += 1;
          if (end.signal === 'SIGKILL' && (await doneSteps(install)).length > 0) seen.midway += 1;
          const found = [...(end.hung ? ['it hung'] : []), ...(await scene.after(stage, n))];
          return found.map(text => `${scene.name}, ${call.name} ${call.n} (${call.path}): ${text}`);
        },
      });
      return {
        done,
        notes: [extent, `${seen.killed} runs killed, ${seen.midway} of them with some steps done`, ...notes],
        wrong,
      };
    },
  };
}

export const systemCallKills = killsAt(
  'system-call-kills',
  'SIGKILL at each system call of a first install that changes root or cache',
  [firstInstall],
);

export const wayBackKills = killsAt(
  'way-back-kills',
  'the same during a change, a failed change and its way back, rollback and repair',
  waysBack,
);
