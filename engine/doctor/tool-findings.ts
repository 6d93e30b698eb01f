import { detect } from '../actions/detect.js';
import { findHostPython } from '../actions/host-python.js';
import type { Finding } from '../model/finding.js';
import type { Attempt, Plan, Step } from '../model/plan.js';
import { referencesIn, writtenValue, type JsonObject } from '../model/value.js';
import type { Doctor } from './open-doctor.js';

/** Tools of the host that the plan would take: Pythons for environments, and what it would detect, with their ranges. */
export async function toolFindings({ context }: Doctor, plan: Plan | undefined): Promise<readonly Finding[]> {
  const steps = plan?.steps ?? [];
  const found: Finding[] = [];
  // one after the other: each asks programs for their versions
  for (const step of steps) {
    for (const attempt of step.attempts) {
      if (referencesIn(attempt.params).length > 0) continue;
      const params = writtenValue(attempt.params) as JsonObject;
      if (attempt.action === 'venv') found.push(await pythonFinding(params, { step, attempt, context }));
      if (attempt.action === 'detect') found.push(await detectFinding(params, { step, attempt, context }));
    }
  }
  return found;
}

interface Rung {
  readonly step: Step;
  readonly attempt: Attempt;
  readonly context: Doctor['context'];
}

async function pythonFinding(params: JsonObject, { step, attempt, context }: Rung): Promise<Finding> {
  const wanted = typeof params['python'] === 'string' ? params['python'] : '3';
  const subject = `Python ${wanted}`;
  const found = await findHostPython(wanted, textsOf(params['search']), context);
  if (found.ok) {
    return { area: 'python', subject, verdict: 'good', found: `${found.value.path}, version ${found.value.version}` };
  }
  const missing = missingVerdict(step, attempt);
  const help = missing.verdict === 'trouble' ? { help: `install Python ${wanted}, with its venv` } : {};
  return {
    area: 'python',
    subject,
    ...missing,
    found: `not found (${found.error.looked.join('; ')})${missing.found}`,
    ...help,
  };
}

async function detectFinding(params: JsonObject, { step, attempt, context }: Rung): Promise<Finding> {
  const range = params['version'] === undefined ? '' : ` ${textOf(params['version'])}`;
  const subject = `${textOf(params['command'])}${range}`;
  const made = await detect.run(params, context);
  if (made.ok) {
    const { path, version = '' } = made.value.outputs;
    const found = version === '' ? `${path}` : `${path}, version ${version}`;
    return { area: 'compilers', subject, verdict: 'good', found };
  }
  const looked = made.error.kind === 'not-found' ? made.error.looked.join('; ') : made.error.kind;
  const missing = missingVerdict(step, attempt);
  return { area: 'compilers', subject, verdict: missing.verdict, found: `not found (${looked})${missing.found}` };
}

/** In the way only where nothing stands in for it, and the step is sure to run. */
function missingVerdict(step: Step, attempt: Attempt): Pick<Finding, 'verdict' | 'found'> {
  const others = step.attempts.filter(({ name }) => name !== attempt.name).map(({ name }) => `"${name}"`);
  if (others.length > 0) return { verdict: 'note', found: `; ${step.id} also has ${others.join(', ')}` };
  if (step.onDemand || step.optional) return { verdict: 'note', found: `; ${step.id} is needed by some attempts only` };
  return { verdict: 'trouble', found: `; ${step.id} needs it` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
