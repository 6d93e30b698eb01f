import { ok, type Result } from '../base/result.js';
import type { ActionContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';

/**
 * What stands where an action is to make a folder. Who made it is kept beside the journal, in one small file a
 * folder: so a folder of the user's is never replaced, and one that a killed run left half-made is.
 */
export type FolderState =
  | { readonly kind: 'free' }
  /** `owner`: the step that made it; absent when it was not made by us. */
  | { readonly kind: 'occupied'; readonly owner?: string };

type Claim =
  | { readonly step: string; readonly state: 'making' }
  | { readonly step: string; readonly state: 'made' }
  /** `before` is who made the one that stood there. */
  | { readonly step: string; readonly state: 'replacing'; readonly before: string };

/** Looks at a folder, once what a killed run left there is cleared away. */
export async function folderState(folder: string, context: ActionContext): Promise<Result<FolderState, Failure>> {
  const recovered = await recover(folder, context);
  if (!recovered.ok) return recovered;
  const stat = await context.files.stat(folder);
  if (stat === undefined) return ok({ kind: 'free' });
  if (stat.kind === 'folder' && (await context.files.list(folder)).length === 0) return ok({ kind: 'free' });
  const claim = await readClaim(folder, context);
  return ok({ kind: 'occupied', ...(claim && { owner: claim.step }) });
}

/**
 * Makes a folder at its final place. One that stands there is moved aside first, and moved back when `build` fails or
 * what it made does not hold: whatever happens, the one that worked is still there.
 */
export async function buildFolder<T>(
  folder: string,
  context: ActionContext,
  build: () => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const { files, step } = context;
  const state = await folderState(folder, context);
  if (!state.ok) return state;
  const before = state.value.kind === 'occupied' ? (state.value.owner ?? step) : undefined;
  const claim: Claim = before === undefined ? { step, state: 'making' } : { step, state: 'replacing', before };
  const claimed = await writeClaim(folder, claim, context);
  if (!claimed.ok) return claimed;
  if (before !== undefined) {
    const moved = await files.move(folder, asideOf(folder));
    if (!moved.ok) return moved;
  }
  const built = await build();
  if (!built.ok) {
    await recover(folder, context);
    return built;
  }
  const ending = { keep: () => dropBefore(folder, context), undo: () => recover(folder, context) };
  if (before !== undefined && context.atEnd !== undefined) {
    context.atEnd(ending);
    return built;
  }
  const kept = await ending.keep();
  return kept.ok ? built : kept;
}

async function dropBefore(folder: string, context: ActionContext): Promise<Result<undefined, Failure>> {
  const { files, keeping, step } = context;
  const isAside = (await files.stat(asideOf(folder))) !== undefined;
  // kept for a way back, where somebody keeps it; `true` says that it is no longer here
  const kept = isAside ? await keeping?.takeOver(folder, asideOf(folder)) : ok(true);
  if (kept?.ok === false) return kept;
  const done = await writeClaim(folder, { step, state: 'made' }, context);
  return done.ok ? files.remove(asideOf(folder)) : done;
}

/** Every folder that a step has made or begun to make as a whole, with those that are kept aside meanwhile. */
export async function ownedFolders(scene: ClaimScene): Promise<ReadonlySet<string>> {
  const claims = await allClaims(scene);
  return new Set(
    claims.flatMap(([folder, { state }]) => (state === 'replacing' ? [folder, asideOf(folder)] : [folder])),
  );
}

/**
 * What is said of folders is made to fit what stands, once a way back has moved them: nothing is ours that is not there,
 * or it would be taken for ours should the user make it.
 */
export async function settleClaims(scene: ClaimScene): Promise<void> {
  for (const [folder, claim] of await allClaims(scene)) {
    if (claim.state === 'making' || (await scene.files.stat(asideOf(folder))) !== undefined) continue;
    if ((await scene.files.stat(folder)) === undefined) await scene.files.remove(claimOf(folder, scene));
    else if (claim.state === 'replacing') await writeClaim(folder, { step: claim.before, state: 'made' }, scene);
  }
}

async function allClaims(scene: ClaimScene): Promise<readonly (readonly [string, Claim])[]> {
  const { files, paths, root, stateFolder } = scene;
  const claims: (readonly [string, Claim])[] = [];
  for (const name of await files.list(paths.join(stateFolder, 'folders'))) {
    if (/%(?![0-9A-F]{2})/.test(name)) continue;
    const folder = paths.join(root, decodeURIComponent(name));
    const claim = await readClaim(folder, scene);
    if (claim !== undefined) claims.push([folder, claim]);
  }
  return claims;
}

export function foreignFolder(folder: string, wanted: string): Failure {
  return {
    kind: 'policy',
    rule: 'what is not ours stays',
    detail: `${folder} has files in it and is not ${wanted}: move it away, or choose another folder`,
  };
}

async function recover(folder: string, context: ActionContext): Promise<Result<undefined, Failure>> {
  const { files } = context;
  const claim = await readClaim(folder, context);
  if (claim === undefined || claim.state === 'made') return ok();
  if (claim.state === 'making') {
    // clearing away a large folder would hold up a cancelled run; the next one does it
    if (context.signal.aborted) return ok();
    const removed = await files.remove(folder);
    return removed.ok ? files.remove(claimOf(folder, context)) : removed;
  }
  // without one aside, what stands is the one from before: it was not yet moved, or is already moved back
  if ((await files.stat(asideOf(folder))) !== undefined) {
    const dropped = await dropHalf(folder, context);
    if (!dropped.ok) return dropped;
    const moved = await files.move(asideOf(folder), folder);
    if (!moved.ok) return moved;
  }
  return writeClaim(folder, { step: claim.before, state: 'made' }, context);
}

/** Out of the way at once, so that what worked is back; a cancelled run leaves the clearing away to the next. */
async function dropHalf(folder: string, context: ActionContext): Promise<Result<undefined, Failure>> {
  const { files, paths, stateFolder, signal } = context;
  if (!signal.aborted || (await files.stat(folder)) === undefined) return files.remove(folder);
  return files.move(folder, paths.join(stateFolder, 'staging', `half-${context.step}`));
}

type ClaimScene = Pick<ActionContext, 'files' | 'paths' | 'root' | 'stateFolder'>;

async function readClaim(folder: string, context: ClaimScene): Promise<Claim | undefined> {
  const path = claimOf(folder, context);
  if ((await context.files.stat(path)) === undefined) return undefined;
  const text = await context.files.readText(path);
  if (!text.ok) return undefined;
  const [state, step = '', before = ''] = text.value.trimEnd().split('\n');
  if (state === 'replacing') return { step, state, before };
  return state === 'making' || state === 'made' ? { step, state } : undefined;
}

function writeClaim(folder: string, claim: Claim, context: ClaimScene): Promise<Result<undefined, Failure>> {
  const lines = [claim.state, claim.step, ...('before' in claim ? [claim.before] : [])];
  return context.files.writeText(claimOf(folder, context), `${lines.join('\n')}\n`);
}

function claimOf(
  folder: string,
  { paths, root, stateFolder }: Pick<ClaimScene, 'paths' | 'root' | 'stateFolder'>,
): string {
  return paths.join(stateFolder, 'folders', encodeURIComponent(paths.relative(root, folder)));
}

function asideOf(folder: string): string {
  return `${folder}.before`;
}
