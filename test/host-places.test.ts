import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { test } from 'node:test';
import { builtInManifests, findManifest, isBuiltIn, manifestSchema } from '../engine/host/built-in-manifests.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { readText } from '../engine/host/read-text.js';
import { cacheFolder } from '../engine/host/cache/cache-folder.js';
import { clock } from '../engine/host/clock.js';
import { digest } from '../engine/host/digest.js';
import { homeFolder } from '../engine/host/environment/home-folder.js';
import { volumeAt } from '../engine/host/files/free-disk.js';
import { terminalFacts } from '../engine/host/terminal-facts.js';
import { tempFolder } from './support/temp-folder.js';

test('the cache is where the system keeps caches', () => {
  const home = { home: '/home/me' };
  assert.equal(cacheFolder({}, 'linux', home), '/home/me/.cache/sam3d-install');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/big' }, 'linux', home), '/big/sam3d-install');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux', home), '/home/me/.cache/sam3d-install');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '' }, 'linux', home), '/home/me/.cache/sam3d-install');
  assert.equal(cacheFolder({}, 'darwin', home), '/home/me/Library/Caches/sam3d-install');
  const windows = { home: 'C:\\Users\\me' };
  assert.equal(cacheFolder({ LocalAppData: 'D:\\l' }, 'win32', windows), 'D:\\l\\sam3d-install\\cache');
  assert.equal(cacheFolder({}, 'win32', windows), 'C:\\Users\\me\\AppData\\Local\\sam3d-install\\cache');
});

test('a home that is not set, is relative or is not known to the system is looked for elsewhere', () => {
  const unknown = () => {
    throw new Error('uv_os_homedir returned ENOENT');
  };
  assert.equal(homeFolder([() => '/home/me', unknown]), '/home/me');
  for (const useless of [() => '', () => 'relative', () => null, unknown])
    assert.equal(homeFolder([useless, () => '/home/of/the/system']), '/home/of/the/system');
  assert.equal(homeFolder([unknown, unknown]), parse(process.cwd()).root);
});

test('the package finds its own folder, schema and manifests', () => {
  assert.ok(existsSync(join(packageFolder, 'package.json')));
  assert.equal(manifestSchema, join(packageFolder, 'schemas', 'manifest.schema.json'));
  assert.ok(isBuiltIn(join(builtInManifests, 'base', 'x.yaml')));
  for (const path of [builtInManifests, packageFolder, join(builtInManifests, '..', 'x.yaml')])
    assert.ok(!isBuiltIn(path));
});

test('a manifest is a path first, then the name of a built-in, with or without its extension', async t => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'base'));
  writeFileSync(join(folder, 'mine.yaml'), '');
  writeFileSync(join(folder, 'base', 'own.yaml'), '');
  const mine = join(folder, 'mine.yaml');
  assert.equal(await findManifest('mine.yaml', folder), mine);
  assert.equal(await findManifest('mine', folder), mine);
  assert.equal(await findManifest(mine, '/'), mine);
  assert.equal(await findManifest('base/own', folder), join(folder, 'base', 'own.yaml'));
  assert.equal(await findManifest('../mine', join(folder, 'base')), mine);
  for (const name of ['base', 'absent', '', '../package.json', 'x\0']) {
    assert.equal(await findManifest(name, folder), undefined, JSON.stringify(name));
  }
});

test('without a name it is the one in the current folder, else the built-in', async t => {
  const folder = tempFolder(t);
  const builtIn = join(builtInManifests, 'default.yaml');
  assert.equal(await findManifest(undefined, folder), existsSync(builtIn) ? builtIn : undefined);
  writeFileSync(join(folder, 'sam3d-install.yaml'), '');
  assert.equal(await findManifest(undefined, folder), join(folder, 'sam3d-install.yaml'));
});

test('a text is read as UTF-8, its byte order mark kept, and a huge one is not read to its end', async t => {
  const folder = tempFolder(t);
  const path = join(folder, 'text');
  writeFileSync(path, '\ufeffgrüße\n');
  assert.deepEqual(await readText(path), { ok: true, value: '\ufeffgrüße\n' });
  writeFileSync(path, Buffer.alloc(6 * 1024 * 1024, 'x'));
  const huge = await readText(path);
  assert.ok(huge.ok && huge.value.length === 4 * 1024 * 1024 + 1);
  const absent = join(folder, 'absent');
  assert.deepEqual(await readText(absent), {
    ok: false,
    error: { kind: 'file', operation: 'read', path: absent, code: 'ENOENT' },
  });
  const read = await readText(folder);
  assert.ok(!read.ok && read.error.code === 'EISDIR');
});

test('free disk is told of a folder that is still to be made', async t => {
  const folder = tempFolder(t);
  const volume = await volumeAt(join(folder, 'not', 'yet'));
  assert.ok(volume !== undefined && volume.free > 0 && Number.isFinite(volume.free));
  assert.deepEqual(volume.id, (await volumeAt(folder))?.id);
});

test('a terminal is live, unless the user or the machine says otherwise', () => {
  const facts = (env: Record<string, string>, stream = { isTTY: true, columns: 120 }) =>
    terminalFacts(stream, { env, platform: 'linux' });
  const LANG = 'de_DE.UTF-8';
  assert.deepEqual(facts({ LANG, TERM: 'xterm' }), { live: true, columns: 120, unicode: true, colour: true });
  assert.deepEqual(facts({ LANG, TERM: 'dumb' }), { live: false, columns: 120, unicode: true, colour: false });
  assert.deepEqual(facts({ LANG, CI: '1' }), { live: false, columns: 120, unicode: true, colour: false });
  assert.equal(facts({ CI: 'false' }).live, true);
  assert.deepEqual(facts({ LANG: 'C' }, { isTTY: false, columns: 0 }), {
    live: false,
    columns: 80,
    unicode: false,
    colour: false,
  });
  assert.equal(facts({ NO_COLOR: '1' }).colour, false);
  assert.equal(facts({ NO_COLOR: '' }).colour, true, 'an empty NO_COLOR says nothing');
  assert.equal(facts({ NO_COLOR: '1', FORCE_COLOR: '1' }).colour, false);
  assert.equal(facts({ FORCE_COLOR: '1', CI: '1' }).colour, true);
  assert.equal(facts({ FORCE_COLOR: '0' }).colour, false);
  assert.equal(facts({ LC_ALL: 'C', LANG }).unicode, false, 'LC_ALL wins');
  assert.equal(facts({ LANG, TERM: 'linux' }).unicode, false, "the kernel's console has few letters");
  const windows = (env: Record<string, string>) => terminalFacts({ isTTY: true }, { env, platform: 'win32' });
  assert.deepEqual([windows({}).unicode, windows({ wt_session: 'x' }).unicode], [false, true]);
  assert.equal(windows({}).columns, 80);
});

test('a digest is SHA-256 of the UTF-8 in lower-case hex', () => {
  assert.equal(digest('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.notEqual(digest('ü'), digest('u\u0308'));
});

test('a sleep ends early when it is aborted, and at once when it is already', async () => {
  const abort = new AbortController();
  const sleep = clock.sleep(3_600_000, abort.signal);
  abort.abort();
  await sleep;
  await clock.sleep(3_600_000, abort.signal);
  await clock.sleep(1, new AbortController().signal);
  assert.ok(clock.random() < 1 && clock.now() > 1.6e12);
});
