import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { eventsOf, place, shown, type CliEnd, type Place } from './support/cli.js';
import { gxxScript, nvccScript, plainLadder, serveLadder } from './support/compiler-ladder.js';
import { has } from './support/make-archive.js';
import { startMirror, type Mirror } from './support/mirror.js';

/** Scenario B: which compilers a build gets, by what the host has and what the user chose. */

interface Ladder {
  readonly here: Place;
  readonly mirror: Mirror;
  readonly install: (...args: readonly string[]) => Promise<CliEnd>;
}

async function ladder(t: TestContext, { prebuilt = false } = {}): Promise<Ladder> {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  here.write('sam3d-install.yaml', plainLadder(serveLadder(mirror, { prebuilt })));
  const install = (...args: readonly string[]) =>
    here.cli(['install', '--mirror', `https://packages.test/=${mirror.url}/`, ...args]);
  return { here, mirror, install };
}

/** g++ and nvcc on the host's PATH, of these versions. */
function hostHas(here: Place, { gxx = '12.2.0', nvcc = '12.1' } = {}): void {
  here.program('nvcc', nvccScript.replaceAll('12.1', nvcc));
  here.program('g++', gxxScript(gxx, 'host'));
}

/** Step → how it ended, in a few words. */
function endings(end: CliEnd): Readonly<Record<string, string>> {
  const settled = eventsOf(end).filter(event => event.type === 'step-settled');
  return Object.fromEntries(
    settled.map(({ step, outcome }) => {
      const how = outcome.kind === 'succeeded' ? outcome.attempt : outcome.kind === 'skipped' ? outcome.reason : '';
      return [step, `${outcome.kind} ${how}`.trim()];
    }),
  );
}

const asked = (mirror: Mirror) => mirror.requests.map(({ path }) => path).sort();
const built = (here: Place) => readFileSync(join(here.root, 'built.txt'), 'utf8');

const noScripts = process.platform === 'win32' && 'the stand-in compilers are scripts for sh';
const skip = noScripts || (!has('bzip2') && 'no bzip2 to make the archives with');

describe('B: compilers on the host', { skip, concurrency: 2 }, () => {
  test('are used when their versions fit, and none is downloaded', async t => {
    const { here, mirror, install } = await ladder(t);
    hostHas(here);
    const end = await install('--json');
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(endings(end), {
      nvcc: 'succeeded on this host',
      cxx: 'succeeded on this host',
      source: 'succeeded unpack',
      meshes: 'succeeded build from source',
    });
    assert.deepEqual(asked(mirror), ['/meshes-prebuilt.tar.bz2', '/meshes.zip']);
    assert.equal(built(here), 'int answer() { return 42; }\ncompiled by g++ of the host\n');
  });

  test('are passed over when their versions do not fit, each with its reason, and fitting ones are downloaded', async t => {
    const { here, mirror, install } = await ladder(t);
    hostHas(here, { gxx: '13.3.0', nvcc: '11.8' });
    const end = await install();
    assert.equal(end.code, 0, shown(end));
    const summary = end.stderr.slice(end.stderr.indexOf('Meshes: installed'));
    assert.match(
      summary,
      /cxx: by the fallback "downloaded", because\n {4}"on this host" is absent: g\+\+ >=9 <13 was/,
    );
    assert.ok(end.stderr.includes(`- ${join(here.bin, 'g++')}: version 13.3.0 is not >=9 <13`), end.stderr);
    assert.ok(end.stderr.includes(`- ${join(here.bin, 'nvcc')}: version 11.8 is not >=12.1 <12.2`), end.stderr);
    assert.deepEqual(asked(mirror), ['/gxx.tar.bz2', '/meshes-prebuilt.tar.bz2', '/meshes.zip', '/nvcc.tar.bz2']);
    assert.equal(built(here), 'int answer() { return 42; }\ncompiled by g++ of the mirror\n');
  });

  test('are not even looked at with --option compilers=download', async t => {
    const { here, mirror, install } = await ladder(t);
    hostHas(here);
    const end = await install('--option', 'compilers=download', '--json');
    assert.equal(end.code, 0, shown(end));
    assert.equal(endings(end)['cxx'], 'succeeded downloaded');
    assert.equal(endings(end)['nvcc'], 'succeeded downloaded');
    assert.ok(asked(mirror).includes('/nvcc.tar.bz2'));
    assert.equal(built(here), 'int answer() { return 42; }\ncompiled by g++ of the mirror\n');
    const log = await here.cli(['log', 'cxx']);
    assert.ok(!log.stdout.includes(here.bin), log.stdout);
  });

  test('are the only ones that will do with --option compilers=system', async t => {
    const { here, mirror, install } = await ladder(t);
    hostHas(here, { gxx: '13.3.0' });
    const end = await install('--option', 'compilers=system');
    assert.equal(end.code, 1, shown(end));
    assert.deepEqual(asked(mirror), ['/meshes-prebuilt.tar.bz2', '/meshes.zip']);
    const summary = end.stderr.slice(end.stderr.indexOf('Meshes: not installed')).replaceAll(here.folder, '<place>');
    assert.equal(
      summary.replace(/\(\d.*\)/, '(1 s)').replace(/logs\/\S+?(?=\/|\n)/g, 'logs/<run>'),
      [
        'Meshes: not installed, 2 steps failed, 0 blocked, 2 done, 0 up to date (1 s)',
        '  failed: cxx',
        '    "on this host":',
        '      g++ >=9 <13 was not found',
        '      - <place>/bin/g++: version 13.3.0 is not >=9 <13',
        '    log: <place>/root/.sam3d-install/logs/<run>/cxx.log',
        '  failed: meshes, meshes 0.7.8',
        '    "prebuilt archive":',
        `      ${mirror.url}/meshes-prebuilt.tar.bz2 answered 404 (there is no such file)`,
        '    "build from source":',
        '      the step cxx, which it needs, did not succeed',
        '    log: <place>/root/.sam3d-install/logs/<run>/meshes.log',
        '  help: look whether the address in the manifest is right, or name a mirror with --mirror FROM=TO',
        '  logs: <place>/root/.sam3d-install/logs/<run>',
        '  failed: cxx, and 1 more step',
        '  because: g++ >=9 <13 was not found',
        '  next: mend what is named above; then run the same command again: what is done is kept',
        '',
      ].join('\n'),
    );
  });

  test('are left alone when the prebuilt archive is there', async t => {
    const { here, mirror, install } = await ladder(t, { prebuilt: true });
    hostHas(here);
    const end = await install('--json');
    assert.equal(end.code, 0, shown(end));
    assert.deepEqual(endings(end), {
      nvcc: 'skipped not needed',
      cxx: 'skipped not needed',
      source: 'skipped not needed',
      meshes: 'succeeded prebuilt archive',
    });
    assert.deepEqual(asked(mirror), ['/meshes-prebuilt.tar.bz2']);
  });

  test('are found again with a choice of another place for them, and what they built is built anew', async t => {
    const { here, install } = await ladder(t);
    hostHas(here);
    assert.equal((await install()).code, 0);
    const end = await install('--option', 'compilers=download', '--json');
    assert.equal(end.code, 0, shown(end));
    assert.equal(endings(end)['cxx'], 'succeeded downloaded');
    assert.equal(endings(end)['source'], 'up-to-date');
    assert.equal(endings(end)['meshes'], 'succeeded build from source');
    assert.equal(built(here), 'int answer() { return 42; }\ncompiled by g++ of the mirror\n');
  });
});
