import { seededRandom } from '../test/support/seeded-random.js';

/** `count` of the items, chosen by the seed, in a shuffled order; more than there are begin again from the first. */
export function sampled<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const random = seededRandom(seed);
  const shuffled = [...items];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T];
  }
  return Array.from({ length: shuffled.length === 0 ? 0 : count }, (_, at) => shuffled[at % shuffled.length] as T);
}
