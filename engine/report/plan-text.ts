import type { Plan } from '../model/plan.js';
import type { PlannedStanding } from '../model/standing.js';
import { bytesText, countText, roundDurationText } from './amount.js';
import { planInk, type PlanInk } from './plan-ink.js';
import { stepLines } from './plan-step-lines.js';
import { planTotals } from './plan-totals.js';

export interface PlanTextOptions {
  /** What stands already; without it the plan says only what is to be done. */
  readonly standing?: ReadonlyMap<string, PlannedStanding>;
  readonly color?: boolean;
  /** Whether the reader's console takes characters beyond ASCII; they are escaped otherwise. */
  readonly unicode?: boolean;
}

/**
 * A plan as a maintainer reads it, and as the golden files hold it: one thing a line, nothing aligned by what stands
 * on other lines, so that a change shows only itself.
 */
export function planText(plan: Plan, options: PlanTextOptions = {}): string {
  const ink = planInk({ color: options.color ?? false, unicode: options.unicode ?? false });
  const sections = [
    headerLines(plan, ink),
    section(
      'versions',
      [...plan.versions].map(([name, version]) => `${name} ${version}`),
      ink,
    ),
    section('notes', plan.notes, ink),
    stepsSection(plan, options, ink),
    section(
      'not for this host',
      plan.skipped.map(({ id, reason }) => `${id}: ${reason}`),
      ink,
    ),
    totalLines(plan, options, ink),
  ];
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n') + '\n')
    .join('\n');
}

function headerLines(plan: Plan, ink: PlanInk): readonly string[] {
  const { disk, glibc } = plan.preflight;
  return [
    ink.bold(ink.text(plan.title)),
    ink.field('manifest', plan.name),
    ink.field('platform', plan.platform),
    ink.field('profile', `${plan.profile} (${plan.profileReason})`),
    ink.field('root', plan.root),
    ...[...plan.options].map(([name, value]) => ink.field('option', `${name}=${value}`)),
    ...(disk === undefined ? [] : [ink.field('disk', `at least ${bytesText(disk)} free`)]),
    ...(glibc === undefined ? [] : [ink.field('glibc', glibc)]),
  ];
}

function section(title: string, items: readonly string[], ink: PlanInk): readonly string[] {
  return items.length === 0 ? [] : [ink.bold(title), ...items.map(item => `  ${ink.text(item)}`)];
}

function stepsSection(plan: Plan, { standing }: PlanTextOptions, ink: PlanInk): readonly string[] {
  const steps = plan.steps.map((step, index) => {
    const stands = standing?.get(step.id);
    const given = { artifacts: plan.artifacts, ...(stands !== undefined && { standing: stands }) };
    return stepLines(step, index + 1, given, ink).join('\n');
  });
  return [ink.bold('steps'), steps.join('\n\n')];
}

function totalLines(plan: Plan, { standing }: PlanTextOptions, ink: PlanInk): readonly string[] {
  const totals = planTotals(plan);
  const unknown = totals.ofUnknownSize === 0 ? '' : `, and ${countText(totals.ofUnknownSize, 'file')} of unknown size`;
  const bare = totals.bareArtifacts === 0 ? '' : `, ${totals.bareArtifacts} of them covered by no hash`;
  const minutes = totals.longestChainMinutes;
  return [
    ink.bold('totals'),
    ink.field('steps', `${totals.steps}, ${totals.onDemand} of them on demand`),
    ...standingTotals(standing, ink),
    ink.field('artifacts', `${totals.artifacts}${bare}`),
    ink.field('download', `${bytesText(totals.knownBytes)}${unknown}`),
    ink.field('unverified', countText(totals.unverifiedAttempts, 'attempt')),
    ink.field(
      'time',
      minutes === 0
        ? 'not known: no step has an `estimate`'
        : `about ${roundDurationText(minutes * 60_000)} along the longest chain, by the estimates, when no fallback is taken`,
    ),
  ];
}

function standingTotals(standing: ReadonlyMap<string, PlannedStanding> | undefined, ink: PlanInk): readonly string[] {
  if (standing === undefined) return [];
  const kinds = [...standing.values()].map(({ kind }) => kind);
  const count = (kind: PlannedStanding['kind']) => kinds.filter(each => each === kind).length;
  const leftOut = count('left-out') === 0 ? '' : `, ${count('left-out')} left out`;
  return [ink.field('stands', `${count('up-to-date')} up to date, ${count('will-run')} to run${leftOut}`)];
}
