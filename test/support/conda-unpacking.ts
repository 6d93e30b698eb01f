import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { packageOf, type PackageFile, type PackageOptions } from './conda-package.js';
import { makeFolder, treeOf, type Bench } from './unpacking.js';

/** As long as the build tools make it, so that most prefixes fit. */
export const BUILT = `/home/builder/_h_env${'_placehold'.repeat(20)}`;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

type Options = PackageOptions & { readonly request?: object };

/** What becomes of a package on this bench. */
export function condaUnpacking(bench: Bench) {
  /** Unpacks both forms; both must end alike. */
  const unpacked = async (files: readonly PackageFile[], options: Options = {}) => {
    const ends = [];
    for (const [name, bytes] of packageOf(files, options)) {
      const into = bench.fresh();
      makeFolder(dirname(into));
      const { result } = await bench.unpack(name, bytes, { into, ...options.request });
      if (!result.ok) {
        assert.deepEqual(readdirSync(dirname(into)), [], `${name}: something was left`);
        assert.ok(result.error.kind === 'archive', JSON.stringify(result.error));
        const { entry = '', reason } = result.error;
        ends.push({ refused: `${entry}: ${reason}` });
      } else {
        const tree = Object.entries(treeOf(into)).filter(([path]) => !path.startsWith('info/'));
        // each is unpacked into a folder of its own
        const shown = tree.map(([path, text]) => [path, text.replaceAll(into, 'INTO').replaceAll('\0', '.')]);
        ends.push({ tree: Object.fromEntries(shown) as object, notes: result.value.notes ?? [], into });
      }
    }
    const [conda, bz2] = ends;
    assert.deepEqual({ ...bz2, into: '' }, { ...conda, into: '' });
    return conda ?? assert.fail();
  };

  const refusal = async (files: readonly PackageFile[], options: Options = {}) => {
    const end = await unpacked(files, options);
    return end.refused ?? assert.fail(`it was unpacked: ${JSON.stringify(end)}`);
  };
  return { unpacked, refusal };
}
