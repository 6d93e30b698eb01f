import { eachBlow } from '../each-blow.js';
import { wordsOf } from '../look-after.js';
import type { Ended } from '../run-engine.js';
import { sampled } from '../sampled.js';
import { firstInstall, stageFor, waysBack, type Scene } from '../scenes.js';
import { callsOf, cannotTrace, injected, runTraced, type CallOf } from '../tracer.js';
import type { Trial } from '../trial.js';

const ERRORS: Readonly<Record<string, RegExp>> = {
  ENOSPC: /^(openat|p?writev?(64)?|copy_file_range|mkdir|rename|link|symlink|fsync|fdatasync)/,
  EIO: /./,
  EMFILE: /^openat$/,
  EACCES: /^(openat|mkdir|rename|rmdir|unlink|link|symlink|f?chmod|utimensat)/,
  EROFS: /^(openat|mkdir|rename|rmdir|unlink|link|symlink|f?chmod|utimensat|ftruncate)/,
};

interface Blow extends CallOf {
  readonly error: string;
  /** This call only, or every one from it on: a disk that is full stays full. */
  readonly lasting: boolean;
}

/** `count`: errors. */
function errorsAt(
  name: string,
  title: string,
  { scenes, full }: { readonly scenes: readonly Scene[]; readonly full: number },
): Trial {
  return {
    name,
    title,
    full,
    cannot: cannotTrace,
    async run(scope, options) {
      const first = await stageFor(scope, scenes);
      const { calls, notes } = await callsOf(first, scenes);
      const blows = sampled(calls.flatMap(blowsAt), options.count + (options.from ?? 0), options.seed);
      const seen = { hit: 0, failed: 0, borne: 0, astray: 0 };
      const free = [first];
      const { done, wrong, extent } = await eachBlow(options, {
        what: 'errors',
        total: blows.length,
        lane: async () => free.pop() ?? stageFor(scope, scenes),
        blow: async (stage, n) => {
          const { scene, call, error, lasting } = blows[n] as Blow;
          scene.set(stage);
          const { install } = stage;
          const inject = `inject=${call.name}:error=${error}:when=${call.n}${lasting ? '+' : ''}`;
          const end = await runTraced(install, scene.args(stage), inject);
          const paths = injected(install);
          const { root, cache } = install.here;
          // another thread's nth call may be the event loop's own, which no disk can break
          const isAstray = paths.some(hit => !hit.startsWith(root) && !hit.startsWith(cache));
          seen[isAstray ? 'astray' : end.code === 0 ? 'borne' : 'failed'] += 1;
          if (paths.length > 0 && !isAstray) seen.hit += 1;
          const found = [...(isAstray ? [] : endedTyped(end)), ...(await scene.after(stage, n))];
          const how = `${error} from ${call.name} ${call.n}${lasting ? ' on' : ''} (${call.path})`;
          return found.map(text => `${scene.name}, ${how}: ${text}`);
        },
      });
      const { hit, failed, borne, astray } = seen;
      const ends = `${failed} runs failed typed, ${borne} succeeded all the same, ${astray} went astray`;
      return { done, notes: [extent, `${hit} hit`, ends, ...notes], wrong };
    },
  };
}

export const injectedErrors = errorsAt(
  'injected-errors',
  'ENOSPC, EIO, EMFILE, EACCES, EROFS from system calls of a first install that change root or cache',
  { scenes: [firstInstall], full: 3000 },
);

export const wayBackErrors = errorsAt(
  'way-back-errors',
  'the same during a change, a failed change and its way back, rollback and repair',
  { scenes: waysBack, full: 1000 },
);

function blowsAt({ scene, call }: CallOf): readonly Blow[] {
  const errors = Object.keys(ERRORS).filter(error => ERRORS[error]?.test(call.name) === true);
  // from then on also the event loop would be told so by `write`
  const lasts = call.name === 'write' ? [false] : [false, true];
  return errors.flatMap(error => lasts.map(lasting => ({ scene, call, error, lasting })));
}

/** Done all the same, or failed or refused with words and a remedy, or as it was to fail; never a defect, a crash or a hang. */
function endedTyped(end: Ended): readonly string[] {
  if (end.code === 0) return [];
  if (end.hung || (end.code !== 1 && end.code !== 3)) return [wordsOf(end)];
  if (/^\s+at .*\(?(file|node):/m.test(end.stderr)) return [`a stack trace: ${wordsOf(end)}`];
  const isPlanned = end.stderr.includes('because: /bin/sh -c exit 1 ended with exit code 1');
  if (!isPlanned && !/help: |  next: (?!mend what is named above)/.test(end.stderr))
    return [`no remedy: ${wordsOf(end)}`];
  return [];
}
