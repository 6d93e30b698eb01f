import type { Progress, Watch } from '../../model/ports.js';

const STEP = 256 * 1024;

/** A watch that passes on one progress every 256 KiB, and each first and last one: many small pieces make no flood. */
export function sparseProgress(watch: Watch): Watch {
  let phase: string | undefined;
  let told = 0;
  const isNews = (next: Progress) =>
    next.phase !== phase || next.done === next.total || next.done < told || next.done - told >= STEP;
  return {
    signal: watch.signal,
    progress(next) {
      if (!isNews(next)) return;
      phase = next.phase;
      told = next.done;
      watch.progress(next);
    },
  };
}
