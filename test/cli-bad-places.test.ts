import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { place, platformHere, shown, treeOf, type Place } from './support/cli.js';
import { GOOD, meet } from './support/slips.js';

const report = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
const glibc = report.header.glibcVersionRuntime;

test(
  'a system library that is too old is refused with both versions',
  { skip: glibc === undefined && 'this host has no glibc' },
  async t => {
    const manifest = GOOD.replace('steps:', "preflight: { glibc: '>=99.0' }\nsteps:");
    const says =
      `error: this host has glibc ${glibc}, and A sample needs >=99.0\n` +
      'help: use a newer Linux distribution, or a container with one\n';
    await meet(t, { title: '', args: [], code: 3, says, manifest });
  },
);

test('a disk that is too small is refused with both numbers', async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', `${GOOD}preflight: { disk: 999999 GB }\n`);
  const before = treeOf(here.folder);
  const end = await here.cli([]);
  assert.equal(end.code, 3, shown(end));
  assert.match(
    end.stderr.replaceAll(here.folder, '<place>'),
    /^error: <place>\/root has [\d.]+ [kMGT]?B free, and A sample needs 1000 TB\nhelp: free some space, or name another place with --root\n$/,
  );
  assert.deepEqual(treeOf(here.folder), before);
});

describe('a root that cannot be one is refused with 3, naming it', { concurrency: 3 }, () => {
  const refused = async (here: Place, root: string, why: string) => {
    here.write('sam3d-install.yaml', GOOD);
    const before = treeOf(here.folder);
    const end = await here.cli(['install', '--root', root]);
    assert.equal(end.code, 3, shown(end));
    assert.equal(end.stdout, '');
    assert.equal(
      end.stderr,
      `error: cannot install into ${root}: ${why}\nhelp: name a folder of your own with --root\n`,
    );
    assert.deepEqual(treeOf(here.folder), before);
  };

  test('a file', t => {
    const here = place(t);
    const file = here.write('a-file', 'mine\n');
    return refused(here, file, 'a part of the path is no folder (ENOTDIR)');
  });

  test('a path under a file', t => {
    const here = place(t);
    const file = here.write('a-file', 'mine\n');
    return refused(here, join(file, 'below', 'it'), 'a part of the path is no folder (ENOTDIR)');
  });

  const unwritable = process.platform !== 'linux' || process.getuid?.() === 0;
  test('a folder of somebody else', { skip: unwritable && 'the superuser may write anywhere' }, t => {
    const here = place(t);
    const root = join(here.folder, 'theirs');
    mkdirSync(root, { mode: 0o555 });
    return refused(here, root, 'permission is missing (EACCES)');
  });

  test(
    'one whose name would be two on PATH',
    { skip: process.platform === 'win32' && 'a colon is no name' },
    async t => {
      const here = place(t);
      here.write('sam3d-install.yaml', GOOD);
      const root = join(here.folder, 'a:b');
      const end = await here.cli(['install', '--root', root]);
      assert.equal(end.code, 3, shown(end));
      assert.equal(
        end.stderr,
        `error: cannot install into ${root}: its name has a :, by which PATH tells folders apart\n` +
          'help: name another folder with --root\n',
      );
    },
  );

  test('a folder in which the kernel makes the entries', { skip: process.platform !== 'linux' && 'no /proc' }, t =>
    refused(place(t), '/proc/no-such-folder/below', 'it is not there (ENOENT)'),
  );
});

test('a cache that cannot be one is refused before anything is downloaded', async t => {
  const here = place(t);
  const cache = join(here.write('a-file', 'mine\n'), 'cache');
  const artifact = `artifacts: { a: { sources: ['https://packages.test/a.txt'], sha256: '${'0'.repeat(64)}' } }`;
  const step = 'steps: { get: { uses: download, with: { artifact: a, to: a.txt } } }';
  here.write('sam3d-install.yaml', [GOOD.split('versions:')[0], platformsLine(), artifact, step, ''].join('\n'));
  const end = await here.cli(['--cache-dir', cache]);
  assert.equal(end.code, 3, shown(end));
  assert.ok(end.stderr.includes(`${cache}`), shown(end));
  assert.match(end.stderr, /a part of the path is no folder \(ENOTDIR\)/);
  assert.equal(treeOf(here.root)['a.txt'], undefined);
});

test(
  'a cache that cannot be made is named when an answer cannot be remembered there',
  { skip: process.platform !== 'linux' && 'no /proc' },
  async t => {
    const here = place(t);
    const manifest = here.write('sam3d-install.yaml', GOOD);
    const cache = '/proc/no-such-folder/cache';
    const end = await here.cli(['install', '--manifest', manifest, '--yes', '--cache-dir', cache], { cwd: here.bin });
    assert.equal(end.code, 3, shown(end));
    const [error, help] = end.stderr.split('\n').slice(-3);
    assert.match(
      error ?? '',
      /^error: cannot write \/proc\/no-such-folder\/cache\/accepted\/[0-9a-f]{64}: it is not there/,
    );
    assert.equal(help, 'help: use folders that can be made, with --root and --cache-dir');
    assert.equal(treeOf(here.root)['.sam3d-install'], undefined);
  },
);

test('a root from which a newer version has kept a journal is left alone', async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', GOOD);
  const state = join(here.root, '.sam3d-install');
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'journal.ndjson'), '{"journal":99}\n');
  const before = treeOf(here.folder);
  const end = await here.cli([]);
  assert.equal(end.code, 3, shown(end));
  assert.equal(
    end.stderr,
    `error: refused by the rule "a journal of a newer version is left alone": ${state}/journal.ndjson was written by a newer version of this program\nhelp: use the version that wrote it or a newer one, or another folder with --root\n`,
  );
  assert.deepEqual(treeOf(here.folder), before);
});

function platformsLine(): string {
  return `platforms: { ${platformHere()}: {} }`;
}
