import type { Watch } from '../../model/ports.js';
import type { Request } from './request.js';
import type { Widening } from './widening.js';

export interface Wanted {
  readonly sha256?: string;
  readonly size?: number;
}

/** What is to be had from one source, and on which terms. */
export interface Download {
  readonly url: URL;
  /** By which notes beside a partial file know the URL. */
  readonly source: string;
  readonly wanted: Wanted;
  readonly request: Omit<Request, 'headers'>;
  readonly watch: Watch;
  /** What no size of the manifest allows may not be longer. */
  readonly mostBytes: number;
  /** When several connections are opened; absent where there is to be one. */
  readonly widening?: Widening | undefined;
  /** Milliseconds since 1970. */
  now(this: void): number;
}

/** Whether the hash of all that came will tell what was wrong with a part of it. */
export function isHashed({ wanted }: Download): boolean {
  return wanted.sha256 !== undefined;
}
