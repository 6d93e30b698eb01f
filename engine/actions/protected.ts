import type { Drifted, LookContext, Made } from '../model/action.js';
import { inRange } from '../model/version-range.js';
import { versionsIn } from './distributions.js';
import { parseRequirement, pinHolds } from './requirement.js';

/** What nothing may replace once these are installed: the constraints, and what is pinned. */
export function protectedBy(packages: readonly string[], constraints: readonly string[]): readonly string[] {
  const pinned = packages.filter(text => parseRequirement(text).pin !== undefined);
  return [...new Set([...pinned, ...constraints])].filter(text => {
    const { name, direct, conditional } = parseRequirement(text);
    return name !== undefined && !direct && !conditional;
  });
}

/** What of it is not so any more in the environment that it was installed into. A constraint asks for no package to be there. */
export async function driftedIn({ outputs, notes }: Made, context: LookContext): Promise<readonly Drifted[]> {
  const wanted = (notes?.protects ?? '').split('\n').filter(text => text !== '');
  if (wanted.length === 0) return [];
  const installed = await versionsIn(outputs['site-packages'] ?? '', context);
  return wanted.flatMap(text => {
    const found = installed.get(parseRequirement(text).name ?? '');
    return found === undefined || holds(text, found) ? [] : [{ wanted: text, found }];
  });
}

/** Whether a version is one that a requirement such as "example>=1.24,<2" allows; what is written otherwise allows all. */
function holds(requirement: string, version: string): boolean {
  const written = /[=<>!~].*$/.exec(requirement.replace(/\[[^\]]*\]/, ''))?.[0] ?? '';
  const number = /^\d+(\.\d+){0,3}/.exec(version)?.[0] ?? version;
  return written.split(',').every(part => {
    const [, comparator, bound = ''] = /^\s*(===?|!=|>=|<=|>|<)\s*(\S+)\s*$/.exec(part) ?? [];
    if (comparator === undefined) return true;
    if (comparator.startsWith('==')) return pinHolds(bound, version);
    if (comparator === '!=') return !pinHolds(bound, version);
    return !/^\d+(\.\d+){0,3}$/.test(bound) || inRange(number, `${comparator}${bound}`);
  });
}
