import type { AttemptSpec } from '../model/manifest.js';
import type { Interpolator } from './interpolator.js';

/** A name for each rung, none twice: as written, else its action kind; a second "conda" is "conda 2". */
export function attemptNames(ladder: readonly AttemptSpec[], texts: Interpolator): readonly string[] {
  const written = ladder.map(({ name }) => (name === undefined ? undefined : texts.text(name)));
  const taken = new Set<string>();
  const claim = (wanted: string): string => {
    let name = wanted;
    for (let count = 2; taken.has(name); count += 1) name = `${wanted} ${count}`;
    taken.add(name);
    return name;
  };
  const claimed = written.map(name => (name === undefined ? undefined : claim(name)));
  return ladder.map(({ uses }, rung) => claimed[rung] ?? claim(uses.value));
}
