import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFiles } from '../engine/host/files/files.js';
import { retryWhileHeld } from '../engine/host/files/move-into-place.js';
import { realTarget } from '../engine/host/files/writable-roots.js';
import { tempFolder } from './support/temp-folder.js';

const NO_LINKS = process.platform === 'win32' ? 'making links needs a right that users of Windows lack' : false;
const NO_MODES = process.platform === 'win32' ? 'Windows has no mode bits' : false;

test('a text is written whole, in folders that are made for it, and leaves no other file behind', async t => {
  const root = tempFolder(t);
  const files = openFiles({ writable: [root] });
  const path = join(root, 'a', 'b', 'note.txt');
  assert.deepEqual(await files.writeText(path, 'grüße\n'), { ok: true, value: undefined });
  assert.deepEqual(await files.writeText(path, 'again\n'), { ok: true, value: undefined });
  assert.equal(readFileSync(path, 'utf8'), 'again\n');
  assert.deepEqual(readdirSync(join(root, 'a', 'b')), ['note.txt']);
  assert.deepEqual(await files.readText(path), { ok: true, value: 'again\n' });
});

test('a file is written in the staging folder first, which is empty afterwards', async t => {
  const root = tempFolder(t);
  const staging = join(root, '.state', 'staging');
  const files = openFiles({ writable: [root], staging });
  assert.ok((await files.writeText(join(root, 'note.txt'), 'text')).ok);
  assert.deepEqual(readdirSync(staging), []);
  assert.deepEqual(readdirSync(root).sort(), ['.state', 'note.txt']);
});

test('a program is written and copied as one that can be run', { skip: NO_MODES }, async t => {
  const root = tempFolder(t);
  const files = openFiles({ writable: [root] });
  await files.writeText(join(root, 'tool'), '#!/bin/sh\n', { executable: true });
  await files.copy(join(root, 'tool'), join(root, 'bin', 'tool'), { executable: true });
  await files.copy(join(root, 'tool'), join(root, 'plain'));
  assert.equal(statSync(join(root, 'bin', 'tool')).mode & 0o777, 0o755);
  assert.equal(statSync(join(root, 'plain')).mode & 0o777, 0o644);
  assert.equal((await files.stat(join(root, 'bin', 'tool')))?.executable, true);
  assert.equal((await files.stat(join(root, 'plain')))?.executable, false);
});

test('nothing outside the root is written, made, copied to, moved or removed', async t => {
  const outside = tempFolder(t);
  const root = join(outside, 'root');
  writeFileSync(join(outside, 'precious'), 'stays');
  const files = openFiles({ writable: [root] });
  await files.writeText(join(root, 'mine'), 'mine');
  const target = join(outside, 'evil');
  const refusal = (operation: string, path: string) => ({
    ok: false,
    error: {
      kind: 'policy',
      rule: 'only the install root and the cache are written to',
      detail: `cannot ${operation} ${path}: it is not below ${root}`,
    },
  });
  assert.deepEqual(await files.writeText(target, 'x'), refusal('write', target));
  assert.deepEqual(await files.writeText(join(root, '..', 'evil'), 'x'), refusal('write', target));
  assert.deepEqual(await files.makeFolder(target), refusal('make the folder', target));
  assert.deepEqual(await files.copy(join(root, 'mine'), target), refusal('copy', target));
  assert.deepEqual(await files.move(join(root, 'mine'), target), refusal('move', target));
  assert.deepEqual(
    await files.move(join(outside, 'precious'), join(root, 'got')),
    refusal('move', join(outside, 'precious')),
  );
  assert.deepEqual(await files.remove(join(outside, 'precious')), refusal('remove', join(outside, 'precious')));
  assert.deepEqual(await files.remove(root), refusal('remove', root));
  assert.deepEqual(readdirSync(outside).sort(), ['precious', 'root']);
  assert.deepEqual(readdirSync(root), ['mine']);
});

test('a folder whose name only begins like the root is outside', async t => {
  const folder = tempFolder(t);
  const files = openFiles({ writable: [join(folder, 'root')] });
  assert.equal((await files.writeText(join(folder, 'root-2', 'x'), 'x')).ok, false);
  assert.equal((await files.writeText(join(folder, 'root', '..x'), 'x')).ok, true);
});

test('a link inside the root is no way out of it', { skip: NO_LINKS }, async t => {
  const outside = tempFolder(t);
  const root = join(outside, 'root');
  mkdirSync(root);
  symlinkSync(outside, join(root, 'out'));
  symlinkSync(join(outside, 'nowhere'), join(root, 'dangling'));
  const files = openFiles({ writable: [root] });
  for (const path of [join(root, 'out', 'evil'), join(root, 'out', 'new', 'evil'), join(root, 'dangling', 'evil')]) {
    const written = await files.writeText(path, 'x');
    assert.ok(!written.ok && written.error.kind === 'policy', path);
  }
  assert.equal((await files.makeFolder(join(root, 'dangling'))).ok, false);
  assert.equal((await files.remove(join(root, 'out', 'root'))).ok, false);
  assert.deepEqual(readdirSync(outside), ['root']);
});

test('a folder that another step makes while its path is looked at leads nowhere else', async t => {
  const folder = tempFolder(t);
  for (let round = 0; round < 100; round += 1) {
    const made = join(folder, String(round), 'lib');
    const asked = [0, 1, 2, 3].map(() => realTarget(join(made, 'third')));
    await mkdir(made, { recursive: true });
    assert.deepEqual(new Set(await Promise.all(asked)), new Set([join(made, 'third')]));
  }
});

test('a link itself is replaced and removed, what it leads to is not touched', { skip: NO_LINKS }, async t => {
  const outside = tempFolder(t);
  const root = join(outside, 'root');
  mkdirSync(root);
  writeFileSync(join(outside, 'precious'), 'stays');
  symlinkSync(join(outside, 'precious'), join(root, 'one'));
  symlinkSync(outside, join(root, 'two'));
  const files = openFiles({ writable: [root] });
  assert.equal((await files.stat(join(root, 'two')))?.kind, 'link');
  assert.ok((await files.writeText(join(root, 'one'), 'mine')).ok);
  assert.ok((await files.remove(join(root, 'two'))).ok);
  assert.equal(readFileSync(join(outside, 'precious'), 'utf8'), 'stays');
  assert.ok(lstatSync(join(root, 'one')).isFile());
  assert.deepEqual(readdirSync(root), ['one']);
});

test('removing a folder removes the links in it and not what they lead to', { skip: NO_LINKS }, async t => {
  const outside = tempFolder(t);
  const root = join(outside, 'root');
  mkdirSync(join(root, 'env', 'deep'), { recursive: true });
  mkdirSync(join(outside, 'others'));
  writeFileSync(join(outside, 'others', 'precious'), 'stays');
  symlinkSync(join(outside, 'others'), join(root, 'env', 'deep', 'link'));
  const files = openFiles({ writable: [root] });
  assert.ok((await files.remove(join(root, 'env'))).ok);
  assert.ok(!existsSync(join(root, 'env')));
  assert.equal(readFileSync(join(outside, 'others', 'precious'), 'utf8'), 'stays');
});

test('a root that is reached through a link is the same root', { skip: NO_LINKS }, async t => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'linked'));
  const files = openFiles({ writable: [join(folder, 'linked')] });
  assert.ok((await files.writeText(join(folder, 'real', 'x'), 'x')).ok);
  assert.ok((await files.writeText(join(folder, 'linked', 'y'), 'y')).ok);
  assert.deepEqual(readdirSync(join(folder, 'real')).sort(), ['x', 'y']);
});

test('what cannot be done is a failure with the path and the code of the system', async t => {
  const root = tempFolder(t);
  const files = openFiles({ writable: [root] });
  await files.writeText(join(root, 'file'), 'x');
  await files.makeFolder(join(root, 'full', 'inner'));
  const absent = join(root, 'absent');
  const failure = (operation: string, path: string, code: string) => ({
    ok: false,
    error: { kind: 'file', operation, path, code },
  });
  assert.deepEqual(await files.readText(absent), failure('read', absent, 'ENOENT'));
  assert.deepEqual(await files.copy(absent, join(root, 'to')), failure('copy', absent, 'ENOENT'));
  assert.deepEqual(await files.move(absent, join(root, 'to')), failure('move', absent, 'ENOENT'));
  const over = await files.writeText(join(root, 'full'), 'x');
  assert.ok(!over.ok && over.error.kind === 'file' && over.error.operation === 'write', JSON.stringify(over));
  const below = join(root, 'file', 'below');
  const made = await files.writeText(below, 'x');
  assert.ok(!made.ok && made.error.kind === 'file' && made.error.path === below, JSON.stringify(made));
  assert.deepEqual(readdirSync(root).sort(), ['file', 'full'], 'nothing half-written is left');
});

test('what is not there is listed as empty, has no facts, and is removed without complaint', async t => {
  const root = tempFolder(t);
  const files = openFiles({ writable: [root] });
  assert.deepEqual(await files.list(join(root, 'absent')), []);
  assert.equal(await files.stat(join(root, 'absent')), undefined);
  assert.deepEqual(await files.remove(join(root, 'absent')), { ok: true, value: undefined });
});

test('a folder is moved with all that is in it, into folders that are made for it', async t => {
  const root = tempFolder(t);
  const files = openFiles({ writable: [root] });
  await files.writeText(join(root, 'old', 'inner', 'x'), 'x');
  assert.ok((await files.move(join(root, 'old'), join(root, 'kept', 'new'))).ok);
  assert.equal(readFileSync(join(root, 'kept', 'new', 'inner', 'x'), 'utf8'), 'x');
  assert.deepEqual(await files.list(root), ['kept']);
});

test('a link that leads to another name stays one when it is moved', { skip: NO_LINKS }, async t => {
  const root = tempFolder(t);
  symlinkSync('python3', join(root, 'python'));
  const files = openFiles({ writable: [root] });
  assert.ok((await files.move(join(root, 'python'), join(root, 'bin', 'python'))).ok);
  assert.equal(readlinkSync(join(root, 'bin', 'python')), 'python3');
});

test('a rename is tried again while another program holds the file, and any other error is final', async () => {
  const failing = (codes: string[]) => async () => {
    const code = codes.shift();
    if (code !== undefined) throw Object.assign(new Error(code), { code });
  };
  const held = ['EBUSY', 'EPERM', 'EACCES'];
  await retryWhileHeld(failing(held), [0, 0, 0]);
  assert.deepEqual(held, []);
  await assert.rejects(retryWhileHeld(failing(['EBUSY', 'EBUSY', 'EBUSY']), [0, 0]), { code: 'EBUSY' });
  const final = ['ENOSPC', 'EBUSY'];
  await assert.rejects(retryWhileHeld(failing(final), [0, 0, 0]), { code: 'ENOSPC' });
  assert.deepEqual(final, ['EBUSY'], 'it was not tried again');
});

test('what moves to another volume is copied whole, with links, modes and times, and then gone where it was', async t => {
  const here = realpathSync(tempFolder(t));
  const shared = '/dev/shm';
  if (!existsSync(shared) || statSync(shared).dev === statSync(here).dev)
    return t.skip('there is no second volume here');
  const there = mkdtempSync(join(shared, 'sam3d-volume-'));
  t.after(() => rmSync(there, { recursive: true, force: true }));
  const from = join(there, 'tree');
  mkdirSync(join(from, 'deep'), { recursive: true });
  writeFileSync(join(from, 'deep', 'tool'), 'tool', { mode: 0o755 });
  writeFileSync(join(from, 'big.bin'), Buffer.alloc(200_000, 'x'));
  symlinkSync('deep/tool', join(from, 'link'));
  const files = openFiles({ writable: [here, there] });
  const before = statSync(join(from, 'deep', 'tool'));
  const to = join(here, 'place', 'tree');
  assert.ok((await files.move(from, to)).ok);
  const after = statSync(join(to, 'deep', 'tool'));
  assert.deepEqual([after.mode, Math.floor(after.mtimeMs)], [before.mode, Math.floor(before.mtimeMs)]);
  assert.equal(readlinkSync(join(to, 'link')), 'deep/tool');
  assert.equal(readFileSync(join(to, 'big.bin')).length, 200_000);
  assert.deepEqual([readdirSync(there), readdirSync(join(here, 'place'))], [[], ['tree']]);
  // a kill left both: what is moved again takes the place of what had arrived
  mkdirSync(from);
  writeFileSync(join(from, 'new.txt'), 'new');
  assert.ok((await files.move(from, to)).ok);
  assert.deepEqual([readdirSync(there), readdirSync(to)], [[], ['new.txt']]);
});
