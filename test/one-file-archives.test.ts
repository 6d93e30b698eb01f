import assert from 'node:assert/strict';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { place, platformHere, shown, startCli, treeOf } from './support/cli.js';
import { has, inEveryFormat } from './support/make-archive.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { ONE_FILE } from './support/one-file.js';
import { seededRandom } from './support/seeded-random.js';

const skip = has('bzip2', 'gzip', 'xz', 'zstd') ? false : 'bzip2, gzip, xz and zstd are needed to make the archives';

/** Large enough that its threads decode: noise does not compress. */
const random = seededRandom(41);
const MEMBERS = [{ name: 'd/noise', body: Buffer.from(Array.from({ length: 400_000 }, () => random() * 256)) }];
const ARCHIVES = inEveryFormat(MEMBERS);

test('the one file, copied alone, unpacks archives of every format', { skip }, async t => {
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const here = place(t);
  const file = join(here.folder, 'sam3d-install.mjs');
  copyFileSync(ONE_FILE, file);
  const artifacts = ARCHIVES.map(([name, make], index) => {
    const body = make();
    mirror.serve(`/${name}`, { kind: 'file', body });
    return `  a${index}: { sources: ['https://packages.test/${name}'], sha256: ${sha256Of(body)} }`;
  });
  const steps = ARCHIVES.map(
    (_, index) => `  s${index}: { uses: unpack, with: { artifact: a${index}, to: out${index} } }`,
  );
  const head = `manifest: 1\nname: every-format\ntitle: Every format\nplatforms: { ${platformHere()}: {} }`;
  const text = `${head}\nartifacts:\n${artifacts.join('\n')}\nsteps:\n${steps.join('\n')}\n`;
  const manifest = here.write('sam3d-install.yaml', text);
  const env = { HOME: join(here.folder, 'home'), PATH: here.bin };
  const argv = [
    '--manifest',
    manifest,
    '--root',
    here.root,
    '--yes',
    '--mirror',
    `https://packages.test=${mirror.url}`,
  ];
  const end = await startCli(argv, { file, cwd: here.work, env }).ended;
  assert.equal(end.code, 0, shown(end));
  const expected = treeOf(join(here.root, 'out0'));
  for (const [index, [name]] of ARCHIVES.entries()) {
    const out = join(here.root, `out${index}`);
    const tree = Object.entries(treeOf(out)).filter(([path]) => !path.startsWith('info'));
    assert.deepEqual(Object.fromEntries(tree), expected, name);
    assert.ok(existsSync(join(out, 'd', 'noise')), name);
  }
});
