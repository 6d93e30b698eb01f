import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'node:test';
import { initNode } from '../engine/desk/init-node.js';
import { knownEntries } from '../engine/desk/known-entries.js';
import { aManifest, loadText } from './support/load-text.js';
import { place, shown, treeOf } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { quickPythonHere } from './support/real-python.js';

test('what is written is valid at once, whatever a node needs: a base is taken that installs it, by a row of versions', async t => {
  const here = place(t);
  here.write('requirements.txt', "torch\ntorchvision\nit's==1.0\n".replace("it's", 'trimesh'));
  here.write('pinned.txt', 'torch==2.8.0\n');
  here.write(
    'odd.txt',
    "quote ; sys_platform == 'win32'\nplatform==1.0\ntwice==1.0 ; os_name=='nt'\ntwice==2.0 ; os_name!='nt'\n7zip==1\n",
  );
  const made = async (from: string) => {
    const wish = { folder: here.work, from: join(here.work, from), title: "It's a node", dryRun: true };
    const node = await initNode(wish);
    assert.ok(node.ok, JSON.stringify(node));
    return node.value.files[0]?.text ?? '';
  };
  const usual = await made('requirements.txt');
  assert.match(usual, /^extends: base\/python-env$/m);
  assert.match(usual, /^title: 'It''s a node'$/m);
  assert.match(usual, /^ {2}torch: '2\.5\.1'\n {2}torchvision: '0\.20\.1'\n {2}trimesh: '1\.0'$/m);
  assert.match(usual, /^ {2}cuda-12\.8: \{ versions: \{ torch: '2\.9\.1', torchvision: '0\.24\.1' \} \}$/m);
  assert.match(usual, /constraints:\n +- 'torch==\$\{torch\}'\n +- 'torchvision==\$\{torchvision\}'/);
  const odd = await made('odd.txt');
  assert.match(odd, /- 'quote ; sys_platform == ''win32'''/);
  assert.match(odd, /- 'platform==1\.0'/);
  assert.match(odd, /- '7zip==1'/);
  assert.doesNotMatch(odd, /^ {2}twice:/m);
  here.write('environment.yml', 'channels: [conda-forge, other, https://own.test/c]\ndependencies: [ffmpeg]\n');
  const environment = await initNode({ folder: here.work, from: join(here.work, 'environment.yml'), dryRun: true });
  assert.ok(environment.ok);
  assert.deepEqual(environment.value.remarks, [
    'by its name only: the channel other; with the whole address, --mirror and proxies hold for lock too',
  ]);
  const refused = await initNode({ folder: here.work, from: join(here.work, 'pinned.txt'), dryRun: true });
  assert.ok(!refused.ok && refused.error.kind === 'usage', JSON.stringify(refused));
  assert.match(refused.error.reason, /^base\/python-env knows no versions that go with python 3\.11, torch 2\.8\.0$/);
});

test('a node is begun, is valid, is rehearsed as it stands, and nothing of it is written over', async t => {
  const here = place(t);
  here.write('requirements.txt', 'pillow==10.4.0\nnumpy>=1.24,<2\n');
  const host = await quickPythonHere(t);
  const python = host?.version ?? '3.11';
  const end = await here.cli(['init', '--from', 'requirements.txt', '--python', python, '--json']);
  assert.equal(end.code, 0, shown(end));
  const { files } = theLine<{ files: readonly string[] }>(end.stdout);
  assert.deepEqual([...files].sort(), [
    '.github/workflows/sam3d-install.yml',
    'install.py',
    'sam3d-install.lock.yaml',
    'sam3d-install.yaml',
    'uninstall.py',
  ]);
  const workflow = readFileSync(join(here.work, '.github/workflows/sam3d-install.yml'), 'utf8');
  assert.match(workflow, new RegExp(`python-version: '${python.replace('.', '\\.')}'`));
  assert.doesNotMatch(workflow + readFileSync(join(here.work, 'install.py'), 'utf8'), /@(python|version|name|wheel)@/);
  const before = treeOf(here.work);
  const again = await here.cli(['init', '--from', 'requirements.txt']);
  assert.equal(again.code, 3, shown(again));
  assert.match(
    again.stderr,
    /sam3d-install\.yaml: something is there already \(EEXIST\)\nhelp: move it away, or name another place\n/,
  );
  rmSync(join(here.work, 'sam3d-install.yaml'));
  const halfway = await here.cli(['init']);
  assert.equal(halfway.code, 3, shown(halfway));
  assert.ok(!existsSync(join(here.work, 'sam3d-install.yaml')), 'one file in the way, and none is written');
  const anew = await here.cli(['init', 'node', '--from', 'requirements.txt', '--python', python]);
  assert.equal(anew.code, 0, shown(anew));
  assert.match(
    anew.stderr,
    /^next: cd node, then sam3d-install validate, sam3d-install rehearse;\nthen, where the network leads to the servers, sam3d-install lock: it notes (hash and size of \d+ addresses, and )?what pip and conda bring$/m,
  );
  assert.deepEqual(Object.keys(treeOf(join(here.work, 'node'))).length, Object.keys(before).length - 1);
  const cwd = join(here.work, 'node');
  const valid = await here.cli(['validate'], { cwd });
  if (host !== undefined) {
    const path = [dirname(host.path), process.env['PATH'] ?? ''].join(delimiter);
    const rehearsed = await here.cli(['rehearse', '--quiet'], { cwd, env: { PATH: path } });
    assert.equal(rehearsed.code, 0, shown(rehearsed));
  }
  assert.equal(`${valid.stdout}${valid.stderr}`, 'sam3d-install.yaml is valid: 4 steps, 5 platforms, 0 profiles\n');
});

test('init adds to .gitignore what an install makes, once, and leaves what is there', async t => {
  const here = place(t);
  const path = here.write('.gitignore', '*.pyc\r\n_env\r\n!_tools/keep\r\n/_rehearsal/**');
  const before = readFileSync(path, 'utf8');
  const shownOnly = await here.cli(['init', '--dry-run']);
  assert.match(
    shownOnly.stderr,
    /^nothing was written; it would be .*, and in \.gitignore \/\.sam3d-install\/ \/_tools\/$/m,
  );
  assert.equal(readFileSync(path, 'utf8'), before);
  const made = await here.cli(['init']);
  assert.equal(made.code, 0, shown(made));
  assert.match(made.stdout, /^added to \.gitignore: \/\.sam3d-install\/ \/_tools\/$/m);
  assert.equal(readFileSync(path, 'utf8'), `${before}\r\n/.sam3d-install/\r\n/_tools/\r\n`);
  rmSync(join(here.work, 'sam3d-install.yaml'));
  for (const file of ['sam3d-install.lock.yaml', 'install.py', 'uninstall.py', '.github']) {
    rmSync(join(here.work, file), { recursive: true });
  }
  const again = await here.cli(['init', '--json']);
  assert.deepEqual(theLine<{ ignored: readonly string[] }>(again.stdout).ignored, []);
});

test('the first lock has what the manifest says whole, and tells of how many addresses that is', async () => {
  const sha256 = 'a'.repeat(64);
  const read = await loadText(
    aManifest(`platforms: { linux-64: {}, win-64: {} }
artifacts:
  whole: { sources: ['https://h.test/\${platform}/a', 'https://m.test/a'], sha256: { linux-64: ${sha256} }, size: 7 }
  half: { sources: ['https://h.test/b'], sha256: ${sha256} }
  unused: { sources: ['https://h.test/c'], sha256: ${sha256}, size: 7 }
steps:
  whole: { when: { platform: linux-64 }, uses: download, with: { artifact: whole, to: a } }
  half: { uses: download, with: { artifact: half, to: b } }`),
  );
  assert.ok(read.ok);
  const entry = (url: string) => ({ url, size: 7, sha256 });
  assert.deepEqual(knownEntries(read.value.manifest), {
    entries: [entry('https://h.test/linux-64/a'), entry('https://m.test/a')],
    of: 3,
  });
});

test('bad input is refused with a reason, and nothing is written', async t => {
  const here = place(t);
  here.write('requirements.txt', 'a b\n');
  const wrong = await here.cli(['init', 'node', '--from', 'requirements.txt']);
  assert.equal(wrong.code, 2, shown(wrong));
  assert.match(wrong.stderr, /requirements\.txt:1:1: error\[requirements\]/);
  const none = await here.cli(['init', 'node', '--from', 'none.txt']);
  assert.equal(none.code, 3, shown(none));
  const base = await here.cli(['init', 'node', '--extends', 'base/none']);
  assert.equal(base.code, 64, shown(base));
  assert.match(base.stderr, /there is no base\/none to extend\nhelp: there are base\/conda-env, base\/python-env/);
  for (const args of [
    ['--python', '3'],
    ['--platforms', 'linux-64,amiga'],
  ]) {
    assert.equal((await here.cli(['init', 'node', ...args])).code, 64);
  }
  assert.ok(!existsSync(join(here.work, 'node')));
});
