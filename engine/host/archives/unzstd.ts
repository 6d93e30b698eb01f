import { BrokenArchive } from './broken-archive.js';

const MOST_IDLE_STEPS = 64;

/** Decodes zstd. The library reports no errors: a damaged frame shows as a decoder that neither takes input nor gives output. */
export async function* unzstd(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const slot: Slot = { pulls: 0 };
  const source = pieces[Symbol.asyncIterator]();
  const decoded = decoder.decodeStreaming(fromSlot(slot));
  try {
    for (let idle = 0, pulls = 0; ; idle++) {
      slot.next ??= await source.next();
      const step = stepOf(decoded);
      if (step.done === true) return;
      const piece = step.value;
      if (piece.length > 0 || slot.pulls > pulls) idle = 0;
      pulls = slot.pulls;
      if (idle > MOST_IDLE_STEPS) throw new BrokenArchive('it is damaged: a zstd frame cannot be decoded');
      if (piece.length > 0) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
  } finally {
    await source.return?.();
  }
}

/** The decoder pulls, and cannot wait: one piece is laid ready for it before each of its steps, and it takes no more in one. */
interface Slot {
  next?: IteratorResult<Buffer, unknown>;
  pulls: number;
}

function* fromSlot(slot: Slot): Generator<Buffer> {
  for (;;) {
    const { next } = slot;
    if (next === undefined) throw new Error('the zstd decoder took two pieces in one step');
    if (next.done === true) return;
    slot.pulls++;
    delete slot.next;
    yield next.value;
  }
}

function stepOf(decoded: Iterator<Uint8Array, unknown>): IteratorResult<Uint8Array, unknown> {
  try {
    return decoded.next();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Incomplete stream'))
      throw new BrokenArchive('it ends in the middle');
    throw error;
  }
}
