import { expectedOf, runAgain, wordsOf } from '../look-after.js';
import { referenceInstall } from '../reference-install.js';
import { startEngine, type Ended } from '../run-engine.js';
import { sampled } from '../sampled.js';
import { cannotTrace, changingCalls, injected, IN_ORDER, traced, type Call } from '../tracer.js';
import type { Trial } from '../trial.js';

const ERRORS: Readonly<Record<string, RegExp>> = {
  ENOSPC: /^(openat|p?writev?(64)?|copy_file_range|mkdir|rename|link|symlink|fsync|fdatasync)/,
  EIO: /./,
  EMFILE: /^openat$/,
  EACCES: /^(openat|mkdir|rename|rmdir|unlink|link|symlink|f?chmod|utimensat)/,
  EROFS: /^(openat|mkdir|rename|rmdir|unlink|link|symlink|f?chmod|utimensat|ftruncate)/,
};

interface Blow extends Call {
  readonly error: string;
  /** This call only, or every one from it on: a disk that is full stays full. */
  readonly lasting: boolean;
}

/** `count`: errors. */
export const injectedErrors: Trial = {
  name: 'injected-errors',
  title: 'ENOSPC, EIO, EMFILE, EACCES, EROFS from system calls that change root or cache',
  full: 3000,
  cannot: cannotTrace,
  async run(scope, { count, seed, say, enough = () => false }) {
    const install = await referenceInstall(scope);
    const expected = await expectedOf(install);
    const blows = sampled(blowsAt(await changingCalls(install)), count, seed);
    const { root, cache } = install.here;
    const wrong: string[] = [];
    const seen = { hit: 0, failed: 0, borne: 0, astray: 0 };
    let done = 0;
    for (const [at, { name, n, path, error, lasting }] of blows.entries()) {
      if (enough()) break;
      install.clear();
      const before = traced(install, `inject=${name}:error=${error}:when=${n}${lasting ? '+' : ''}`);
      const end = await startEngine(install, IN_ORDER.args, { before, env: IN_ORDER.env }).ended;
      const paths = injected(install);
      // another thread's nth call may be the event loop's own, which no disk can break
      const isAstray = paths.some(hit => !hit.startsWith(root) && !hit.startsWith(cache));
      seen[isAstray ? 'astray' : end.code === 0 ? 'borne' : 'failed'] += 1;
      if (paths.length > 0 && !isAstray) seen.hit += 1;
      const found = [...(isAstray ? [] : endedTyped(end)), ...(await runAgain(install, expected))];
      const how = `${error} from ${name} ${n}${lasting ? ' on' : ''} (${path})`;
      wrong.push(...found.map(text => `${how}: ${text}`));
      done += 1;
      if (at % 50 === 49) say?.(`${at + 1} errors, ${wrong.length} wrong`);
    }
    const { hit, failed, borne, astray } = seen;
    const notes = [
      `${hit} hit`,
      `${failed} runs failed typed`,
      `${borne} succeeded all the same`,
      `${astray} went astray`,
    ];
    return { done, notes, wrong };
  },
};

function blowsAt(calls: readonly Call[]): readonly Blow[] {
  return calls.flatMap(call =>
    Object.entries(ERRORS)
      .filter(([, names]) => names.test(call.name))
      .flatMap(([error]) =>
        // from then on also the event loop would be told so by `write`
        [false, ...(call.name === 'write' ? [] : [true])].map(lasting => ({ ...call, error, lasting })),
      ),
  );
}

/** Done all the same, or failed or refused with words and a remedy; never a defect, a crash or a hang. */
function endedTyped(end: Ended): readonly string[] {
  if (end.code === 0) return [];
  if (end.hung || (end.code !== 1 && end.code !== 3)) return [wordsOf(end)];
  if (/^\s+at .*\(?(file|node):/m.test(end.stderr)) return [`a stack trace: ${wordsOf(end)}`];
  if (!end.stderr.includes('help: ')) return [`no remedy: ${wordsOf(end)}`];
  return [];
}
