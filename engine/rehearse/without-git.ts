import type { Attempt, Plan, PlannedArtifact } from '../model/plan.js';
import { isDeferred, writtenValue, type Value } from '../model/value.js';

/** Where stand-ins for checkouts are asked for: no such host exists, and the rehearsal's server answers for it. */
export const STAND_IN_HOST = 'rehearsal.invalid';

/**
 * The plan with an archive in place of every checkout: the commit of a stand-in could never be the one that is asked for.
 * A `git` attempt unpacks it to where the checkout would be, and pip is given its address in place of a `git+` one.
 */
export function withoutGit(plan: Plan): Plan {
  const artifacts = new Map<string, PlannedArtifact>(plan.artifacts);
  const change = (attempt: Attempt, step: string): Attempt => {
    if (attempt.action === 'pip') return { ...attempt, params: withoutGitAddresses(attempt.params) };
    if (attempt.action !== 'git') return attempt;
    const id = `checkout-of-${step}`;
    artifacts.set(id, { id, sources: [archiveOf(textOf(attempt, 'url'), textOf(attempt, 'commit'))] });
    return {
      ...attempt,
      action: 'unpack',
      params: { artifact: id, to: attempt.params['to'] ?? '.', strip: 1 },
      artifacts: [id],
      description: `unpack a stand-in, to ${attempt.description}`,
    };
  };
  const steps = plan.steps.map(step => {
    const [first, ...others] = step.attempts;
    return {
      ...step,
      attempts: [change(first, step.id), ...others.map(attempt => change(attempt, step.id))] as const,
    };
  });
  return { ...plan, artifacts, steps };
}

function withoutGitAddresses(params: Attempt['params']): Attempt['params'] {
  const { packages } = params;
  if (!Array.isArray(packages)) return params;
  return {
    ...params,
    packages: packages.map((text: Value) => (typeof text === 'string' ? withoutGitAddress(text) : text)),
  };
}

/** "name @ git+https://host/owner/project.git@commit#part" → "name @ https://…/project/archive/commit.zip". */
function withoutGitAddress(text: string): string {
  const match = /^(.*?)git\+(https?:\/\/[^\s@#]+)(?:@([^\s#]+))?/.exec(text);
  return match?.[2] === undefined ? text : `${match[1] ?? ''}${archiveOf(match[2], match[3] ?? 'HEAD')}`;
}

function archiveOf(url: string, commit: string): string {
  const project =
    url
      .replace(/(?:\.git)?\/*$/, '')
      .split('/')
      .at(-1) ?? 'project';
  return `https://${STAND_IN_HOST}/${project}/archive/${commit}.zip`;
}

function textOf({ params }: Attempt, name: string): string {
  const value = params[name] ?? '';
  const written = isDeferred(value) ? writtenValue(value) : value;
  return typeof written === 'string' ? written : '';
}
