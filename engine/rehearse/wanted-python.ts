import type { Plan } from '../model/plan.js';
import { parseRequirement, satisfyingVersion } from './satisfying-version.js';
import { writtenValue, type Json } from '../model/value.js';

export interface WantedPython {
  /** Such as "3.11". */
  readonly version: string;
  /** The manifest's name for it, where one of its versions is this. */
  readonly named?: string;
}

/** The Python that the plan's environments are made with, or undefined where none of them has one. */
export function wantedPython(plan: Plan): WantedPython | undefined {
  const attempts = plan.steps.flatMap(step => step.attempts);
  for (const { action, params } of attempts) {
    const written = action === 'venv' ? writtenValue(params['python'] ?? null) : undefined;
    const full =
      typeof written === 'string' ? written : action === 'conda' ? pythonAmong(params['packages']) : undefined;
    if (full === undefined) continue;
    const named = [...plan.versions].find(([, version]) => version === full)?.[0];
    return { version: full.split('.').slice(0, 2).join('.'), ...(named !== undefined && { named }) };
  }
  return undefined;
}

/** "python=3.11" of a conda environment's packages. */
function pythonAmong(packages: Parameters<typeof writtenValue>[0] | undefined): string | undefined {
  const written: Json = writtenValue(packages ?? []);
  const items: readonly Json[] = Array.isArray(written) ? written : [];
  for (const item of items) {
    if (typeof item !== 'string') continue;
    const requirement = parseRequirement(item.replace(/^([\w.-]+)=([^=])/, '$1==$2'));
    if (requirement?.name === 'python' && requirement.clauses.length > 0) return satisfyingVersion(requirement);
  }
  return undefined;
}
