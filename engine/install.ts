import { err, ok, type Result } from './base/result.js';
import { replayRun } from './replay-run.js';
import { rememberedRunName, findRememberedRun, rememberRun } from './remembered-run.js';
import { prepare, type Wish } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import type { RunOptions, Installed } from './run-options.js';
import { byLockfile } from './by-lockfile.js';
import { runPlan, plainMirror } from './run-plan.js';

/** The program on one screen: load, analyse and plan; then look at what stands, refuse early, execute, hand over: `run-plan.ts`. */
export async function install(wish: Wish, options: RunOptions): Promise<Result<Installed, Refusal>> {
  const name = plainMirror(options) === undefined ? await rememberedRunName(wish, options) : undefined;
  const known = name === undefined ? undefined : await findRememberedRun(name, wish, options.signal);
  if (known !== undefined) return ok({ ...replayRun(known, options), wayBack: ok(false) });
  const prepared = await prepare(wish);
  if (!prepared.ok) return prepared;
  if (prepared.value.rehearsal !== undefined) return err(rehearsedRoot(wish.root));
  const locked = options.locked ? await byLockfile(prepared.value, wish.cwd) : prepared;
  if (!locked.ok) return locked;
  const onEnd = async ({ summary }: Installed) =>
    name === undefined ? undefined : rememberRun(wish, { name, prepared: locked.value, summary }, options);
  return runPlan(locked.value, { ...options, onEnd });
}

function rehearsedRoot(root: string): Refusal {
  const help = 'name another folder with --root, or remove this one';
  return { kind: 'host', reason: `${root} was filled by a rehearsal: its packages are stand-ins`, help };
}
