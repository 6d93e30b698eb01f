import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { place, platformHere, shown, treeOf, yamlList, type CliEnd, type Place } from './support/cli.js';
import { gzip, has, tarOf } from './support/make-archive.js';
import { deadUrl, sha256Of, startMirror, type Behaviour, type Mirror } from './support/mirror.js';

/** What goes wrong with downloads, each with the text that a user reads, exit code 1, and nothing half-made left behind. */

const GOOD = has('gzip') ? gzip(tarOf({ name: 'tool/one.txt', body: 'one\n'.repeat(5000) })) : Buffer.alloc(0);

interface Scene {
  readonly here: Place;
  readonly mirror: Mirror;
  readonly install: (...args: readonly string[]) => Promise<CliEnd>;
}

interface Told {
  readonly behaviour?: Behaviour;
  readonly sources?: readonly string[];
  readonly sha256?: string | undefined;
  /** More of the manifest. */
  readonly more?: string;
}

/** A manifest that unpacks one archive of `https://packages.test/`, which behaves as it is told. */
async function scene(t: TestContext, { behaviour, ...told }: Told): Promise<Scene> {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  if (behaviour !== undefined) mirror.serve('/tool.tar.gz', behaviour);
  const { sources = ['https://packages.test/tool.tar.gz'], more = '' } = told;
  const sha256 = 'sha256' in told ? told.sha256 : sha256Of(GOOD);
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: tool
title: A tool
platforms: { ${platformHere()}: {} }
artifacts:
  tool: { sources: ${yamlList(sources)}${sha256 === undefined ? '' : `, sha256: ${sha256}`} }
steps:
  tool: { uses: unpack, with: { artifact: tool, to: tools } }
  after: { uses: write, needs: [tool], with: { path: after.txt, text: x } }
${more}`,
  );
  const args = ['install', '--timeout', '1', '--mirror', `https://packages.test/=${mirror.url}/`];
  return { here, mirror, install: (...more) => here.cli([...args, ...more]) };
}

/** What the summary says of the step that failed, and the remedies. */
function reason(end: CliEnd): readonly string[] {
  assert.equal(end.code, 1, shown(end));
  const lines = end.stderr.split('\n');
  const from = lines.findIndex(line => line.startsWith('  failed: tool'));
  // where the last lines tell all, nothing is told before them
  const isAllSaid = lines[from + 1]?.startsWith('  because: ') === true;
  const to = isAllSaid ? from + 2 : lines.findIndex((line, index) => index > from && line.startsWith('    log: '));
  assert.ok(from !== -1 && to !== -1, shown(end));
  const next = /^  next: (.+?)(?:; then run the same command again: what is done is kept)?$/;
  const remedies = lines
    .slice(to)
    .flatMap(line => /^  help: (.+)/.exec(line)?.slice(1) ?? next.exec(line)?.slice(1) ?? []);
  const said = isAllSaid ? [lines[from + 1]?.slice(11) ?? ''] : lines.slice(from + 2, to).map(line => line.slice(6));
  return [...said, ...remedies.map(remedy => `help: ${remedy}`)];
}

/** Nothing of the thing is in the root, under whatever name, and the cache took nothing in. */
function nothingHalfMade({ here }: Scene): void {
  const below = Object.keys(treeOf(here.root)).filter(path => !path.startsWith('.sam3d-install'));
  assert.deepEqual(below, []);
  assert.deepEqual(Object.keys(treeOf(join(here.root, '.sam3d-install', 'staging'))), []);
  const files = Object.entries(treeOf(here.cache)).filter(([, what]) => what !== 'folder');
  assert.deepEqual(
    files.filter(([path]) => path.startsWith('partial')),
    [],
  );
}

function cached({ here }: Scene): number {
  const folder = join(here.cache, 'sha256');
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

/** What the mirror gives for a login page. */
const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>...</form></body></html>\n';
const AGAIN = 'help: run the same command again, what is done is kept; or name a mirror with --mirror FROM=TO';
const LOGIN =
  'help: something answers in its place, such as a login page: open the address in a browser, or name a mirror with --mirror FROM=TO';
const REFUSED = 'help: tell who made the manifest, or name a mirror that has a better copy with --mirror FROM=TO';
const skip = !has('gzip') && 'no gzip to make the archive with';

describe('a download that goes wrong', { skip, concurrency: 6 }, () => {
  test('other bytes than the hash promised: names both hashes, and what came instead', async t => {
    const it = await scene(t, { behaviour: { kind: 'login-page' } });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      `${it.mirror.url}/tool.tar.gz gave other bytes than expected: sha256 is ${sha256Of(PAGE)}, not ${sha256Of(GOOD)}`,
      `what came is ${PAGE.length} bytes and looks like an HTML page`,
      LOGIN,
    ]);
    nothingHalfMade(it);
    assert.equal(cached(it), 0);
    assert.equal(it.mirror.requests.length, 1, 'it is not asked again');
  });

  test('an archive that ends too early, of which the length was promised: tried again, then said', async t => {
    const it = await scene(t, { behaviour: { kind: 'truncate', body: GOOD, after: 60 } });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      `${it.mirror.url}/tool.tar.gz could not be reached: the connection was closed before the end (tried 4 times)`,
      AGAIN,
    ]);
    nothingHalfMade(it);
    assert.equal(it.mirror.requests.length, 4);
  });

  test('an archive that is truncated itself, and that no hash covers: refused whole', async t => {
    const it = await scene(t, { behaviour: { kind: 'file', body: GOOD.subarray(0, 60) }, sha256: undefined });
    const end = await it.install();
    assert.deepEqual(reason(end), [`${it.mirror.url}/tool.tar.gz was refused: it ends in the middle`, REFUSED]);
    nothingHalfMade(it);
  });

  test('an archive with a wrong byte, and that no hash covers: refused whole', async t => {
    const body = Buffer.from(GOOD);
    body[body.length - 6] = (body[body.length - 6] ?? 0) ^ 1;
    const it = await scene(t, { behaviour: { kind: 'file', body }, sha256: undefined });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      `${it.mirror.url}/tool.tar.gz was refused: it is damaged: the checksum of a gzip stream is wrong`,
      REFUSED,
    ]);
    nothingHalfMade(it);
  });

  test('a server that stops sending: given up after its time, tried again, then said', async t => {
    const it = await scene(t, { behaviour: { kind: 'stall', body: GOOD, after: 60 } });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      `${it.mirror.url}/tool.tar.gz could not be reached: no byte came for 1 s (tried 4 times)`,
      AGAIN,
    ]);
    nothingHalfMade(it);
  });

  test('a server that never answers', async t => {
    const it = await scene(t, { behaviour: { kind: 'silence' } });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      `${it.mirror.url}/tool.tar.gz could not be reached: no answer within 1 s (tried 4 times)`,
      AGAIN,
    ]);
    nothingHalfMade(it);
  });

  test('a server that is not there', async t => {
    const url = await deadUrl('/tool.tar.gz');
    const it = await scene(t, { sources: [url] });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      `${url} could not be reached: nobody answers there (ECONNREFUSED) (tried 4 times)`,
      AGAIN,
    ]);
    nothingHalfMade(it);
  });

  test('no source that could be used: each is named with its own reason', async t => {
    const dead = await deadUrl('/tool.tar.gz');
    const it = await scene(t, {
      behaviour: { kind: 'login-page' },
      sources: [dead, 'https://packages.test/gone.tar.gz', 'https://packages.test/tool.tar.gz'],
    });
    const end = await it.install();
    assert.deepEqual(reason(end), [
      'no source of tool could be used',
      `- ${dead} could not be reached: nobody answers there (ECONNREFUSED) (tried 4 times)`,
      `- ${it.mirror.url}/gone.tar.gz answered 404 (there is no such file)`,
      `- ${it.mirror.url}/tool.tar.gz gave other bytes than expected: sha256 is ${sha256Of(PAGE)}, not ${sha256Of(GOOD)}`,
      `  what came is ${PAGE.length} bytes and looks like an HTML page`,
      'help: look whether the address in the manifest is right, or name a mirror with --mirror FROM=TO',
      LOGIN,
      AGAIN,
    ]);
    nothingHalfMade(it);
  });

  test('nothing in the cache with --offline', async t => {
    const it = await scene(t, { behaviour: { kind: 'file', body: GOOD } });
    const end = await it.install('--offline');
    assert.deepEqual(reason(end), [
      `${it.mirror.url}/tool.tar.gz could not be reached: not in the cache`,
      'help: run once without --offline',
    ]);
    assert.equal(it.mirror.requests.length, 0);
  });

  test('no hash with --locked', async t => {
    const it = await scene(t, { behaviour: { kind: 'file', body: GOOD }, sha256: undefined });
    const end = await it.install('--locked');
    assert.deepEqual(reason(end), [
      'refused by the rule "locked": no hash covers artifact tool',
      'help: give it a hash in the manifest or in the lock file, or run without --locked',
    ]);
    assert.equal(it.mirror.requests.length, 0);
  });
});

describe('a download that comes in the end', { skip, concurrency: 4 }, () => {
  test('from the second source, when the first has only a login page', async t => {
    const it = await scene(t, {
      sources: ['https://packages.test/login.tar.gz', 'https://packages.test/tool.tar.gz'],
      behaviour: { kind: 'file', body: GOOD },
    });
    it.mirror.serve('/login.tar.gz', { kind: 'login-page' });
    const end = await it.install();
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(readdirSync(join(it.here.root, 'tools')), ['tool']);
  });

  test('after a reset and a 503, of the same server', async t => {
    const it = await scene(t, {});
    it.mirror.serve(
      '/tool.tar.gz',
      { kind: 'reset', body: GOOD, after: 30 },
      { kind: 'status', status: 503 },
      { kind: 'file', body: GOOD },
    );
    const end = await it.install();
    assert.equal(end.code, 0, shown(end));
    assert.equal(it.mirror.requests.length, 3);
  });

  test('of a host that wants a name of its own, as the manifest says it', async t => {
    const more = `user-agents: { 127.0.0.1: "my-node/1.0 (mail@my-node.test)" }\n`;
    const it = await scene(t, { behaviour: { kind: 'file', body: GOOD }, more });
    const end = await it.install();
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(
      it.mirror.requests.map(({ headers }) => headers['user-agent']),
      ['my-node/1.0 (mail@my-node.test)'],
    );
  });

  test('from the cache, for another root, with the network off', async t => {
    const it = await scene(t, { behaviour: { kind: 'file', body: GOOD } });
    assert.equal((await it.install()).code, 0);
    await it.mirror.close();
    const other = join(it.here.folder, 'other root');
    const end = await it.install('--offline', '--root', other);
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(treeOf(join(other, 'tools')), treeOf(join(it.here.root, 'tools')));
  });
});
