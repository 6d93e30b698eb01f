import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { place, platformHere, shown, treeOf, yamlList, type Place } from './support/cli.js';
import { quickPythonHere } from './support/real-python.js';

/** `uninstall` on the built program: real files, and nothing but what the journal says was made. */

const MANIFEST = `manifest: 1
name: small
title: A small thing
versions: { one: '1.0' }
platforms: { ${platformHere()}: {} }
steps:
  one: { uses: write, with: { path: tools/deep/one.txt, text: "\${one}\\n" } }
  two: { uses: write, with: { path: two.txt, text: "two\\n" } }
`;

async function installed(t: TestContext, manifest = MANIFEST): Promise<Place> {
  const here = place(t);
  here.write('sam3d-install.yaml', manifest);
  mkdirSync(here.root);
  const first = await here.cli(['install']);
  assert.equal(first.code, 0, shown(first));
  return here;
}

const tree = (here: Place) => Object.keys(treeOf(here.root));

describe('uninstall', { concurrency: 2 }, () => {
  test('removes all that was made, the folders that are empty then, and its own state', async t => {
    const here = await installed(t);
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(end.stdout.split('\n'), [
      'removed tools/deep/one.txt',
      'removed two.txt',
      'removed tools/deep',
      'removed tools',
      'removed .sam3d-install',
      '',
    ]);
    assert.equal(end.stderr, `uninstalled from ${here.root}\n`);
    assert.deepEqual(tree(here), []);
  });

  test('shows with --dry-run what it would do, and does nothing', async t => {
    const here = await installed(t);
    writeFileSync(join(here.root, 'two.txt'), 'mine now\n');
    const before = treeOf(here.root);
    const end = await here.cli(['uninstall', '--dry-run']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(end.stdout.split('\n'), [
      'would remove tools/deep/one.txt',
      'would remove tools/deep',
      'would remove tools',
      'would ask about two.txt: it changed since it was made',
      '',
    ]);
    assert.deepEqual(treeOf(here.root), before);
  });

  test('removes the root that the install made, unless something of another is in it', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', MANIFEST);
    const first = await here.cli(['install']);
    assert.equal(first.code, 0, shown(first));
    const again = await here.cli(['install', '--set', 'one=2.0']);
    assert.equal(again.code, 0, shown(again));
    const would = await here.cli(['uninstall', '--dry-run']);
    assert.ok(would.stdout.endsWith(`would remove .sam3d-install\nwould remove ${here.root}\n`), shown(would));
    writeFileSync(join(here.root, 'notes.txt'), 'mine\n');
    const spoilt = await here.cli(['uninstall', '--dry-run']);
    assert.ok(spoilt.stdout.endsWith('would remove .sam3d-install\n'), shown(spoilt));
    rmSync(join(here.root, 'notes.txt'));
    const end = await here.cli(['uninstall']);
    assert.ok(end.stdout.endsWith(`removed .sam3d-install\nremoved ${here.root}\n`), shown(end));
    assert.ok(!existsSync(here.root));
  });

  test('takes what a failed change put back for its own, not for changed by hand', async t => {
    const here = await installed(t);
    const changed = MANIFEST.replace("'1.0'", "'2.0'").replace('"two', '"other');
    here.write('sam3d-install.yaml', changed.replace(/\}\n$/, ', verify: [{ file: not-made.txt }] }\n'));
    const failed = await here.cli(['install']);
    assert.equal(failed.code, 1, shown(failed));
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(tree(here), []);
  });

  test('leaves files of the user, and names those in its own folders', async t => {
    const here = await installed(t);
    writeFileSync(join(here.root, 'tools', 'mine.txt'), 'mine\n');
    writeFileSync(join(here.root, 'notes.txt'), 'mine\n');
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(tree(here), ['notes.txt', 'tools', 'tools/mine.txt']);
    assert.equal(
      end.stderr,
      `left, since it was not made by this program:\n  tools/mine.txt\nuninstalled from ${here.root}\n`,
    );
  });

  test('leaves a changed file where nobody can be asked, and removes it with --yes', async t => {
    const here = await installed(t);
    writeFileSync(join(here.root, 'two.txt'), 'changed by hand\n');
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 1, shown(end));
    assert.equal(
      end.stderr,
      [
        'left, since it changed since it was made:',
        '  two.txt',
        'what was made is not all removed: the journal stays until it is',
        'help: look at what is named above, then run the same command again with --yes',
        '',
      ].join('\n'),
    );
    assert.ok(existsSync(join(here.root, 'two.txt')));
    const again = await here.cli(['uninstall', '--yes']);
    assert.equal(again.code, 0, shown(again));
    assert.deepEqual(tree(here), []);
  });

  test('removes what earlier versions made and no later one replaced', async t => {
    const here = await installed(t);
    here.write('sam3d-install.yaml', MANIFEST.replace('tools/deep/one.txt', 'tools/other.txt'));
    assert.equal((await here.cli(['install'])).code, 0);
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(tree(here), []);
  });

  test('never goes through a link', async t => {
    const here = await installed(t);
    const outside = join(here.folder, 'outside');
    mkdirSync(join(outside, 'deep'), { recursive: true });
    writeFileSync(join(outside, 'deep', 'one.txt'), '1.0\n');
    rmSync(join(here.root, 'tools'), { recursive: true });
    symlinkSync(outside, join(here.root, 'tools'));
    const end = await here.cli(['uninstall', '--yes']);
    assert.deepEqual(readdirSync(join(outside, 'deep')), ['one.txt']);
    assert.deepEqual(tree(here), ['tools']);
    assert.match(end.stderr, /^left, since the way to it is a link: .*tools:\n {2}tools\/deep\/one\.txt\n/);
  });

  test('says so where there is nothing to remove, and is done', async t => {
    const here = place(t);
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.equal(end.stderr, `nothing to remove: no installation stands in ${here.root}\n`);
    assert.equal(existsSync(here.root), false);
  });

  test('is ended by the same command after it was cut short', async t => {
    const here = await installed(t);
    // as a kill in the middle leaves it: one file gone, its folders still there
    rmSync(join(here.root, 'tools', 'deep', 'one.txt'));
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(tree(here), []);
  });

  test('removes an environment whole, whatever came into it', async t => {
    const quick = await quickPythonHere(t);
    if (quick === undefined) return t.skip('no Python with venv on this host');
    const here = place(t);
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '${quick.version}', search: ${yamlList([dirname(quick.path)])} } }
`,
    );
    const first = await here.cli(['install']);
    assert.equal(first.code, 0, shown(first));
    writeFileSync(join(here.root, '_env', 'by-hand.txt'), 'put there later\n');
    const end = await here.cli(['uninstall']);
    assert.equal(end.code, 0, shown(end));
    assert.equal(end.stdout, `removed _env\nremoved .sam3d-install\nremoved ${here.root}\n`);
    assert.ok(!existsSync(here.root));
  });

  test('names an environment that stood there before, and leaves it', async t => {
    const quick = await quickPythonHere(t);
    if (quick === undefined) return t.skip('no Python with venv on this host');
    const here = place(t);
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '${quick.version}', search: ${yamlList([dirname(quick.path)])} } }
`,
    );
    mkdirSync(here.root);
    const made = spawnSync(quick.path, ['-m', 'venv', '--without-pip', join(here.root, '_env')], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const before = tree(here);
    const first = await here.cli(['install']);
    assert.equal(first.code, 0, shown(first));
    for (const [words, said] of [
      [['--dry-run'], 'would remove'],
      [[], 'removed'],
    ] as const) {
      const end = await here.cli(['uninstall', ...words]);
      assert.equal(end.code, 0, shown(end));
      assert.match(end.stdout, new RegExp(`^${said} \\.sam3d-install$`, 'm'));
      assert.match(end.stdout + end.stderr, /^left, since it was not made by this program:\n {2}_env$/m);
    }
    assert.deepEqual(tree(here), before);
  });

  test('tells programs in one JSON line', async t => {
    const here = await installed(t);
    const end = await here.cli(['uninstall', '--json']);
    const said = JSON.parse(end.stdout) as { type: string; removed: readonly { path: string }[]; left: unknown[] };
    assert.equal(said.type, 'uninstalled');
    assert.deepEqual(
      said.removed.map(({ path }) => path),
      [join(here.root, 'tools', 'deep', 'one.txt'), join(here.root, 'two.txt')],
    );
    assert.deepEqual(said.left, []);
  });
});
