import type { Attempt, Plan } from '../model/plan.js';
import { writtenValue, type Json } from '../model/value.js';
import { parseRequirement, satisfyingVersion, type Requirement } from './satisfying-version.js';

/** Every package that some attempt asks an index for, with a version for each way in which it is asked. */
export function versionsWanted(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, string[]>();
  for (const attempt of plan.steps.flatMap(({ attempts }) => attempts)) {
    for (const requirement of requirementsOf(attempt, plan)) {
      const versions = wanted.get(requirement.name) ?? [];
      const version = satisfyingVersion(requirement);
      if (!versions.includes(version)) versions.push(version);
      wanted.set(requirement.name, versions);
    }
  }
  return wanted;
}

/** What an attempt asks an index for: its own packages, and the lines of the files that it names and a step writes. */
export function requirementsOf(attempt: Attempt, plan: Plan): readonly Requirement[] {
  if (attempt.action !== 'pip') return [];
  const texts = ['packages', 'constraints', 'requirements'].flatMap(key => textsIn(attempt.params[key] ?? null));
  const lines = texts.flatMap(text => writtenLines(text, plan) ?? [text]);
  return lines.map(parseRequirement).filter(requirement => requirement !== undefined);
}

/** The lines of the file, where a `write` step makes it. */
function writtenLines(path: string, plan: Plan): readonly string[] | undefined {
  for (const { id, attempts } of plan.steps) {
    for (const { action, params } of attempts) {
      if (action !== 'write') continue;
      const named = path === '${steps.' + id + '.path}' || path === writtenValue(params['path'] ?? null);
      const text = writtenValue(params['text'] ?? null);
      if (named && typeof text === 'string') return text.split('\n');
    }
  }
  return undefined;
}

function textsIn(value: Attempt['params'][string]): readonly string[] {
  const written: Json = writtenValue(value);
  const items: readonly Json[] = Array.isArray(written) ? written : [written];
  return items.filter(item => typeof item === 'string');
}
