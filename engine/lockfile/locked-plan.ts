import type { PackageLock } from '../model/package-lock.js';
import type { Attempt, Plan } from '../model/plan.js';
import type { Digest } from '../model/ports.js';
import { packageRequests, type PackageRequest } from './package-requests.js';

/** The plan with what the lock has in the place of what would be asked for by name; what it does not have stays as it is. */
export function lockedPlan(plan: Plan, lock: PackageLock, digest: Digest): Plan {
  return withLists(plan, lock, digest, lockedAttempt);
}

/** The plan as it is, and beside what is asked for by name, what the lock would give. */
export function planWithLock(plan: Plan, lock: PackageLock, digest: Digest): Plan {
  return withLists(plan, lock, digest, (attempt, packages) => ({ ...attempt, locked: { packages, taken: false } }));
}

type WithList = (attempt: Attempt, list: readonly string[], kind: PackageRequest['kind']) => Attempt;

function withLists(plan: Plan, lock: PackageLock, digest: Digest, withList: WithList): Plan {
  const found = new Map<string, readonly string[]>();
  const kinds = new Map<string, PackageRequest['kind']>();
  for (const { key, text, step, rung, kind } of packageRequests(plan)) {
    const entry = lock.requests.get(key);
    if (entry?.request !== digest(text)) continue;
    found.set(`${step} ${rung}`, entry.list);
    kinds.set(`${step} ${rung}`, kind);
  }
  const steps = plan.steps.map(step => {
    const attempts = step.attempts.map((attempt, rung) => {
      const list = found.get(`${step.id} ${rung}`);
      return list === undefined ? attempt : withList(attempt, list, kinds.get(`${step.id} ${rung}`) ?? 'pip');
    });
    return { ...step, attempts: attempts as [Attempt, ...Attempt[]] };
  });
  return { ...plan, steps };
}

function lockedAttempt(attempt: Attempt, list: readonly string[], kind: PackageRequest['kind']): Attempt {
  const covered = { ...without(attempt, 'unverified'), locked: { packages: list, taken: true } };
  if (kind === 'conda') return { ...covered, params: { ...attempt.params, explicit: list } };
  // a list that is whole needs no constraints, and pip wants hashes of those too
  const params = without(attempt.params, 'constraints');
  return { ...covered, params: { ...params, packages: list, 'require-hashes': true, 'no-deps': true } };
}

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as Omit<T, K>;
}
