import type { Attempt, Plan, Step } from '../model/plan.js';
import { writtenValue, type Json, type JsonObject } from '../model/value.js';

/** Packages that an attempt asks for by name: what comes of that is for a package manager to say. */
export interface PackageRequest {
  readonly kind: 'pip' | 'conda';
  /** Names the host, the step and the attempt. */
  readonly key: string;
  readonly step: string;
  readonly rung: number;
  readonly platform: string;
  /** The version of the Python that they are for, where the plan says it. */
  readonly python?: string;
  readonly params: JsonObject;
  /** All that decides what comes of it: equal texts, equal request. */
  readonly text: string;
}

/** Every such request of a plan, in the plan's order. What a hash covers already is none, nor is what another step makes. */
export function packageRequests(plan: Plan): readonly PackageRequest[] {
  const python = pythonOf(plan);
  return plan.steps.flatMap(step =>
    step.attempts.flatMap((attempt, rung) => {
      const { action: kind } = attempt;
      if (attempt.unverified === undefined || (kind !== 'pip' && kind !== 'conda')) return [];
      const params = writtenValue(attempt.params) as JsonObject;
      const asked = Object.fromEntries(
        ASKED[kind].flatMap(name => (name in params ? [[name, params[name] as Json]] : [])),
      );
      if (JSON.stringify(asked).includes('${steps.') || params['requirements'] !== undefined) return [];
      const text = JSON.stringify([kind, plan.platform, kind === 'pip' ? (python ?? '') : '', asked]);
      const key = keyOf(plan, step, attempt);
      return [
        {
          kind,
          key,
          step: step.id,
          rung,
          platform: plan.platform,
          params,
          text,
          ...(python !== undefined && { python }),
        },
      ];
    }),
  );
}

/** What decides which packages come; where they go to does not. */
const ASKED = {
  pip: ['packages', 'index-url', 'extra-index-urls', 'find-links', 'constraints', 'no-deps', 'pre'],
  conda: ['channels', 'packages'],
} as const;

function keyOf({ platform, profile }: Plan, { id }: Step, { name }: Attempt): string {
  return `${platform}, ${profile}: ${id}, ${name}`;
}

/** By the first environment that is made. */
function pythonOf(plan: Plan): string | undefined {
  for (const { attempts } of plan.steps) {
    for (const { action, params } of attempts) {
      const written = writtenValue(params) as JsonObject;
      const packages = textsOf(written['packages']);
      const spec = packages.find(text => /^python[ =<>]/.test(text));
      const version = action === 'venv' ? written['python'] : action === 'conda' ? spec : undefined;
      const found = typeof version === 'string' ? /\d+\.\d+/.exec(version)?.[0] : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
