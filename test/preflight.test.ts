import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { err } from '../engine/base/result.js';
import { ACTIONS } from '../engine/actions/registry.js';
import { entryPath } from '../engine/host/cache/cache-places.js';
import { cacheTrouble, filledFolder } from '../engine/opening/cache-trouble.js';
import { diskTrouble } from '../engine/opening/disk-trouble.js';
import type { Attempt, Plan, PlannedArtifact } from '../engine/model/plan.js';
import type { PlannedStanding } from '../engine/model/standing.js';
import { place, platformHere, shown } from './support/cli.js';
import { tempFolder } from './support/temp-folder.js';

const GB = 1_000_000_000;
const PLAN = { root: '/r', title: 'A sample', preflight: { disk: 10 * GB }, artifacts: new Map() };
const OTHERS = { cacheFolder: '/c', tempFolder: '/t' };

/** What is said where each folder is on a volume of its own, or on that of the root, with so many GB free. */
async function roomSaid(free: Readonly<Record<string, number>>, plan: Parameters<typeof diskTrouble>[0] = PLAN) {
  const ids = Object.keys(free);
  const trouble = await diskTrouble(plan, OTHERS, async path => {
    const own = ids.includes(path) ? path : '/r';
    return { id: ids.indexOf(own), free: (free[own] ?? 0) * GB };
  });
  return trouble?.kind === 'host' ? `${trouble.reason}; ${trouble.help}` : trouble;
}

describe('room on the disk is asked for before anything begins', () => {
  test('enough of it everywhere is no word worth', async () => {
    assert.equal(await roomSaid({ '/r': 10, '/c': 1, '/t': 1 }), undefined);
  });

  test('the root has to have all that the manifest says', async () => {
    const words = '/r has 9.9 GB free, and A sample needs 10.0 GB; free some space, or name another place with --root';
    assert.equal(await roomSaid({ '/r': 9.9 }), words);
  });

  test('a cache on another disk has to have a tenth of it, and all downloads whose size is known', async () => {
    const remedy = 'free some space, or name another place with --cache-dir';
    assert.equal(
      await roomSaid({ '/r': 10, '/c': 0.9 }),
      `the cache /c has 900 MB free, and A sample needs 1.0 GB there; ${remedy}`,
    );
    const artifact: PlannedArtifact = { id: 'a', sources: [], size: 3 * GB };
    const plan = { ...PLAN, artifacts: new Map([['a', artifact]]) };
    assert.equal(
      await roomSaid({ '/r': 10, '/c': 2 }, plan),
      `the cache /c has 2.0 GB free, and A sample needs 3.0 GB there; ${remedy}`,
    );
  });

  test('so has the folder for temporary files', async () => {
    assert.equal(
      await roomSaid({ '/r': 10, '/t': 0.5 }),
      'the temporary folder /t has 500 MB free, and A sample needs 1.0 GB there; ' +
        'free some space, or name another place with TMPDIR (Windows: TEMP)',
    );
  });

  test('a manifest that says nothing of it asks for nothing', async () => {
    assert.equal(await roomSaid({ '/r': 0 }, { ...PLAN, preflight: {} }), undefined);
  });
});

const HASH = 'ab'.repeat(32);

describe('a cache that may only be read', () => {
  const attempt = (action: string, artifacts: readonly string[]) => ({ action, artifacts }) as unknown as Attempt;
  const fetched = new Map<string, PlannedArtifact>([
    ['kept', { id: 'kept', sources: [], sha256: HASH }],
    ['absent', { id: 'absent', sources: [], sha256: 'cd'.repeat(32) }],
    ['unhashed', { id: 'unhashed', sources: [] }],
  ]);

  interface Situation {
    readonly kind?: 'will-run' | 'on-demand';
    readonly code?: string;
  }

  /** What is said to one who has one step that is not done. */
  async function said(
    t: TestContext,
    attempts: readonly Attempt[],
    { kind = 'will-run', code = 'EROFS' }: Situation = {},
  ) {
    const cache = tempFolder(t);
    const entry = entryPath(cache, HASH);
    mkdirSync(dirname(entry), { recursive: true });
    writeFileSync(entry, '');
    const plan = { steps: [{ id: 's', attempts }] as unknown as Plan['steps'], artifacts: fetched };
    const standing = new Map<string, PlannedStanding>([
      ['s', kind === 'on-demand' ? { kind } : { kind, reason: 'never done' }],
    ]);
    const mayFill = () => Promise.resolve(err({ kind: 'file', operation: '', path: cache, code } as const));
    const trouble = await cacheTrouble(plan, standing, { folder: cache, mayFill });
    const filled = await filledFolder({ ...plan, root: '/r' }, standing, cache);
    assert.equal(filled, trouble === undefined || code === 'ENOTDIR' ? '/r' : cache, 'where room is asked for');
    return trouble?.code;
  }

  test('is good enough for who finds all in it', async t => {
    assert.equal(await said(t, [attempt('download', ['kept'])]), undefined);
    assert.equal(await said(t, [attempt('run', [])]), undefined);
    assert.equal(await said(t, [attempt('run', [])], { code: 'EACCES' }), undefined);
    // perhaps it never comes to these
    assert.equal(await said(t, [attempt('unpack', ['kept']), attempt('unpack', ['absent'])]), undefined);
    assert.equal(await said(t, [attempt('unpack', ['absent'])], { kind: 'on-demand' }), undefined);
  });

  test('is refused all the same where it is no folder', async t => {
    assert.equal(await said(t, [attempt('download', ['kept'])], { code: 'ENOTDIR' }), 'ENOTDIR');
  });

  test('is refused where something would have to be kept in it', async t => {
    assert.equal(await said(t, [attempt('download', ['kept', 'absent'])]), 'EROFS');
    assert.equal(await said(t, [attempt('download', ['unhashed'])]), 'EROFS');
    const kinds = ACTIONS.filter(({ fillsCache }) => fillsCache).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['conda', 'pip']);
    for (const action of kinds) assert.equal(await said(t, [attempt(action, [])]), 'EROFS', action);
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
