import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzip, has, tarOf, through, zstd } from './support/make-archive.js';
import { treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const tools = { skip: has('zstd', 'gzip') ? false : 'zstd and gzip are needed to make the archives' };

const TAR = tarOf({ name: 'a', body: 'a'.repeat(300_000) });
/** From a pipe, so that a frame cannot tell its size, and asks for its whole window. */
const longed = (log: number) => through('zstd', ['-q', '--ultra', `--long=${log}`, '-c'], TAR);

test('a zstd frame may ask for a window of 128 MiB, and one that asks for more is refused', tools, async () => {
  for (const threads of [0, 2]) {
    const { result, into } = await bench.unpack('a.tar.zst', longed(27), { threads });
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(treeOf(into), { a: 'a'.repeat(300_000) });
    for (const log of [28, 31]) {
      const refused = await bench.unpack('a.tar.zst', longed(log), { threads });
      const reason = 'it needs more memory than is allowed for a zstd archive';
      assert.deepEqual(refused.result, { ok: false, error: { kind: 'archive', archive: 'a.tar.zst', reason } });
    }
  }
});

test('zstd frames one behind the other are one, and what is no frame behind them is damage', tools, async () => {
  const half = Math.floor(TAR.length / 2);
  const both = Buffer.concat([zstd(TAR.subarray(0, half)), zstd(TAR.subarray(half))]);
  for (const threads of [0, 2]) {
    const { into } = await bench.unpack('a.tar.zst', both, { threads });
    assert.deepEqual(treeOf(into), { a: 'a'.repeat(300_000) });
    const { result } = await bench.unpack('a.tar.zst', Buffer.concat([both, gzip(TAR)]), { threads });
    assert.ok(!result.ok && result.error.kind === 'archive', JSON.stringify(result));
  }
});
