import type { Progress, UnpackRequest } from '../../../model/ports.js';
import type { DecodeThread } from '../decode/decode-worker.js';
import type { Limits } from './decide.js';

/** What a thread needs to know to fill a staging folder. */
export interface Filling {
  readonly request: UnpackRequest;
  /** The staging folder, which is there and empty. */
  readonly folder: string;
  readonly limits: Limits;
  /** Threads that decode beside this one. */
  readonly threads: number;
  /** One of them, where it was started before. */
  readonly decoder?: DecodeThread | undefined;
}

/** What was put below the folder's `tree`. */
export interface Filled {
  /** Files and links, sorted, with `BETWEEN_FILES` between their paths: one text goes to another thread in a fraction of the time. */
  readonly files: string;
  readonly notes: readonly string[];
}

/** No name may hold it. */
export const BETWEEN_FILES = '\0';

/** Who waits for an unpacking. */
export interface Onlooker {
  /** Whether nobody wants it any more; asked again and again. */
  readonly isStopped: () => boolean;
  readonly progress: (progress: Progress) => void;
  /** Whether others need turns of this thread. */
  readonly sharesThread: boolean;
}
