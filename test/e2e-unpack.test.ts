import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { place, platformHere, shown } from './support/cli.js';
import { packageOf, type PackageFile, type PackageOptions } from './support/conda-package.js';
import { has } from './support/make-archive.js';
import { sha256Of, startMirror } from './support/mirror.js';

const skip = has('bzip2', 'zstd') ? false : 'bzip2 and zstd are needed to make the packages';

const BUILT = `/home/builder/_h_env${'_placehold'.repeat(20)}`;
const SITE = 'lib/python3.11/site-packages';

function packaged(files: readonly PackageFile[], options?: PackageOptions): Buffer {
  const [, [, bytes] = assert.fail()] = packageOf(files, options);
  return bytes;
}

const manifest = (url: string, sha256: string) => `manifest: 1
name: bump
title: A bump
platforms: { ${platformHere()}: {} }
artifacts: { lib: { sources: ['${url}'], sha256: ${sha256} } }
steps:
  lib:
    uses: unpack
    with: { artifact: lib, select: '${SITE}/**', to: env/${SITE} }
    verify: [{ file: env/${SITE}/m/whole.txt }]
`;

const module = (name: string): PackageFile => ({ name: `${SITE}/${name}`, body: 'x' });

test(
  'after a bump nothing of the version before is left, also when the very first or a bump between them failed',
  { skip },
  async t => {
    const mirror = await startMirror();
    t.after(() => mirror.close());
    const here = place(t);
    const install = async (version: string, files: readonly PackageFile[]) => {
      const body = packaged(files);
      mirror.serve(`/m-${version}.tar.bz2`, { kind: 'file', body });
      here.write('sam3d-install.yaml', manifest(`https://packages.test/m-${version}.tar.bz2`, sha256Of(body)));
      return here.cli(['--mirror', `https://packages.test=${mirror.url}`]);
    };
    const at = join(here.root, 'env', SITE);
    const where = { name: `${SITE}/m/where.py`, body: `at = "${BUILT}"`, placeholder: BUILT };
    const whole = module('m/whole.txt');
    const none = await install('0', [where, module('m/half.py'), module('m-0.dist-info/METADATA')]);
    assert.equal(none.code, 1, shown(none));
    assert.ok(existsSync(join(at, 'm/half.py')), 'nothing was in use, so nothing was put back');
    const first = await install('1', [where, whole, module('m/old/x.py'), module('m-1.dist-info/METADATA')]);
    assert.equal(first.code, 0, shown(first));
    assert.deepEqual(readdirSync(at).sort(), ['m', 'm-1.dist-info']);
    assert.ok(!existsSync(join(at, 'm/half.py')), 'it is left of a version whose checks failed');
    assert.equal(readFileSync(join(at, 'm/where.py'), 'utf8'), `at = "${join(here.root, 'env')}"`);
    const second = await install('2', [where]);
    assert.equal(second.code, 1, shown(second));
    const third = await install('3', [where, whole, module('m-3.dist-info/METADATA')]);
    assert.equal(third.code, 0, shown(third));
    assert.deepEqual(readdirSync(at, { recursive: true }).sort(), [
      'm',
      'm-3.dist-info',
      join('m-3.dist-info', 'METADATA'),
      join('m', 'where.py'),
      join('m', 'whole.txt'),
    ]);
  },
);

test('a package that is not as its own list says fails the step, and says which file', { skip }, async t => {
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const here = place(t);
  const body = packaged([module('m/a.py'), { ...module('m/b.py'), told: { size_in_bytes: 7 } }]);
  mirror.serve('/m.tar.bz2', { kind: 'file', body });
  here.write('sam3d-install.yaml', manifest('https://packages.test/m.tar.bz2', sha256Of(body)));
  const end = await here.cli(['--mirror', `https://packages.test=${mirror.url}`]);
  assert.equal(end.code, 1, shown(end));
  assert.match(end.stderr, /lib\/python3\.11\/site-packages\/m\/b\.py.*it has 1 bytes, and info\/paths\.json says 7/s);
  assert.ok(!existsSync(join(here.root, 'env')));
});
