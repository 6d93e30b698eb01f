import type { Combination } from './combinations.js';
import { combinationName } from './combinations.js';

/** Where something is so: "on every platform", "on linux-64", "on win-64 with profile cpu, on osx-64 and 2 more". */
export function onCombinations(
  some: readonly Combination[],
  all: readonly Combination[],
  { most = 3 }: { readonly most?: number } = {},
): string {
  const names = byPlatform(some, all).map(name => `on ${name}`);
  if (some.length === all.length && names.length > 1) return 'on every platform';
  const shown = names.slice(0, most);
  return shown.join(', ') + (names.length > shown.length ? ` and ${names.length - shown.length} more` : '');
}

/** A platform with every one of its profiles is named once. */
function byPlatform(some: readonly Combination[], all: readonly Combination[]): readonly string[] {
  const names: string[] = [];
  for (const platform of new Set(some.map(combination => combination.platform))) {
    const here = some.filter(combination => combination.platform === platform);
    const whole = here.length === all.filter(combination => combination.platform === platform).length;
    names.push(...(whole ? [platform.name] : here.map(combinationName)));
  }
  return names;
}
