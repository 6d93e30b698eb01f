import { redacted } from './base/redacted.js';
import { err, ok, type Result } from './base/result.js';
import type { RunBeginning } from './run-beginning.js';
import { execute } from './execute/execute.js';
import { clock } from './host/clock.js';
import { isMissing, noteMadeRoot } from './host/files/made-root.js';
import { tempFolder } from './host/files/may-write.js';
import { openJournal } from './host/journal/journal.js';
import { openFiles } from './host/files/files.js';
import { isLoopback } from './host/network/plain-rule.js';
import { processMark } from './host/processes/orphans.js';
import { shortenJournal } from './host/journal/shorten-journal.js';
import { tidyUp } from './host/tidy-up.js';
import { writeHandOver } from './hand-over.js';
import type { Plan } from './model/plan.js';
import { openMachine, stateFolderOf } from './opening/open-machine.js';
import { preflight } from './opening/preflight.js';
import type { Prepared } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import { newRunName } from './opening/run-name.js';
import { distrust } from './opening/trust.js';
import { withRunLock } from './opening/with-run-lock.js';
import { openWayBack } from './way-back.js';
import type { RunOptions, Installed } from './run-options.js';
import { type Planned, lookAtPlan, asAsked, unknownStep } from './look-at-plan.js';

/** Executes a plan that has been made; a rehearsal enters here with a plan of its own. */
export async function runPlan(prepared: Prepared, options: RunOptions): Promise<Result<Installed, Refusal>> {
  const { plan } = prepared;
  const planned = await lookAtPlan(prepared, options.force);
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
    const stands = hasWaited ? await lookAtPlan(prepared, options.force) : planned;
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

function beginningOf({ plan, standing, warnings }: Planned): RunBeginning {
  const kinds = [...standing.values()].map(({ kind }) => kind);
  const toRun = kinds.filter(kind => kind === 'will-run').length;
  return { plan, toRun, of: kinds.filter(kind => kind !== 'left-out').length, warnings: warnings.length };
}

/** What a strict policy has against the mirrors. */
export function plainMirror({ strict, mirrors }: RunOptions): Refusal | undefined {
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
