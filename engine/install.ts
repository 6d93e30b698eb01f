import type { Diagnostic } from './base/diagnostic.js';
import { redacted } from './base/redacted.js';
import { err, ok, type Result } from './base/result.js';
import type { Beginning } from './beginning.js';
import { replayRun } from './replay-run.js';
import { stepsInvolved } from './execute/choose-steps.js';
import { execute } from './execute/execute.js';
import type { Repair } from './execute/execute-options.js';
import { digest } from './host/digest.js';
import { clock } from './host/clock.js';
import type { HostEnv } from './host/environment/host-env.js';
import { isMissing, noteMadeRoot } from './host/files/made-root.js';
import { tempFolder } from './host/files/may-write.js';
import { openJournal, readJournal } from './host/journal/journal.js';
import { openFiles } from './host/files/files.js';
import { isLoopback } from './host/network/plain-rule.js';
import { pathOfShown } from './host/files/shown-path.js';
import { processMark } from './host/processes/orphans.js';
import type { LockHolder } from './host/run-lock/holder.js';
import { shortenJournal } from './host/journal/shorten-journal.js';
import { tidyUp } from './host/tidy-up.js';
import { writeHandOver } from './hand-over.js';
import { rememberedRunName, findRememberedRun, rememberRun } from './remembered-run.js';
import { lockedPlan, planWithLock } from './lockfile/locked-plan.js';
import type { Event } from './model/event.js';
import { standing, type Force } from './model/keys.js';
import type { RunSummary } from './model/outcome.js';
import type { Plan, PlanHead } from './model/plan.js';
import type { PlannedStanding } from './model/standing.js';
import { openMachine, stateFolderOf, type MachineOptions } from './opening/open-machine.js';
import { preflight } from './opening/preflight.js';
import { prepare, type Prepared, type Wish } from './opening/prepare.js';
import { readPackageLock } from './opening/read-package-lock.js';
import type { Refusal } from './opening/refusal.js';
import { newRunName } from './opening/run-name.js';
import { distrust, type Accept } from './opening/trust.js';
import { withRunLock } from './opening/with-run-lock.js';
import { openWayBack } from './way-back.js';
import type { Failure } from './model/failure.js';

/** How to run what is wished. */
export interface RunOptions {
  /** Who this run is, for the message to another one on the same root. */
  readonly holder: LockHolder;
  readonly cacheFolder: string;
  readonly env: HostEnv;
  readonly ca?: string;
  readonly mirrors: MachineOptions['mirrors'];
  readonly offline: boolean;
  readonly locked: boolean;
  /** Refuses also what is built from source or comes by git, and mirrors without TLS. */
  readonly strict?: boolean;
  readonly timeouts?: NonNullable<MachineOptions['timeouts']>;
  readonly jobs: number;
  readonly force: Force;
  readonly only?: string;
  /** Whether to wait for another run on the same root. */
  readonly wait: boolean;
  readonly repair?: Repair;
  /** How many earlier environments stay. */
  readonly keep: number;
  /** Done once the root is this run's own, before anything of it stands there. */
  readonly claim?: () => Promise<Result<undefined, Failure>>;
  /** Told how it has ended, while the root is still this run's own. */
  readonly onEnd?: (ended: Installed) => Promise<void>;
  /** Whether the user trusts a manifest from elsewhere; absent: nobody can be asked. */
  readonly accept?: Accept;
  readonly signal: AbortSignal;
  /** Called once, before anything runs. */
  readonly onPlan: (begins: Beginning) => void;
  readonly onEvent: (event: Event) => void;
  /** Something of the state that the user should know, such as a damaged journal. */
  readonly onNotice: (text: string) => void;
}

export interface Planned {
  readonly plan: Plan;
  readonly standing: ReadonlyMap<string, PlannedStanding>;
  readonly warnings: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

export interface Installed {
  readonly plan: PlanHead;
  readonly summary: RunSummary;
  /** The hand-over file, where the run succeeded. */
  readonly handOver?: string;
  readonly logs: string;
  /** Whether the environment that worked before was put back, or why it could not be. */
  readonly wayBack: Result<boolean, Failure>;
}

/** The program on one screen: load, analyse and plan; look at what stands; refuse early; execute; hand over. */
export async function install(wish: Wish, options: RunOptions): Promise<Result<Installed, Refusal>> {
  const name = plainMirror(options) === undefined ? await rememberedRunName(wish, options) : undefined;
  const known = name === undefined ? undefined : await findRememberedRun(name, wish, options.signal);
  if (known !== undefined) return ok({ ...replayRun(known, options), wayBack: ok(false) });
  const prepared = await prepare(wish);
  if (!prepared.ok) return prepared;
  if (prepared.value.rehearsal !== undefined) return err(rehearsedRoot(wish.root));
  const locked = options.locked ? await byLock(prepared.value, wish.cwd) : prepared;
  if (!locked.ok) return locked;
  const onEnd = async ({ summary }: Installed) =>
    name === undefined ? undefined : rememberRun(wish, { name, prepared: locked.value, summary }, options);
  return runPlan(locked.value, { ...options, onEnd });
}

/** With what the lock of packages has in the place of what is named only. */
async function byLock(prepared: Prepared, cwd: string, by = lockedPlan): Promise<Result<Prepared, Refusal>> {
  const lock = await readPackageLock(pathOfShown(prepared.plan.file, cwd), cwd);
  if (!lock.ok) return lock;
  return ok(lock.value === undefined ? prepared : { ...prepared, plan: by(prepared.plan, lock.value, digest) });
}

/** A lock that is damaged is of no matter to a run that does not take it. */
async function besideLock(prepared: Prepared, cwd: string): Promise<Result<Prepared, Refusal>> {
  const found = await byLock(prepared, cwd, planWithLock);
  return found.ok ? found : ok(prepared);
}

/** What would be done, and what stands already. Writes nothing. */
export async function planOnly(wish: Wish, options: Partial<PlanOptions> = {}): Promise<Result<Planned, Refusal>> {
  const { force = new Set(), locked = false, only } = options;
  const found = await prepare(wish);
  const prepared = found.ok ? await (locked ? byLock : besideLock)(found.value, wish.cwd) : found;
  if (!prepared.ok) return prepared;
  const asked = { force, ...(only !== undefined && { only }) };
  const refusal = unknownStep(prepared.value.plan, asked);
  if (refusal !== undefined) return err(refusal);
  const planned = await lookAt(prepared.value, force);
  return planned.ok ? ok(asAsked(planned.value, asked)) : planned;
}

/** What of the options of a run shows in its plan. */
export type PlanOptions = Pick<RunOptions, 'force' | 'only' | 'locked'>;

/** Executes a plan that has been made; a rehearsal enters here with a plan of its own. */
export async function runPlan(prepared: Prepared, options: RunOptions): Promise<Result<Installed, Refusal>> {
  const { plan } = prepared;
  const planned = await lookAt(prepared, options.force);
  if (!planned.ok) return planned;
  const isNew = await isMissing(plan.root);
  const refusal =
    unknownStep(plan, options) ??
    plainMirror(options) ??
    (await distrust(prepared, options)) ??
    (await preflight(prepared, planned.value.standing, { ...options, tempFolder: tempFolder() }));
  if (refusal !== undefined) return err(refusal);
  const { holder, wait, signal, onNotice } = options;
  return withRunLock(plan.root, { holder, patience: { wait, signal, onWait: onNotice } }, async hasWaited => {
    const stands = hasWaited ? await lookAt(prepared, options.force) : planned;
    if (!stands.ok) return stands;
    const claimed = await options.claim?.();
    if (claimed?.ok === false) return err({ kind: 'failure', failure: claimed.error });
    if (isNew) await noteMadeRoot(stateFolderOf(plan.root));
    options.onPlan(beginningOf(asAsked(stands.value, options)));
    const ended = await runAlone(plan, stateFolderOf(plan.root), options);
    if (ended.ok) await options.onEnd?.(ended.value);
    return ended;
  });
}

async function runAlone(plan: Plan, stateFolder: string, options: RunOptions): Promise<Result<Installed, Refusal>> {
  const journal = await openJournal(stateFolder, clock);
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  journal.value.notices.forEach(options.onNotice);
  try {
    await tidyUp({ stateFolder, cacheFolder: options.cacheFolder }, journal.value.history());
    const run = newRunName();
    const mark = processMark(stateFolder);
    const machine = openMachine({
      ...options,
      platform: plan.platform,
      root: plan.root,
      userAgents: plan.userAgents,
      run,
      processMark: mark,
    });
    const wayBack = await openWayBack({ ...options, plan, stateFolder, files: machine.files, journal: journal.value });
    if (!wayBack.ok) return err({ kind: 'failure', failure: wayBack.error });
    const { keeping } = wayBack.value;
    const world = { ...machine, journal: journal.value, emit: options.onEvent, ...(keeping && { keeping }) };
    const summary = await execute(plan, world, { ...options, run });
    const settled = await wayBack.value.settle(summary);
    const handOver = summary.result === 'succeeded' ? await writeHandOver(plan, summary, machine) : undefined;
    const logs = machine.paths.join(stateFolder, 'logs', run);
    return ok({ plan, summary, logs, wayBack: settled, ...(handOver !== undefined && { handOver }) });
  } finally {
    await journal.value.close();
    await shortenJournal(journal.value, { stateFolder, files: openFiles({ writable: [plan.root] }), clock });
  }
}

function beginningOf({ plan, standing, warnings }: Planned): Beginning {
  const kinds = [...standing.values()].map(({ kind }) => kind);
  const toRun = kinds.filter(kind => kind === 'will-run').length;
  return { plan, toRun, of: kinds.filter(kind => kind !== 'left-out').length, warnings: warnings.length };
}

async function lookAt(
  { plan, warnings, sources }: Prepared,
  force: Force = new Set(),
): Promise<Result<Planned, Refusal>> {
  const journal = await readJournal(stateFolderOf(plan.root));
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  return ok({ plan, standing: standing(plan, journal.value.records(), digest, { force }), warnings, sources });
}

/** In a run for one step the others are left out, but for what it may need. */
function asAsked(planned: Planned, { only }: Pick<RunOptions, 'only'>): Planned {
  if (only === undefined) return planned;
  const involved = new Set(stepsInvolved(planned.plan, { only }).map(({ id }) => id));
  const asked = [...planned.standing].map(([id, stands]): [string, PlannedStanding] => {
    if (!involved.has(id)) return [id, { kind: 'left-out' }];
    return [id, id === only && stands.kind === 'on-demand' ? { kind: 'will-run', reason: 'never done' } : stands];
  });
  return { ...planned, standing: new Map(asked) };
}

function rehearsedRoot(root: string): Refusal {
  const help = 'name another folder with --root, or remove this one';
  return { kind: 'host', reason: `${root} was filled by a rehearsal: its packages are stand-ins`, help };
}

function plainMirror({ strict, mirrors }: RunOptions): Refusal | undefined {
  const plain =
    strict === true
      ? mirrors.find(({ to }) => to.startsWith('http://') && !isLoopback(new URL(to).hostname))
      : undefined;
  if (plain === undefined) return undefined;
  return {
    kind: 'usage',
    reason: `${redacted(plain.to)} is a mirror without TLS`,
    help: 'a strict policy wants https',
  };
}

function unknownStep(plan: Plan, { only, force }: Pick<RunOptions, 'only' | 'force'>): Refusal | undefined {
  const known = plan.steps.map(({ id }) => id);
  const forced = force === 'all' ? [] : [...force];
  const named = [
    ...forced.map(step => ['--force', step] as const),
    ...(only === undefined ? [] : [['--only', only] as const]),
  ];
  const wrong = named.find(([, step]) => !known.includes(step));
  return wrong === undefined ? undefined : { kind: 'no-step', flag: wrong[0], step: wrong[1], known };
}
