import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { packageFolder } from '../engine/host/package-folder.js';
import { place, shown, startCli, treeOf, type CliEnd, type Place } from './support/cli.js';
import { ONE_FILE } from './support/one-file.js';

/** The bundle in a folder of its own: no package, no modules, no manifests around it. */
function alone(
  t: TestContext,
): Place & { readonly file: string; readonly run: (...args: readonly string[]) => Promise<CliEnd> } {
  const here = place(t, { name: 'alone #1' });
  const file = join(here.folder, 'some', 'where', 'sam3d-install.mjs');
  mkdirSync(join(here.folder, 'some', 'where'), { recursive: true });
  copyFileSync(ONE_FILE, file);
  const env = { HOME: join(here.folder, 'home'), PATH: here.bin, SAM3D_INSTALL_ROOT: here.root };
  return { ...here, file, run: (...args) => startCli(args, { file, cwd: here.work, env }).ended };
}

test('the one file, copied alone, knows its manifests, its schema and its version', async t => {
  const { run } = alone(t);
  const [validated, schema, version] = [await run('validate'), await run('schema'), await run('--version')];
  assert.equal(validated.code, 0, shown(validated));
  assert.match(validated.stdout, /^<built-in>\/manifests\/default\.yaml is valid: /);
  assert.match(validated.stderr, /^<built-in>\/manifests\/default\.yaml:\d+:3: warning\[unverified-download\]/m);
  assert.equal(schema.stdout, readFileSync(join(packageFolder, 'schemas', 'manifest.schema.json'), 'utf8'));
  const { version: released } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  assert.equal(version.stdout, `${released}\n`);
});

test('the one file, copied alone, plans what the package plans', async t => {
  const here = alone(t);
  const words = ['plan', '--platform', 'win-64', '--profile', 'cuda-12.1'];
  const [ours, theirs] = [await here.run(...words), await here.cli(words)];
  assert.equal(ours.code, 0, shown(ours));
  assert.equal(ours.stdout, theirs.stdout);
});

test('the one file, copied alone, extends its own bases and names the line of a fault in a manifest', async t => {
  const here = alone(t);
  here.write('sam3d-install.yaml', 'manifest: 1\nextends: default\nname: x\nverzions: {}\n');
  const end = await here.run('validate');
  assert.equal(end.code, 2, shown(end));
  assert.match(end.stderr, /^sam3d-install\.yaml:4:1: error\[unknown-property\]: .*`verzions`/m);
});

test('the one file, copied alone, lists what is built in where a manifest is not found', async t => {
  const end = await alone(t).run('validate', '--manifest', 'nowhere');
  assert.equal(end.code, 64, shown(end));
  assert.match(end.stderr, /^help: .*: default\.yaml, .*, venv\.yaml$/m);
});

test('what is built in to the one file is not edited', async t => {
  const { run } = alone(t);
  for (const words of [['bump', 'python', '3.12'], ['lock']]) {
    const end = await run(...words);
    assert.equal(end.code, 3, shown(end));
    assert.equal(
      end.stderr,
      `error: <built-in>/manifests/default.yaml belongs to the installed package, and the next update of it would undo the change
help: extend it: a manifest of your own with \`extends\` and its own \`versions\`, and change that one
`,
    );
  }
});

test('the one file, copied alone, says what it lacks to lock packages of conda, and how to lock them', async t => {
  const here = alone(t);
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { linux-64: {} }
steps:
  tool: { uses: conda, with: { tool: tool, prefix: _env, channels: ['https://files.test/free'], packages: [tool] } }
`,
  );
  const end = await here.run('lock');
  assert.equal(end.code, 1, shown(end));
  assert.match(
    end.stdout,
    /^failed +linux-64, default: tool, conda\n +the solver of conda packages was not found\n +- beside this program: the package has it, the one file alone does not\n +help: run lock from the installed package \(npm\); all else is locked without it$/m,
  );
});

/** A cache folder, and the calls of a user who has it. */
function withCache(t: TestContext): ReturnType<typeof alone> & { readonly kept: string } {
  const here = alone(t);
  const kept = join(here.cache, 'code');
  mkdirSync(here.cache, { recursive: true });
  const env = { HOME: join(here.folder, 'home'), PATH: here.bin, SAM3D_INSTALL_CACHE_DIR: here.cache };
  return { ...here, kept, run: (...args) => startCli(args, { file: here.file, cwd: here.work, env }).ended };
}

test('compiled code is kept in the cache folder, taken up by the next call, and of no matter where it is damaged', async t => {
  const here = withCache(t);
  mkdirSync(here.kept);
  writeFileSync(join(here.kept, 'of-an-older-program.bin'), 'x');
  const first = await here.run('validate');
  const names = readdirSync(here.kept);
  assert.equal(names.length, 1, names.join());
  const place = join(here.kept, names[0] ?? '');
  const bytes = readFileSync(place);
  assert.deepEqual(await here.run('validate'), first);
  assert.deepEqual(readFileSync(place), bytes);
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8((flipped[bytes.length >> 1] ?? 0) ^ 1, bytes.length >> 1);
  const zeros = Buffer.alloc(bytes.length);
  for (const damaged of [Buffer.from('x'), Buffer.alloc(0), bytes.subarray(0, bytes.length / 2), flipped, zeros]) {
    writeFileSync(place, damaged);
    assert.deepEqual(await here.run('validate'), first);
    assert.ok(readFileSync(place).length > 100_000);
  }
});

test('compiled code is not kept by a plan, nor where there is no cache folder, nor where another one is named', async t => {
  const here = withCache(t);
  await here.run('plan', '--platform', 'win-64', '--profile', 'cpu');
  assert.deepEqual(treeOf(here.cache), {});
  await here.run('validate', '--cache-dir', join(here.folder, 'other'));
  assert.deepEqual(treeOf(here.cache), {});
  const without = alone(t);
  await without.run('validate');
  assert.deepEqual(treeOf(join(without.folder, 'home')), {});
});

test('what was found of a manifest is taken up while it, its base and its lock say the same, and is of no matter where it is damaged', async t => {
  const here = withCache(t);
  const steps = 'steps: { greet: { uses: run, with: { argv: [echo, "${word}"] } } }\n';
  here.write('sam3d-install.yaml', `manifest: 1\nextends: ./base\nname: x\ntitle: X\n${steps}`);
  const base = 'manifest: 1\nname: b\ntitle: B\nplatforms: { linux-64: {} }\n';
  here.write('base.yaml', `${base}versions: { word: hello, more: x }\n`);
  const first = await here.run('validate');
  assert.equal(first.code, 0, shown(first));
  const checked = join(here.cache, 'checked');
  const [name = ''] = readdirSync(checked);
  assert.deepEqual(await here.run('validate'), first);
  writeFileSync(join(checked, name), 'damaged');
  assert.deepEqual(await here.run('validate'), first);
  here.write('base.yaml', `${base}versions: { other: hello }\n`);
  const broken = await here.run('validate');
  assert.equal(broken.code, 2, shown(broken));
  assert.match(broken.stderr, /^sam3d-install\.yaml:5:\d+: error\[unknown-name\]/m);
  here.write('base.yaml', `${base}versions: { word: hello, more: x }\n`);
  here.write('sam3d-install.lock.yaml', 'lock: 2\nartifacts: {}\n');
  assert.equal((await here.run('validate')).code, 2);
});

test('a mistyped command line and --help leave no compiled code to a command: they have compiled next to nothing of it', async t => {
  const here = withCache(t);
  assert.equal((await here.run('validate', '--mistyped')).code, 64);
  assert.deepEqual(treeOf(here.cache), {});
  assert.equal((await here.run('validate', '--help')).code, 0);
  assert.deepEqual(
    readdirSync(here.kept).map(name => name.replace(/^.*-/, '')),
    ['help.bin'],
  );
});
