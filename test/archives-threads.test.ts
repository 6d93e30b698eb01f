import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, test } from 'node:test';
import { has, inEveryFormat } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const skip = has('bzip2', 'gzip', 'xz', 'zstd') ? false : 'bzip2, gzip, xz and zstd are needed to make the archives';

/** Large enough that threads decode ahead: noise does not compress. */
const random = seededRandom(3);
const MEMBERS = ['a', 'd/b', 'd/e/c'].map(name => ({
  name,
  body: Buffer.from(Array.from({ length: 500_000 }, () => Math.floor(random() * 256))),
}));
const ARCHIVES = inEveryFormat(MEMBERS);

for (const [name, make] of ARCHIVES) {
  test(`${name}: the same comes out with threads and without, and the same failure`, { skip }, async () => {
    const whole = make();
    const damaged = Buffer.from(whole);
    const at = Math.floor(whole.length * 0.7);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    const inputs = { whole, damaged, short: whole.subarray(0, at) };
    for (const [what, bytes] of Object.entries(inputs)) {
      const outcomes: unknown[] = [];
      for (const threads of [0, 1, 3]) {
        const into = bench.fresh();
        makeFolder(dirname(into));
        const { result } = await bench.unpack(name, bytes, { into, threads });
        assert.deepEqual(readdirSync(dirname(into)), result.ok ? ['into'] : [], `${what}, ${threads} threads`);
        outcomes.push(result.ok ? treeOf(into) : result.error);
      }
      assert.deepEqual(outcomes[1], outcomes[0], what);
      assert.deepEqual(outcomes[2], outcomes[0], what);
      // a plain tar has no checksums of what is in its files
      if (name === 'a.tar' && what === 'damaged') continue;
      assert.equal('kind' in (outcomes[0] as object), what !== 'whole', what);
    }
  });
}
