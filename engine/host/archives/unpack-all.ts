import { statSync } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Unpacked, UnpackRequest, Watch } from '../../model/ports.js';
import { makeFolder } from '../files/make-folder.js';
import { archiveFailure } from './archive-failure.js';
import { SHORT, startDecoder, streamFormat, type Decoder } from './decode/start-decoder.js';
import type { Limits } from './write/decide.js';
import { BETWEEN_FILES, type Filled, type Filling, type Onlooker } from './write/filling.js';
import { fillOnThread, readyThread } from './write/fill-thread.js';
import { mergeInto } from './write/merge-into.js';
import { createStaging, removeStaging } from './write/staging.js';

export interface Unpacking {
  readonly limits: Limits;
  readonly staging?: string;
  /** Threads that decode, beside one that writes; with none, all is done on this one. */
  readonly threads: number;
}

/** Stages what is taken of the archive, and moves that into place. Whatever happens, nothing is left beside. */
export async function unpackAll(
  request: UnpackRequest,
  watch: Watch,
  { limits, staging, threads }: Unpacking,
): Promise<Result<Unpacked, Failure>> {
  let decoder: Decoder | undefined;
  try {
    // they start beside what is to be looked at and made first
    if (threads > 0) decoder = readyThreads(request);
    const into = await realpath(request.into).catch(() => request.into);
    const folder = await createStaging(await stagingFor(into, staging));
    try {
      const filling = { request, folder, limits, threads, decoder: decoder?.thread };
      const onThread = threads > 0 ? await fillOnThread(filling, watch) : undefined;
      const filled = onThread ?? (await fillHere(filling, watch));
      if (watch.signal.aborted) return err({ kind: 'cancelled' });
      if (!filled.ok) return filled;
      await mergeInto(into, join(folder, 'tree'), { aside: join(folder, 'replaced') });
      const { files, notes } = filled.value;
      return ok({ files: filesBelow(into, files), ...(notes.length > 0 && { notes }) });
    } finally {
      // what stays is swept with all that is staged, and says nothing of what was unpacked
      await removeStaging(folder).catch(() => undefined);
    }
  } catch (error) {
    return err(archiveFailure(request, error));
  } finally {
    decoder?.end();
  }
}

/** Begins to start a thread that writes; gives one that decodes, where the archive needs it. */
function readyThreads({ archive, name }: UnpackRequest): Decoder | undefined {
  readyThread();
  const format = streamFormat(name);
  const { size = 0 } = format === undefined ? {} : (statSync(archive, { throwIfNoEntry: false }) ?? {});
  return format === undefined || size < SHORT ? undefined : startDecoder(format);
}

/** Paths are known to be plain ones, and many, so that nothing is looked at again. */
function filesBelow(into: string, files: string): readonly string[] {
  if (files === '') return [];
  const start = into.endsWith(sep) ? into : into + sep;
  return files.split(BETWEEN_FILES).map(file => start + file);
}

/** The readers of archives are loaded here only where no thread does it. */
async function fillHere(filling: Filling, watch: Watch): Promise<Result<Filled, Failure>> {
  const onlooker: Onlooker = {
    isStopped: () => watch.signal.aborted,
    progress: told => watch.progress(told),
    sharesThread: true,
  };
  return (await import('./write/fill-here.js')).fillHere(filling, onlooker);
}

/** A folder on the volume of the target: the engine's own when it is there, else the target, else the nearest folder above. */
async function stagingFor(into: string, staging: string | undefined): Promise<string> {
  let nearest = into;
  while (!(await isFolder(nearest))) nearest = dirname(nearest);
  if (staging === undefined) return nearest;
  await makeFolder(staging);
  const [there, here] = await Promise.all([lstat(staging), lstat(nearest)]);
  return there.dev === here.dev ? staging : nearest;
}

async function isFolder(path: string): Promise<boolean> {
  if (dirname(path) === path) return true;
  return lstat(path).then(
    stat => stat.isDirectory(),
    () => false,
  );
}
