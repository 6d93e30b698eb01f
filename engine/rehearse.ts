import { nearest } from './base/nearest.js';
import { err, ok, type Result } from './base/result.js';
import { paths } from './host/files/paths.js';
import { failingSource, startRehearsalServer } from './host/rehearsal/rehearsal-server.js';
import { isRehearsed, markRehearsed } from './host/rehearsal/rehearsal-mark.js';
import { readJournal } from './host/journal/journal.js';
import { runPlan } from './run-plan.js';
import type { Installed, RunOptions } from './run-options.js';
import { stateFolderOf } from './opening/open-machine.js';
import { prepare, type Wish } from './opening/prepare.js';
import { absentNames, unknownFault, type Faults, type UnknownFault } from './rehearse/faults.js';
import { rehearsalEnvironment } from './rehearse/rehearsal-environment.js';
import { withFailures } from './rehearse/rehearsed-plan.js';
import type { Refusal } from './opening/refusal.js';

export interface Rehearsed extends Installed {
  /** What was asked of any host but loopback, and refused. */
  readonly strays: readonly string[];
}

/**
 * The main job with stand-ins for everything that it would fetch: the real graph, engine, archives, HTTP on loopback,
 * environment and pip. Nothing is asked of any other host, and the cache is one of its own.
 */
export async function rehearse(wish: Wish, faults: Faults, options: RunOptions): Promise<Result<Rehearsed, Refusal>> {
  const taken = await refuseRealRoot(wish.root);
  if (taken !== undefined) return err(taken);
  const prepared = await prepare({ ...wish, rehearsal: true });
  if (!prepared.ok) return prepared;
  const { plan, rehearsal: kit } = prepared.value;
  if (kit === undefined) throw new Error('a rehearsal was prepared without its stand-ins');
  const unknown = unknownFault(faults, kit.manifest, kit.standIns);
  if (unknown !== undefined) return err(unknownRefusal(unknown));

  const server = await startRehearsalServer({ ...kit, absent: absentNames(faults) });
  try {
    const faulty = { ...prepared.value, plan: withFailures(plan, new Set(faults.fail), failingSource) };
    const installed = await runPlan(faulty, {
      ...options,
      claim: () => markRehearsed(stateFolderOf(wish.root)),
      env: rehearsalEnvironment(options.env, server.origin),
      mirrors: server.mirrors,
      // no other host is asked anyway, and stand-ins come over loopback
      offline: false,
      cacheFolder: paths.join(stateFolderOf(wish.root), 'cache'),
    });
    return installed.ok ? ok({ ...installed.value, strays: server.strays() }) : installed;
  } finally {
    await server.close();
  }
}

/** Stand-ins are never put where real packages stand. */
async function refuseRealRoot(root: string): Promise<Refusal | undefined> {
  const stateFolder = stateFolderOf(root);
  if (await isRehearsed(stateFolder)) return undefined;
  const journal = await readJournal(stateFolder);
  if (!journal.ok) return { kind: 'failure', failure: journal.error };
  if (journal.value.records().size === 0) return undefined;
  const help = 'name another folder with --root';
  return { kind: 'host', reason: `${root} holds an installation, which stand-ins would spoil`, help };
}

function unknownRefusal({ flag, name, known }: UnknownFault): Refusal {
  if (flag === '--fail') return { kind: 'no-step', flag, step: name, known };
  const close = nearest(name, known);
  const list = `the artifacts are ${known.join(', ')}; the name of any package that is installed will do as well`;
  const help = close === undefined ? list : `did you mean ${close}?`;
  return { kind: 'host', reason: `${flag} names ${name}, which is no artifact and no package of the manifest`, help };
}
