import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { packageLockText, parsePackageLock } from '../engine/lockfile/package-lock-text.js';
import { place, platformHere, shown } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { makeWheels, quickPythonHere } from './support/real-python.js';
import { realContext } from './support/real-context.js';

const HASH = (letter: string) => letter.repeat(64);

test('the lock of packages is the same text for the same entries, each hash once, and is read as it was written', () => {
  const requests = new Map([
    [
      'b',
      {
        request: HASH('2'),
        list: [`y==2 --hash=sha256:${HASH('b')} --hash=sha256:${HASH('a')}`, `x==1 --hash=sha256:${HASH('c')}`],
      },
    ],
    ['a', { request: HASH('1'), list: [`https://c.test/linux-64/x-1.conda#sha256:${HASH('d')}`] }],
  ]);
  const text = packageLockText({ requests });
  assert.equal(packageLockText({ requests: new Map([...requests].reverse()) }), text);
  const read = parsePackageLock(text);
  assert.ok(read.ok);
  assert.deepEqual(read.value.requests.get('b')?.list, [
    `x==1 --hash=sha256:${HASH('c')}`,
    `y==2 --hash=sha256:${HASH('a')} --hash=sha256:${HASH('b')}`,
  ]);
  assert.equal(packageLockText(read.value), text);
});

test('a lock of packages in which something is not covered is refused with its place', () => {
  const wrong = [
    ['{', 'this is not JSON'],
    ['{"lock": 2}', 'this is no lock that this engine reads'],
    ['{"lock": 1, "requests": []}', 'it has no `requests` or no `hashes`'],
    [
      '{"lock": 1, "requests": {"a": {"request": "x", "list": ["y==1"]}}, "hashes": {}}',
      'this request has no list of packages that hashes cover',
    ],
    [
      '{"lock": 1, "requests": {"a": {"request": "x", "list": ["--x"]}}, "hashes": {"--x": ["sha256:1"]}}',
      'this request has no list of packages that hashes cover',
    ],
  ] as const;
  for (const [text, message] of wrong) {
    const read = parsePackageLock(text);
    assert.equal(read.ok ? '' : read.error.message, message, text);
  }
});

test('a conda environment is solved to files with hashes for every platform, and --locked hands just those to the tool', async t => {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const list = (subdir: string, packages: object) => {
    const body = JSON.stringify({ info: { subdir }, packages: {}, 'packages.conda': packages });
    mirror.serve(`/free/${subdir}/repodata.json`, { kind: 'page', body });
  };
  const record = (name: string, version: string, subdir: string, depends: readonly string[]) => ({
    [`${name}-${version}-0.conda`]: {
      name,
      version,
      build: '0',
      build_number: 0,
      depends,
      subdir,
      sha256: sha256Of(`${name}${subdir}`),
      size: 5,
    },
  });
  list('linux-64', {
    ...record('tool', '1.0', 'linux-64', ['lib >=2', '__glibc >=2.17']),
    ...record('lib', '2.1', 'linux-64', []),
    ...record('lib', '1.0', 'linux-64', []),
  });
  list('win-64', record('tool', '1.0', 'win-64', ['__win']));
  list('noarch', {});
  const here64 = platformHere() === 'linux-64';
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { linux-64: {}, win-64: {} }
steps:
  tool:
    uses: conda
    with: { tool: ${JSON.stringify(join(here.bin, 'stand-in'))}, prefix: _env, channels: ['https://channel.test/free'], packages: ['tool=1.0'] }
`,
  );
  const ask = (...args: readonly string[]) => here.cli([...args, '--mirror', `https://channel.test/=${mirror.url}/`]);
  const first = await ask('lock', '--json');
  assert.equal(first.code, 0, shown(first));
  const { packages } = theLine<{ packages: { verdicts: readonly { kind: string; key: string; count: number }[] } }>(
    first.stdout,
  );
  assert.deepEqual(
    packages.verdicts.map(({ kind, key, count }) => [kind, key, count]),
    [
      ['new', 'linux-64, default: tool, conda', 2],
      ['new', 'win-64, default: tool, conda', 1],
    ],
  );
  const path = join(here.work, 'sam3d-install.lock.json');
  const text = readFileSync(path, 'utf8');
  const { requests } = JSON.parse(text) as { requests: Record<string, { list: readonly string[] }> };
  const files = requests['linux-64, default: tool, conda']?.list;
  assert.deepEqual(files, [
    `https://channel.test/free/linux-64/lib-2.1-0.conda#sha256:${sha256Of('liblinux-64')}`,
    `https://channel.test/free/linux-64/tool-1.0-0.conda#sha256:${sha256Of('toollinux-64')}`,
  ]);
  const asked = mirror.requests.length;
  const second = await ask('lock');
  assert.equal(second.code, 0, shown(second));
  assert.match(second.stdout, /^same +linux-64, default: tool, conda: 2 packages$/m);
  assert.equal(readFileSync(path, 'utf8'), text);
  assert.equal(mirror.requests.length, asked, 'what is asked for as before is not solved again');

  // a stand-in that says it is one, and records what it is given
  const record_ = join(here.folder, 'record.txt');
  here.program(
    'stand-in',
    `echo "stand-in, no package manager: $*" >> ${record_}; while [ $# -gt 0 ]; do if [ "$1" = --file ]; then while read -r line; do echo "$line" >> ${record_}; done < "$2"; fi; shift; done; exit 1`,
  );
  if (here64) {
    const locked = await ask('install', '--locked');
    assert.equal(locked.code, 1, shown(locked));
    const said = readFileSync(record_, 'utf8');
    assert.match(
      said,
      /^stand-in, no package manager: create --yes --no-rc --override-channels .* --file \S+explicit\.txt$/m,
    );
    const here_ = (files ?? []).map(url => url.replace('https://channel.test', mirror.url)).join('\n');
    assert.ok(said.includes(`@EXPLICIT\n${here_}\n`), said);
    const changed = readFileSync(join(here.work, 'sam3d-install.yaml'), 'utf8').replace('tool=1.0', 'tool=2.0');
    writeFileSync(join(here.work, 'sam3d-install.yaml'), changed);
    const stale = await ask('install', '--locked', '--root', join(here.folder, 'other'));
    assert.equal(stale.code, 1, shown(stale));
    assert.match(stale.stderr, /no hash covers packages of conda channels, by name/);
    const failed = await ask('lock');
    assert.equal(failed.code, 1, shown(failed));
    assert.match(
      failed.stdout,
      /^failed +linux-64, default: tool, conda\n(.*\n)*.*tool 2\.0|No candidates|Cannot solve/m,
    );
  }
  writeFileSync(path, '{"lock": 1,\n');
  for (const words of [['install', '--locked'], ['validate']]) {
    const broken = await ask(...words);
    assert.equal(broken.code, 2, shown(broken));
    assert.match(broken.stderr, /^sam3d-install\.lock\.json:\d+:\d+: error\[package-lock\]: this is not JSON/m);
  }
  assert.equal((await ask('plan', '--platform', 'linux-64')).code, 0, 'a run that does not take it does without');
});

test('without uv, lock says how to get it, and keeps what it had', async t => {
  const here = place(t);
  here.program('python3', 'exit 1');
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
versions: { python: '3.11' }
platforms: { linux-64: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '\${python}' } }
  example: { needs: [env], uses: pip, with: { packages: [example] } }
`,
  );
  const end = await here.cli(['lock']);
  assert.equal(end.code, 1, shown(end));
  assert.match(
    end.stdout,
    new RegExp(
      `^failed +linux-64, default: example, pip
 +uv was not found
 +- PATH: no uv is on it
 +- python3 and python on PATH: uv is no package of theirs
 +help: python3 -m pip install uv, or put uv on PATH; all else is locked without it$`,
      'm',
    ),
  );
  assert.ok(!existsSync(join(here.work, 'sam3d-install.lock.json')));
});

test('uv is told of the certificates of --ca', async t => {
  const here = place(t);
  // a stand-in that says what it was told, and compiles nothing
  here.program('uv', 'case "$*" in *--version*) echo "uv 0.0.0";; *) echo "told of $SSL_CERT_FILE" >&2; exit 2;; esac');
  const roots = here.write('roots.pem', rootCertificates[0] ?? '');
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { linux-64: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  example: { needs: [env], uses: pip, with: { packages: [example] } }
`,
  );
  const end = await here.cli(['lock', '--ca', roots]);
  assert.equal(end.code, 1, shown(end));
  const [, bundle = ''] = /\| told of (\S+)$/m.exec(end.stdout) ?? [];
  assert.ok(bundle.startsWith(join(here.cache, 'ca')), shown(end));
});

test('packages of an index are compiled by the real uv to versions and hashes, for other platforms too, and --locked takes just those', async t => {
  const host = await quickPythonHere(t);
  if (host === undefined) return t.skip('this machine has no Python 3 with venv on its PATH');
  const here = place(t);
  const context = realContext(t, { root: here.folder });
  const { version, path: python } = host;
  const uvFolder = join(here.folder, 'uv');
  const got = await context.command([python, '-m', 'pip', 'install', '--quiet', '--target', uvFolder, 'uv']);
  if (!got.ok) return t.skip('the default index cannot be reached, so there is no uv');
  const uv = join(uvFolder, 'bin', 'uv');
  if (!existsSync(uv)) return t.skip('this uv has no program of its own');
  chmodSync(uv, 0o755);
  const links = join(here.folder, 'wheels');
  await makeWheels(links, ['example==1.0', 'example==2.0', 'other==3.0'], { python, context });
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
versions: { python: '${version}' }
platforms: { ${platformHere()}: {}, win-64: {} }
steps:
  env: { uses: venv, with: { prefix: _env, python: '\${python}' } }
  example: { needs: [env], uses: pip, with: { packages: [example], find-links: ['${links}'], constraints: ['example<2'] } }
  both: { needs: [example], uses: pip, with: { packages: [other, example], find-links: ['${links}'] } }
`,
  );
  const path = [join(uvFolder, 'bin'), dirname(python), process.env['PATH'] ?? ''].join(':');
  const env = { PATH: path, UV_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_NO_INDEX: '1' };
  const end = await here.cli(['lock'], { env: { ...env, UV_OFFLINE: '1' } });
  assert.equal(end.code, 0, shown(end));
  assert.match(end.stdout, /^new +win-64, default: both, pip: 2 packages$/m);
  const text = readFileSync(join(here.work, 'sam3d-install.lock.json'), 'utf8');
  const lock = parsePackageLock(text);
  assert.ok(lock.ok);
  const both = lock.value.requests.get(`${platformHere()}, default: both, pip`)?.list ?? [];
  assert.deepEqual(
    both.map(line => line.split(' ')[0]),
    ['example==1.0', 'other==3.0'],
    'what an earlier step has is not another version in a later one',
  );
  assert.ok(
    both.every(line => / --hash=sha256:[0-9a-f]{64}/.test(line)),
    both.join('\n'),
  );
  // a uv that pip has put where PATH does not lead: the Python there starts it
  here.program('python3', `if [ "$1 $2 $3" = "-I -m uv" ]; then shift 3; exec '${uv}' "$@"; fi; exec '${python}' "$@"`);
  const byPython = await here.cli(['lock', '--all', '--dry-run'], {
    env: { ...env, PATH: `${here.bin}:${process.env['PATH'] ?? ''}`, UV_OFFLINE: '1' },
  });
  assert.equal(byPython.code, 0, shown(byPython));
  assert.match(byPython.stdout, /^same +win-64, default: both, pip: 2 packages$/m);
  const installed = await here.cli(['install', '--locked'], { env });
  assert.equal(installed.code, 0, shown(installed));
  assert.doesNotMatch(installed.stderr, /unverified/);
  writeFileSync(
    join(here.work, 'sam3d-install.lock.json'),
    text.replace(/sha256:[0-9a-f]{64}/g, `sha256:${HASH('0')}`),
  );
  const refused = await here.cli(['install', '--locked', '--root', join(here.folder, 'other')], { env });
  assert.equal(refused.code, 1, shown(refused));
  assert.match(refused.stderr, /other bytes than the hash says|DO NOT MATCH THE HASHES|hash/i);
});
