import { availableParallelism } from 'node:os';
import { err } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Archives, UnpackRequest } from '../../model/ports.js';
import { isInside } from '../files/writable-roots.js';
import type { Limits } from './write/decide.js';
import { LARGEST } from './limits.js';
import { unpackAll } from './unpack-all.js';

export interface ArchivesOptions {
  /** Nothing outside these folders is ever changed; unlimited where it is not given. */
  readonly writable?: readonly string[];
  /** Where archives are unpacked before they are moved into place; in the target where it is not given or on another volume. */
  readonly staging?: string;
  readonly limits?: Partial<Limits>;
  /** How many threads decode, beside one that writes; with 0 all is done on the caller's. */
  readonly threads?: number;
}

/** One thread writes what they decode, and is busy with the work of some six. */
const MOST_THREADS = 6;

/** Unpacks archives that nobody trusts: all of one or nothing, and nothing outside its target. */
export function createArchives(options: ArchivesOptions = {}): Archives {
  const { writable, staging } = options;
  const limits = { ...LARGEST, ...options.limits };
  const threads = options.threads ?? Math.min(availableParallelism(), MOST_THREADS);
  return {
    async unpack(request, watch) {
      if (writable !== undefined && !(await isInside(request.into, writable))) return err(outside(request, writable));
      return unpackAll(request, watch, { limits, threads, ...(staging !== undefined && { staging }) });
    },
  };
}

function outside({ into }: UnpackRequest, writable: readonly string[]): Failure {
  const detail = `cannot unpack into ${into}: it is not below ${writable.join(' or ')}`;
  return { kind: 'policy', rule: 'only the install root and the cache are written to', detail };
}
