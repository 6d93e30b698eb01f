import { BrokenArchive } from '../broken-archive.js';

/** What the library's codes mean; it tells them at the end of its messages. */
const CODES: Readonly<Record<string, string>> = {
  '4': 'it needs more memory than is allowed for an xz archive',
  '5': 'it is damaged: no xz stream begins where one should',
  '6': 'it is compressed with options of xz that are not supported',
  '7': 'it is damaged: an xz stream cannot be decoded, or its checksum is wrong',
  '8': 'it ends in the middle',
};

/** Decodes xz, streams one behind the other included, with its CRC-32 or CRC-64, if it has any; one with SHA-256 is refused. */
export async function* unxz(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const { default: xz } = await import('xz-decompress');
  const reader = new xz.XzReadableStream(streamOf(pieces)).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } catch (error) {
    const [, code] = /error code (\d+)$/.exec(error instanceof Error ? error.message : '') ?? [];
    throw code === undefined ? error : new BrokenArchive(CODES[code] ?? `it is damaged: xz fails with ${code}`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function streamOf(pieces: Iterable<Buffer>): ReadableStream<Uint8Array> {
  const source = pieces[Symbol.iterator]();
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = source.next();
      // the pieces share one buffer, and the library holds on to some
      if (next.done === true) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    cancel: () => void source.return?.(),
  });
}
