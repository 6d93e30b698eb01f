import { nearest } from '../base/nearest.js';

/** The property that was most likely meant: one that is written almost so, else what other formats call otherwise. */
export function meantProperty(name: string, known: readonly string[]): string | undefined {
  const meant = ELSEWHERE.get(name.toLowerCase());
  return nearest(name, known) ?? meant?.find(each => known.includes(each));
}

/** Words by which other tools' files say the same thing. */
const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ['on', ['after']],
  ['if', ['when']],
  ['depends-on', ['needs']],
  ['depends_on', ['needs']],
  ['requires', ['needs']],
  ['dependencies', ['needs']],
  ['action', ['uses']],
  ['params', ['with']],
  ['into', ['to']],
  ['url', ['sources']],
  ['urls', ['sources']],
]);
