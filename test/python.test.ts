import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { treeOf } from './support/cli.js';
import { KEPT_CODE, ONE_FILE } from './support/one-file.js';
import { quickPython } from './support/quick-python.js';
import { tempFolder } from './support/temp-folder.js';
import { PYTHON, VERSION, skip, made, nodeFolder, HELLO, inAscii, started } from './support/python-node.js';

test(
  'install.py of a node installs, finds nothing to do the second time, and uninstall.py leaves what was there',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath });
    const before = Object.keys(treeOf(node.folder));
    const first = node.start(['install.py']);
    assert.equal(first.code, 0, first.said);
    assert.match(first.said, /^sam3d-install: fetching sam3d-install \d+\.\d+\.\d+ \(once\)\n/);
    assert.match(first.said, /^\+ hello: Gr\\u00fc\\u00dfe: done/m);
    assert.match(first.said, /^[\x00-\x7e]*$/);
    assert.ok(existsSync(join(node.folder, 'hello.txt')));
    assert.equal(readdirSync(join(node.folder, '_tools')).length, 1);
    const second = node.start(['install.py']);
    assert.equal(second.code, 0, second.said);
    assert.doesNotMatch(second.said, /fetching/);
    assert.match(second.said, /0 of 1 steps to run/);
    const removed = node.start(['uninstall.py']);
    assert.equal(removed.code, 0, removed.said);
    assert.deepEqual(Object.keys(treeOf(node.folder)), before);
  },
);

test('install.py of a node ends with the exit code of what happened', { skip }, t => {
  const node = nodeFolder(
    t,
    HELLO.replace('text: hello', 'text: "${nothing}"'),
    { node: process.execPath },
    { isFetched: true },
  );
  const invalid = node.start(['install.py']);
  assert.equal(invalid.code, 2, invalid.said);
  assert.match(invalid.said, /error\[unknown-name\]/);
  writeFileSync(
    join(node.folder, 'sam3d-install.yaml'),
    HELLO.replace(/uses: write\n.*\n/, 'uses: run\n    with: { argv: [no-such-program] }\n'),
  );
  const failed = node.start(['install.py']);
  assert.equal(failed.code, 1, failed.said);
  assert.equal(node.start(['install.py', '--no-such-flag']).code, 64);
});

test(
  'install.py agrees to the manifest beside it from wherever it is started, also when that changed, and to no other',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
    const script = join(node.folder, 'install.py');
    // a repository of its own, in which no manifest is
    const elsewhere = tempFolder(t);
    mkdirSync(join(elsewhere, '.git'));
    const first = node.start([script], elsewhere);
    assert.equal(first.code, 0, first.said);
    const manifest = join(node.folder, 'sam3d-install.yaml');
    writeFileSync(manifest, HELLO.replace('text: hello', 'text: good day'));
    const changed = node.start([script], elsewhere);
    assert.equal(changed.code, 0, changed.said);
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'good day');
    const other = join(tempFolder(t), 'other.yaml');
    writeFileSync(other, HELLO.replace('text: hello', 'text: intruder'));
    for (const words of [['--manifest', other], [`--manifest=${other}`], ['repair', '--manifest', other]]) {
      const refused = node.start([script, ...words], elsewhere);
      assert.equal(refused.code, 3, refused.said);
      assert.match(refused.said, /other\.yaml came from elsewhere, and nobody here has agreed to it/);
    }
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'good day');
    writeFileSync(join(node.folder, 'hello.txt'), 'of the user');
    const kept = node.start([script, 'uninstall'], elsewhere);
    assert.equal(kept.code, 1, kept.said);
    assert.equal(readFileSync(join(node.folder, 'hello.txt'), 'utf8'), 'of the user');
  },
);

test(
  'install() in a program agrees for its own call only, and leaves the environment of the program as it was',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
    const [fetched = ''] = readdirSync(join(node.folder, '_tools'));
    const by = (words: string) => {
      const from = JSON.stringify(join(node.folder, '_tools', fetched));
      const folder = JSON.stringify(node.folder);
      return `import os, sys; sys.path.insert(0, ${from}); before = dict(os.environ)
from sam3d_install import install; install(${folder}${words}); print("same", before == dict(os.environ))`;
    };
    const elsewhere = tempFolder(t);
    mkdirSync(join(elsewhere, '.git'));
    const own = node.start(['-c', by('')], elsewhere);
    assert.equal(own.code, 0, own.said);
    assert.match(own.said, /^same True$/m);
    const other = join(tempFolder(t), 'other.yaml');
    writeFileSync(other, HELLO.replace('text: hello', 'text: intruder'));
    const refused = node.start(['-c', by(`, "--manifest", ${JSON.stringify(other)}`)], elsewhere);
    assert.equal(refused.code, 3, refused.said);
  },
);

test(
  'the pair that init writes is the one that is made beside the wheel, and rehearses the node that was begun',
  { skip },
  t => {
    const node = nodeFolder(t, HELLO, { node: process.execPath, python3: quickPython(PYTHON) }, { isFetched: true });
    for (const name of ['install.py', 'uninstall.py', 'sam3d-install.yaml']) rmSync(join(node.folder, name));
    writeFileSync(join(node.folder, 'requirements.txt'), 'pillow==10.4.0\n');
    const init = spawnSync(
      process.execPath,
      [...KEPT_CODE, ONE_FILE, 'init', '--from', 'requirements.txt', '--python', VERSION],
      {
        cwd: node.folder,
        encoding: 'utf8',
      },
    );
    assert.equal(init.status, 0, init.stderr);
    for (const name of ['install.py', 'uninstall.py']) {
      assert.equal(readFileSync(join(node.folder, name), 'utf8'), readFileSync(join(made, name), 'utf8'), name);
    }
    const rehearsed = node.start(['install.py', 'rehearse']);
    assert.equal(rehearsed.code, 0, rehearsed.said);
    assert.match(rehearsed.said, /^\+ packages\b.*: done/m);
  },
);

test('install.py of a node says why it does not run in the Python of MSYS, MinGW or Cygwin', { skip }, t => {
  const node = nodeFolder(t, HELLO, {});
  const settings = {
    msys: 'sys.platform = "msys"',
    cygwin: 'sys.platform = "cygwin"',
    mingw: 'import sysconfig; sysconfig.get_platform = lambda: "mingw_x86_64_ucrt_gnu"',
  };
  for (const [platform, setting] of Object.entries(settings)) {
    const end = node.start(['-c', started(setting)]);
    assert.equal(end.code, 3, end.said);
    assert.match(
      end.said,
      new RegExp(`^sam3d-install: refused: this is the Python of ${platform}, .*\nsam3d-install: help: `),
    );
  }
  assert.equal(existsSync(join(node.folder, '_tools')), false);
});

test('in a folder that cannot be written, install.py says which, without a traceback', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  // a file in the place of the folder: to the one who runs this test nothing may be forbidden
  writeFileSync(join(node.folder, '_tools'), '');
  const end = node.start(['install.py']);
  assert.equal(end.code, 1, end.said);
  assert.equal(
    end.said,
    'sam3d-install: fetching sam3d-install 0.1.0 (once)\n' +
      `sam3d-install: failed: ${inAscii(join(node.folder, '_tools'))} could not be written: File exists\n`,
  );
});

test('in a program without a console, as pythonw is, install.py installs and ends as always', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath });
  const end = node.start(['-c', started('sys.stdout = sys.stderr = None')]);
  assert.equal(end.code, 0, end.said);
  assert.ok(existsSync(join(node.folder, 'hello.txt')));
});

test('every word behind install.py is about the node that it lies in, wherever it is started', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
  const script = join(node.folder, 'install.py');
  const elsewhere = tempFolder(t);
  const run = (...words: readonly string[]) => node.start([script, ...words], elsewhere);
  const doctor = run('doctor');
  assert.match(doctor.said, /my node #1\/sam3d-install\.yaml: it is valid$/m);
  assert.match(run('bump', 'nothing', '1').said, /^error: there is no version `nothing`$/m);
  assert.equal(run('report').code, 0);
  const [report = ''] = readdirSync(elsewhere);
  assert.ok(readFileSync(join(elsewhere, report)).includes('my_node_1_sam3d-install.yaml'), 'it has another manifest');
  // these know no folder, and do not take one
  assert.match(run('cache', 'path').said, /sam3d-install\n$/);
  assert.match(run('schema').said, /"manifest"/);
  assert.match(run('--version').said, /^\d+\.\d+\.\d+\n$/);
  assert.match(run('--help').said, /^Commands:$/m);

  rmSync(join(node.folder, 'sam3d-install.yaml'));
  const without = run();
  assert.equal(without.code, 3, without.said);
  assert.equal(
    without.said,
    `sam3d-install: refused: there is no ${inAscii(join(node.folder, 'sam3d-install.yaml'))}\n` +
      'sam3d-install: help: get this node again, or name a manifest with --manifest\n',
  );
  assert.equal(run('plan', '--manifest', 'default.yaml').code, 0);
});

test('uninstall.py shows what it would remove, all of it, and asking it for help removes nothing', { skip }, t => {
  const node = nodeFolder(t, HELLO, { node: process.execPath }, { isFetched: true });
  assert.equal(node.start(['install.py']).code, 0);
  mkdirSync(join(node.folder, '_tools', '.new-killed'));
  const before = treeOf(node.folder);
  const help = node.start(['uninstall.py', '--help']);
  assert.match(help.said, /^Usage: sam3d-install uninstall /);
  const shown = node.start(['uninstall.py', '--dry-run']);
  assert.deepEqual(
    shown.said.trimEnd().split('\n').sort(),
    ['hello.txt', '.sam3d-install', '_tools/sam3d-install-0.1.0', '_tools/.new-killed']
      .map(each => `would remove ${each}`)
      .sort(),
  );
  assert.deepEqual(treeOf(node.folder), before);
  assert.equal(node.start(['uninstall.py']).code, 0);
  assert.equal(existsSync(join(node.folder, '_tools')), false);
  assert.equal(node.start(['uninstall.py']).said, 'nothing of install.py is here\n');
});
