import { looksLike } from '../../base/looks-like.js';
import type { MismatchFailure } from '../../model/failure.js';
import type { PartialFile } from '../cache/partial-file.js';
import type { Download } from './download.js';
import type { Trouble } from './trouble.js';

/** The source gives another number of bytes than the manifest says. */
export function wrongSize(partial: PartialFile, { wanted, request: { shown } }: Download, got: number): Trouble {
  const failure: MismatchFailure = {
    kind: 'mismatch',
    url: shown,
    what: 'size',
    expected: String(wanted.size),
    got: String(got),
    bytes: got,
    looksLike: looksLike(partial.head),
  };
  return { failure, again: false };
}
