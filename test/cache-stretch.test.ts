import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { test } from 'node:test';
import { Stretch, type Piece } from '../engine/host/cache/stretch.js';

/** A file of which the system takes no more than so many bytes at once, as it does near the end of its room. */
function tightFile(most: number) {
  const bytes = Buffer.alloc(64, '.');
  const writev = (pieces: readonly Buffer[], at: number) => {
    const taken = Buffer.concat(pieces).subarray(0, most);
    taken.copy(bytes, at);
    return Promise.resolve({ bytesWritten: taken.length, buffers: pieces });
  };
  return { bytes, handle: { writev } as unknown as FileHandle };
}

test('what the system takes only in parts is written whole and in order, and let go of once', async () => {
  for (const most of [1, 3, 4, 5, 11]) {
    const { bytes, handle } = tightFile(most);
    let [written, released] = [0, 0];
    const stretch = new Stretch(handle, 2, {
      to: 14,
      onBatch: () => undefined,
      onWritten: more => (written += more),
    });
    const pieces = ['abcd', 'e', 'fghi', 'jkl'].map((text): Piece => {
      return { bytes: Buffer.from(text), release: () => void released++ };
    });
    for (const piece of pieces) await stretch.append(piece);
    await stretch.flush();
    assert.equal(bytes.toString('latin1', 0, 16), '..abcdefghijkl..', `${most} bytes at once`);
    assert.deepEqual([written, released, stretch.written, stretch.missing], [12, 4, 14, 0]);
  }
});
