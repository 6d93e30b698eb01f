import type { LookContext, Made, Protected } from '../model/action.js';
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

/** How that is in the environment that it was installed into. A constraint asks for no package to be there. */
export async function protectedIn({ outputs, notes }: Made, context: LookContext): Promise<readonly Protected[]> {
  const wanted = linesOf(notes?.protects);
  if (wanted.length === 0) return [];
  const installed = await versionsIn(outputs['site-packages'] ?? '', context);
  return wanted.map(text => {
    const found = installed.get(parseRequirement(text).name ?? '');
    return {
      wanted: text,
      holds: found === undefined || versionHolds(text, found),
      ...(found !== undefined && { found }),
    };
  });
}

function linesOf(text = ''): readonly string[] {
  return text.split('\n').filter(line => line !== '');
}

/** Whether a version is one that a requirement such as "example>=1.24,<2" allows; what is written otherwise allows all. */
function versionHolds(requirement: string, version: string): boolean {
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
