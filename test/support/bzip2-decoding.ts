import type { TestContext } from 'node:test';
import { BlockHelpers, type HelpersOptions } from '../../engine/host/archives/bzip2/block-helpers.js';
import { bunzip2 } from '../../engine/host/archives/bzip2/bunzip2.js';
import type { DecodeBlock } from '../../engine/host/archives/bzip2/decode-block.js';

/** What streams decode to; `decode` is that of threads, if any take part. */
export function bunzipped(pieces: Iterable<Uint8Array>, decode?: DecodeBlock): Buffer {
  // a piece is valid until the next is asked for
  return Buffer.concat(Array.from(bunzip2(pieces, decode), piece => Buffer.from(piece)));
}

/** Threads that end with the test. */
export function helpersFor(t: TestContext, options: HelpersOptions): BlockHelpers {
  const helpers = new BlockHelpers(options);
  t.after(() => helpers.close());
  return helpers;
}
