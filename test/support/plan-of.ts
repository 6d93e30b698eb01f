import assert from 'node:assert/strict';
import { posix } from 'node:path';
import type { Result } from '../../engine/base/result.js';
import { foreignHost } from '../../engine/model/combinations.js';
import type { HostFacts } from '../../engine/model/facts.js';
import type { LockedArtifact } from '../../engine/model/lockfile.js';
import type { Manifest } from '../../engine/model/manifest.js';
import type { Plan } from '../../engine/model/plan.js';
import type { PlanRefusal } from '../../engine/model/plan-refusal.js';
import type { Platform } from '../../engine/model/platform.js';
import { makePlan } from '../../engine/plan/make-plan.js';
import { planRefusalText } from '../../engine/report/plan-refusal-text.js';
import { planText } from '../../engine/report/plan-text.js';
import { manifestOf } from './load-text.js';
import { PLAN_KINDS } from './plan-kinds.js';

export interface PlanOfOptions {
  readonly platform?: Platform;
  /** What the host has beside what its platform says. */
  readonly host?: Partial<HostFacts>;
  readonly profile?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly locked?: readonly LockedArtifact[];
}

const KINDS = new Map(PLAN_KINDS.map(action => [action.kind, action]));

/** The body of a manifest, with the lines at the top that all tests have in common. */
export async function manifestFrom(body: string): Promise<Manifest> {
  const platforms = /^platforms:/m.test(body) ? '' : 'platforms: { linux-64: {}, win-64: {}, osx-arm64: {} }\n';
  const steps = /^steps:/m.test(body) ? '' : 'steps: { a: { uses: make, with: { prefix: a } } }\n';
  const text = `manifest: 1\nname: example\ntitle: An example\n${body}${platforms}${steps}`;
  return manifestOf(text, { file: 'm.yaml', actions: PLAN_KINDS });
}

/** A manifest planned for a host without a GPU, of linux-64 where nothing else is said, at `/r`. */
export async function planOf(body: string, options: PlanOfOptions = {}): Promise<Result<Plan, PlanRefusal>> {
  const { platform = 'linux-64', host = {}, profile, locked } = options;
  const lock = { file: 'm.lock.yaml', artifacts: new Map((locked ?? []).map(entry => [entry.url, entry])) };
  return makePlan({
    manifest: await manifestFrom(body),
    host: { ...foreignHost(platform, undefined), ...host },
    choices: {
      ...(profile !== undefined && { profile }),
      options: new Map(Object.entries(options.options ?? {})),
      versions: new Map(Object.entries(options.set ?? {})),
    },
    root: '/r',
    join: (...parts) => posix.join(...parts),
    kinds: KINDS,
    ...(locked !== undefined && { lock }),
  });
}

/** The plan, which must have been made. */
export async function plannedFrom(body: string, options: PlanOfOptions = {}): Promise<Plan> {
  const plan = await planOf(body, options);
  assert.ok(plan.ok, plan.ok ? '' : refusedText(plan.error));
  return plan.value;
}

/** The printed plan, without its header and its totals. */
export async function printedSteps(body: string, options: PlanOfOptions = {}): Promise<string> {
  const text = planText(await plannedFrom(body, options));
  return text.slice(text.indexOf('steps\n') + 'steps\n'.length, text.indexOf('\ntotals\n'));
}

/** Why there is no plan: of diagnostics the line with its text, code and message; of others message and help. */
export async function refusalOf(body: string, options: PlanOfOptions = {}): Promise<string> {
  const plan = await planOf(body, options);
  assert.ok(!plan.ok, 'a plan was made');
  return refusedText(plan.error);
}

function refusedText(refusal: PlanRefusal): string {
  if (refusal.kind !== 'manifest') {
    const { message, help } = planRefusalText(refusal);
    return `${message}\nhelp: ${help}`;
  }
  return refusal.diagnostics
    .map(({ code, message, span }) => `${span.start.line}:${span.start.column} [${code}] ${message}`)
    .join('\n');
}
