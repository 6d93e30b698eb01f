import { seededRandom } from '../test/support/seeded-random.js';
import type { TrialOptions } from './trial.js';

/** What is done again and again, and what went wrong each time. */
export interface Blows<Lane> {
  /** What one is called, such as "kills". */
  readonly what: string;
  readonly total: number;
  /** A host of its own for those that are done one after another. */
  readonly lane: () => Promise<Lane>;
  /** The nth is the same in every run with the same seed, whatever came before it. */
  readonly blow: (lane: Lane, n: number, random: () => number) => Promise<readonly string[]>;
}

export interface Struck {
  readonly done: number;
  readonly wrong: readonly string[];
  /** Such as "120 of 1,000, from 40 on". */
  readonly extent: string;
}

const TELL_EVERY_MS = 20_000;
/** Of what went wrong at one blow: the rest tells the same. */
const MOST_LINES = 4;

/** Strikes blow after blow, some at one time, from the one that is asked for until all are done or the time is over. */
export async function eachBlow<Lane>(
  { count, seed, from = 0, lanes = 1, say, enough = () => false }: TrialOptions,
  { what, total, lane, blow }: Blows<Lane>,
): Promise<Struck> {
  const end = Math.min(total, from + count);
  const wrong: string[] = [];
  let next = from;
  let done = 0;
  let told = performance.now();
  const tell = () => {
    told = performance.now();
    say?.(`${done} of ${Math.max(0, end - from)} ${what} from ${from} on, ${wrong.length} wrong`);
  };
  const work = async () => {
    if (next >= end) return;
    const own = await lane();
    while (next < end && !enough()) {
      const n = next++;
      const found = await blow(own, n, seededRandom(Math.imul(seed, 1_000_003) + n));
      if (found.length > 0) {
        wrong.push(`${n}: ${found.slice(0, MOST_LINES).join('\n  ')}`);
        say?.(
          `WRONG: ${wrong.at(-1) ?? ''}${found.length > MOST_LINES ? `\n  and ${found.length - MOST_LINES} more` : ''}`,
        );
      }
      done += 1;
      if (performance.now() - told > TELL_EVERY_MS) tell();
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  tell();
  if (next < end) say?.(`go on with --from ${next}`);
  return { done, wrong, extent: `${from} to ${next}${total === Infinity ? '' : ` of ${total}`} ${what}` };
}
