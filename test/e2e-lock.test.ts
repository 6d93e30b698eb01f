import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { place, platformHere, shown, type CliEnd, type Place } from './support/cli.js';
import { sha256Of, startMirror, type Mirror } from './support/mirror.js';

/** What a lock file beside the manifest does, and `--locked` and `--offline`, on the built program. */

const MANIFEST = `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {} }
artifacts:
  model:
    sources: ['https://files.test/model.bin']
steps:
  model: { uses: download, with: { artifact: model, to: model.bin } }
`;

const BYTES = Buffer.from('the model');
const lockOf = (sha256: string, size = BYTES.length) =>
  `lock: 1\nartifacts:\n  'https://files.test/model.bin': { size: ${size}, sha256: ${sha256} }\n`;

interface Scene {
  readonly here: Place;
  readonly mirror: Mirror;
  readonly install: (...args: readonly string[]) => Promise<CliEnd>;
}

async function scene(
  t: TestContext,
  { lock, manifest = MANIFEST }: { lock?: string; manifest?: string },
): Promise<Scene> {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  mirror.serve('/model.bin', { kind: 'file', body: BYTES });
  here.write('sam3d-install.yaml', manifest);
  if (lock !== undefined) here.write('sam3d-install.lock.yaml', lock);
  return { here, mirror, install: (...args) => here.cli(['--mirror', `https://files.test/=${mirror.url}/`, ...args]) };
}

describe('a lock file', { concurrency: 2 }, () => {
  test('covers what the manifest does not: nothing is unverified, and --locked takes it', async t => {
    const { here, install } = await scene(t, { lock: lockOf(sha256Of(BYTES)) });
    const plan = await here.cli(['plan']);
    assert.match(plan.stdout, new RegExp(`sha256 +${sha256Of(BYTES)} \\(lock\\)`));
    assert.match(plan.stdout, /size +9 bytes/);
    const end = await install('--locked');
    assert.equal(end.code, 0, shown(end));
    assert.doesNotMatch(end.stderr, /unverified/);
    assert.equal(readFileSync(join(here.root, 'model.bin'), 'utf8'), 'the model');
  });

  test('with the hash of other bytes refuses those that come, and says both', async t => {
    const { here, install } = await scene(t, { lock: lockOf('a'.repeat(64)) });
    const end = await install();
    assert.equal(end.code, 1, shown(end));
    assert.ok(end.stderr.includes(`sha256 is ${sha256Of(BYTES)}, not ${'a'.repeat(64)}`), shown(end));
    assert.ok(!existsSync(join(here.root, 'model.bin')));
  });

  test('that disagrees with the manifest is an error with its place, and nothing is asked', async t => {
    const hash = 'b'.repeat(64);
    const manifest = MANIFEST.replace('steps:', `    sha256: ${hash}\nsteps:`);
    const { install, mirror } = await scene(t, { lock: lockOf('a'.repeat(64)), manifest });
    const end = await install();
    assert.equal(end.code, 2, shown(end));
    assert.equal(
      end.stderr,
      `sam3d-install.yaml:8:13: error[lock-disagrees]: the lock has another sha256 for https://files.test/model.bin: ${'a'.repeat(64)}
  8 |     sha256: ${hash}
    |             ${'^'.repeat(64)}
help: one of them is out of date: see what has changed, then write sam3d-install.lock.yaml again

1 error
`,
    );
    assert.deepEqual(mirror.requests, []);
  });
});

test('--locked refuses an artifact that no hash covers, asks nobody, and says what to do', async t => {
  const { install, mirror } = await scene(t, {});
  const end = await install('--locked');
  assert.equal(end.code, 1, shown(end));
  assert.match(end.stderr, /refused by the rule "locked": no hash covers artifact model$/m);
  assert.match(end.stderr, /^ *help: give it a hash in the manifest or in the lock file, or run without --locked$/m);
  assert.deepEqual(mirror.requests, []);
});

test('--offline takes what the cache holds, and asks nobody for what it does not', async t => {
  const { here, install, mirror } = await scene(t, { lock: lockOf(sha256Of(BYTES)) });
  const missing = await install('--offline');
  assert.equal(missing.code, 1, shown(missing));
  assert.match(missing.stderr, /help: run once without --offline/);
  assert.deepEqual(mirror.requests, []);
  assert.equal((await install()).code, 0);
  const cached = await install('--offline', '--root', join(here.folder, 'another'));
  assert.equal(cached.code, 0, shown(cached));
  assert.equal(mirror.requests.length, 1);
});
