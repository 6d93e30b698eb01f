import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { diskTrouble } from '../engine/opening/disk-trouble.js';
import type { PlannedArtifact } from '../engine/model/plan.js';
import { place, platformHere, shown } from './support/cli.js';

const GB = 1_000_000_000;
const PLAN = { root: '/r', title: 'A sample', preflight: { disk: 10 * GB }, artifacts: new Map() };
const OTHERS = { cacheFolder: '/c', tempFolder: '/t' };

/** What is said where each folder is on a volume of its own, or on that of the root, with so many GB free. */
async function said(free: Readonly<Record<string, number>>, plan: Parameters<typeof diskTrouble>[0] = PLAN) {
  const ids = Object.keys(free);
  const trouble = await diskTrouble(plan, OTHERS, async path => {
    const own = ids.includes(path) ? path : '/r';
    return { id: ids.indexOf(own), free: (free[own] ?? 0) * GB };
  });
  return trouble?.kind === 'host' ? `${trouble.reason}; ${trouble.help}` : trouble;
}

describe('room on the disk is asked for before anything begins', () => {
  test('enough of it everywhere is no word worth', async () => {
    assert.equal(await said({ '/r': 10, '/c': 1, '/t': 1 }), undefined);
  });

  test('the root has to have all that the manifest says', async () => {
    const words = '/r has 9.9 GB free, and A sample needs 10.0 GB; free some space, or name another place with --root';
    assert.equal(await said({ '/r': 9.9 }), words);
  });

  test('a cache on another disk has to have a tenth of it, and all downloads whose size is known', async () => {
    const remedy = 'free some space, or name another place with --cache-dir';
    assert.equal(
      await said({ '/r': 10, '/c': 0.9 }),
      `the cache /c has 900 MB free, and A sample needs 1.0 GB there; ${remedy}`,
    );
    const artifact: PlannedArtifact = { id: 'a', sources: [], size: 3 * GB };
    const plan = { ...PLAN, artifacts: new Map([['a', artifact]]) };
    assert.equal(
      await said({ '/r': 10, '/c': 2 }, plan),
      `the cache /c has 2.0 GB free, and A sample needs 3.0 GB there; ${remedy}`,
    );
  });

  test('so has the folder for temporary files', async () => {
    assert.equal(
      await said({ '/r': 10, '/t': 0.5 }),
      'the temporary folder /t has 500 MB free, and A sample needs 1.0 GB there; ' +
        'free some space, or name another place with TMPDIR (Windows: TEMP)',
    );
  });

  test('a manifest that says nothing of it asks for nothing', async () => {
    assert.equal(await said({ '/r': 0 }, { ...PLAN, preflight: {} }), undefined);
  });
});

const MANIFEST = `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {} }
steps:
  greet: { uses: write, with: { path: hello.txt, text: hello } }
`;

describe('a folder that cannot be written to is refused before anything begins', { concurrency: 2 }, () => {
  test('the cache', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', MANIFEST);
    const cache = join(here.write('file', ''), 'cache');
    const end = await here.cli(['--cache-dir', cache]);
    assert.equal(end.code, 3, shown(end));
    assert.equal(
      end.stderr,
      `error: cannot keep downloads in ${cache}: a part of the path is no folder (ENOTDIR)\n` +
        'help: name a folder of your own with --cache-dir\n',
    );
    assert.equal(existsSync(join(here.root, 'hello.txt')), false);
  });

  test('the folder for temporary files', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', MANIFEST);
    const temp = here.write('file', '');
    const end = await here.cli([], { env: { TMPDIR: temp, TEMP: temp, TMP: temp } });
    assert.equal(end.code, 3, shown(end));
    assert.equal(
      end.stderr,
      `error: cannot keep temporary files in ${temp}: a part of the path is no folder (ENOTDIR)\n` +
        'help: name a folder of your own with TMPDIR (Windows: TEMP)\n',
    );
  });
});
