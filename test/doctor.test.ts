import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { askedServers } from '../engine/doctor/asked-servers.js';
import { serverFinding } from '../engine/doctor/server-finding.js';
import { settingsFindings } from '../engine/doctor/settings-findings.js';
import { leakedVariable } from '../engine/doctor/leaked-variable.js';
import { diskNeeds } from '../engine/opening/disk-trouble.js';
import { longPaths } from '../engine/host/files/long-paths.js';
import { graphicsCards } from '../engine/host/probes/probe-host.js';
import { rcFiles } from '../engine/host/environment/rc-files.js';
import type { UnreachableFailure } from '../engine/model/failure.js';
import type { Finding } from '../engine/model/finding.js';
import { place, platformHere, shown, treeOf } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { deadUrl, startMirror } from './support/mirror.js';
import { makePrivateCa, startTlsServer } from './support/private-ca.js';

const HOST = { origin: 'https://files.test', url: 'https://files.test/a', of: ['artifact tool'] };

function saidOf(status: number): string {
  const { verdict, found } = serverFinding(HOST, { ok: true, value: { status } }, { proxy: undefined });
  return `${verdict}: ${found}`;
}

function saidWhen(cause: UnreachableFailure['cause'], detail: string): string {
  const failure: UnreachableFailure = { kind: 'unreachable', url: HOST.url, cause, detail, tries: 1 };
  const { verdict, found } = serverFinding(HOST, { ok: false, error: failure }, { proxy: undefined });
  return `${verdict}: ${found}`;
}

test('a server is judged in words: by its name, the connection, TLS, the proxy, and by what it answers', () => {
  const tls = 'TLS is trusted, it answers';
  assert.deepEqual([200, 404, 403, 429, 503].map(saidOf), [
    `good: ${tls} (200); used by artifact tool`,
    `good: ${tls} (404); used by artifact tool`,
    'trouble: TLS is trusted, it answers, and refuses (403); used by artifact tool',
    'note: TLS is trusted, it answers, and asks for patience (429); used by artifact tool',
    'trouble: TLS is trusted, it answers that it is out of order (503); used by artifact tool',
  ]);
  assert.deepEqual(
    [
      saidWhen('dns', 'the name files.test is not known (ENOTFOUND)'),
      saidWhen('connect', 'nobody answers there (ECONNREFUSED)'),
      saidWhen('tls', 'self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)'),
      saidWhen('proxy', 'the proxy answered 407'),
      saidWhen('timeout', 'no connection within 8000 ms'),
      saidWhen('offline', 'not asked'),
    ],
    [
      'trouble: its name is not known here (ENOTFOUND); used by artifact tool',
      'trouble: its name is known, but no connection is made: nobody answers there (ECONNREFUSED); used by artifact tool',
      'trouble: a connection is made, but its certificate is not trusted: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT); used by artifact tool',
      'trouble: the proxy did not let it through: the proxy answered 407; used by artifact tool',
      'trouble: it does not answer in time: no connection within 8000 ms; used by artifact tool',
      'note: not asked, because of --offline; used by artifact tool',
    ],
  );
});

test('every server of a manifest is asked once, at its mirror where it has one', () => {
  const texts = [
    { of: 'artifact a', text: 'https://one.test/a.zip' },
    { of: 'step b', text: 'b @ git+https://two.test/b@0123' },
    { of: 'step c', text: 'https://one.test/c.zip' },
    { of: 'step d', text: 'file:///mirror/d' },
  ];
  const hosts = askedServers(texts, url => url.replace('https://two.test', 'http://127.0.0.1:9'));
  assert.deepEqual(hosts, [
    { origin: 'https://one.test', url: 'https://one.test/a.zip', of: ['artifact a', 'step c'] },
    { origin: 'http://127.0.0.1:9', url: 'http://127.0.0.1:9/b@0123', of: ['step b'] },
  ]);
});

test('of every variable that is kept out it is known what it would have changed', () => {
  const said = [
    ['PYTHONPATH', /imported packages of these folders/],
    ['PYTHONHOME', /would not have started/],
    ['PIP_TARGET', /not into the environment/],
    ['pip_user', /not into the environment/],
    ['PIP_REQUIRE_VIRTUALENV', /refused to install/],
    ['PIP_CONSTRAINT', /other versions/],
    ['UV_PYTHON', /another Python/],
    ['UV_SOMETHING_NEW', /one of its settings/],
    ['CONDA_PREFIX', /active here/],
    ['MAMBA_ROOT_PREFIX', /another installation/],
    ['VIRTUAL_ENV', /active here/],
    ['LD_PRELOAD', /into every program/],
    ['DYLD_LIBRARY_PATH', /libraries of these folders/],
    ['NODE_OPTIONS', /programs of Node/],
    ['CUDA_HOME', /another CUDA/],
    ['CXX', /this compiler/],
    ['CXXFLAGS', /these flags/],
    ['CPATH', /headers or libraries/],
    ['GIT_DIR', /another repository/],
  ] as const;
  for (const [name, words] of said) assert.match(leakedVariable(name), words, name);
});

test('what a settings file of the user sets is told, but not to what', t => {
  const { folder } = place(t);
  const processEnv = { XDG_CONFIG_HOME: folder, APPDATA: folder };
  const looked = () => settingsFindings({ options: { processEnv } });
  assert.deepEqual(looked(), []);
  const path = join(folder, 'sam3d-install', 'settings.conf');
  mkdirSync(dirname(path));
  writeFileSync(path, '# of the company\r\njobs = 2\r\nmirror = https://a.test/=https://me:secret@m.test/\r\n--jobs=3');
  const found = 'it sets, each time, jobs, mirror';
  assert.deepEqual(looked(), [{ area: 'host', subject: path, verdict: 'note', found }]);
});

test('settings files and user packages are found, each with what it would have changed', async t => {
  const home = mkdtempSync(join(tmpdir(), 'doctor-'));
  t.after(() => rmSync(home, { recursive: true }));
  const write = (name: string, text: string) => {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const pip = write(
    '.config/pip/pip.conf',
    '[global]\nindex-url = https://a.test/simple\n[install]\ntarget = /x\nuser = yes\n',
  );
  const uv = write('.config/uv/uv.toml', 'native-tls = true\n');
  const conda = write('.condarc', 'channels: [other]\n');
  write('.mambarc', '# nothing but a remark\n');
  const distutils = write('.pydistutils.cfg', '[bdist_wheel]\nplat-name = other\n');
  const site = dirname(write('.local/lib/python3.11/site-packages/six-1.0.dist-info/METADATA', ''));
  const found = await rcFiles({ HOME: home, XDG_CONFIG_DIRS: join(home, 'none') }, 'linux');
  assert.deepEqual(
    found.filter(({ path }) => path.startsWith(home)),
    [
      {
        path: pip,
        changes: 'pip would have followed target = /x, user = yes',
        kept: 'what it says of the network: PIP_INDEX_URL',
      },
      { path: uv, changes: 'uv would have followed its indexes, its Python and its other settings' },
      { path: conda, changes: 'its channels and settings would have been added to those of the manifest' },
      {
        path: distutils,
        changes: 'packages that are built follow it: their names, folders and compilers',
        heeded: true,
      },
      { path: dirname(site), changes: '1 package of it would have been imported beside the installed ones' },
    ],
  );
});

test('on Windows the registry says whether long paths are allowed, elsewhere they are', async () => {
  const answering = (stdout: string | undefined) => ({
    probes: { which: async () => 'C:\\Windows\\System32\\reg.exe' },
    processes: {
      run: async () =>
        stdout === undefined
          ? { ok: false as const, error: { kind: 'command' as const, argv: ['reg'], lastLines: [] } }
          : { ok: true as const, value: { stdout, lastLines: [] } },
    },
  });
  const on = { platform: 'win32', cwd: 'C:\\' };
  assert.equal(await longPaths(answering('\r\n    LongPathsEnabled    REG_DWORD    0x1\r\n'), on), true);
  assert.equal(await longPaths(answering('\r\n    LongPathsEnabled    REG_DWORD    0x0\r\n'), on), false);
  assert.equal(await longPaths(answering(undefined), on), undefined);
  assert.equal(await longPaths(answering(undefined), { platform: 'linux', cwd: '/' }), true);
});

test('cards are named with their driver and memory', async () => {
  const stdout = 'NVIDIA GeForce RTX 3090, 535.104.05, 24576 MiB\nNVIDIA T4, 535.104.05, 15360 MiB\n';
  const ports = {
    probes: { which: async () => '/usr/bin/tool' },
    processes: { run: async () => ({ ok: true as const, value: { stdout, lastLines: [] } }) },
  };
  assert.deepEqual(await graphicsCards(ports), [
    { name: 'NVIDIA GeForce RTX 3090', driver: '535.104.05', memory: '24576 MiB' },
    { name: 'NVIDIA T4', driver: '535.104.05', memory: '15360 MiB' },
  ]);
});

test('each folder is held against what it will take, the cache and TEMP by a share where they are elsewhere', async () => {
  const plan = { root: '/root', preflight: { disk: 1000 }, artifacts: new Map() };
  const needs = await diskNeeds(plan, { cacheFolder: '/cache', tempFolder: '/tmp' }, async path => {
    return path === '/tmp' ? undefined : { id: path === '/cache' ? 2 : 1, free: 500 };
  });
  assert.deepEqual(
    needs.map(({ name, bytes, volume }) => [name, bytes, volume?.free]),
    [
      ['/root', 1000, 500],
      ['the cache /cache', 100, 500],
      ['the temporary folder /tmp', 100, undefined],
    ],
  );
});

test('the doctor looks at tools, room, servers and leaks as a run would, changes nothing, and says what is in the way', async t => {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const ca = makePrivateCa(here.folder);
  const secure = await startTlsServer(ca, Buffer.from('x'));
  t.after(() => secure.close());
  const dead = new URL(await deadUrl()).origin;
  mirror.serve('/there', { kind: 'file', body: Buffer.from('x') });
  here.program('g++', 'echo 12.2.0');
  here.program('fastcc', 'echo 9.1');
  const manifest = `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {} }
preflight: { disk: 999999 GB }
artifacts:
  there: { sources: ['${mirror.url}/there', '${dead}/there', 'https://localhost:${secure.port}/there'] }
steps:
  there: { uses: download, with: { artifact: there, to: there } }
  cxx: { uses: detect, with: { command: g++, version: '>=9 <13', version-args: [-dumpfullversion] } }
  fast: { uses: detect, with: { command: fastcc, version: '>=10' } }
  spare: { on-demand: true, uses: detect, with: { command: sparecc } }
  other:
    needs: [there]
    attempts:
      - { uses: write, with: { path: a, text: a } }
      - { name: more, uses: write, with: { path: b, text: b }, needs: [spare] }
`;
  here.write('sam3d-install.yaml', manifest);
  const env = {
    PYTHONPATH: '/elsewhere',
    PIP_TARGET: '/nowhere',
    MY_TOKEN: 'not of a tool',
    HTTPS_PROXY: 'http://me:hunter2@127.0.0.1:9',
    HTTP_PROXY: mirror.url,
    SSL_CERT_FILE: join(here.folder, 'missing.pem'),
  };
  const before = treeOf(here.folder);
  const end = await here.cli(['doctor', '--json'], { env });
  assert.equal(end.code, 1, shown(end));
  assert.deepEqual(treeOf(here.folder), before);
  assert.ok(!end.stdout.includes('hunter2'), end.stdout);
  const { well, findings } = theLine<{ well: boolean; findings: readonly Finding[] }>(end.stdout);
  assert.equal(well, false);
  const said = (subject: string) => {
    const finding = findings.find(each => each.subject === subject);
    return finding === undefined ? `nothing of ${subject}` : `${finding.verdict}: ${finding.found}`;
  };
  assert.match(said(here.root), /^trouble: .* free, 1000000\.0 TB needed$|^trouble: .* free, .* needed$/);
  assert.match(said('g++ >=9 <13'), /^good: .*bin\/g\+\+, version 12\.2\.0$/);
  assert.match(said('fastcc >=10'), /^trouble: not found \(.*fastcc: version 9\.1 is not >=10\); fast needs it$/);
  assert.match(
    said('sparecc'),
    /^note: not found \(PATH: no sparecc is on it\); spare is needed by some attempts only$/,
  );
  assert.equal(said(mirror.url), 'good: it answers (200); used by artifact there');
  assert.match(said(dead), /^trouble: its name is known, but no connection is made: nobody answers there/);
  assert.match(
    said(`https://localhost:${secure.port}`),
    /^trouble: a connection is made, but its certificate is not trusted/,
  );
  assert.equal(said('HTTPS_PROXY'), 'trouble: http://127.0.0.1:9 takes no connection (ECONNREFUSED)');
  assert.equal(said('HTTP_PROXY'), `good: ${mirror.url}`);
  assert.match(said('SSL_CERT_FILE'), /^trouble: .*missing\.pem cannot be read, or has no certificate$/);
  assert.match(said('PYTHONPATH'), /^note: kept out; .*: \/elsewhere$/);
  assert.match(
    said('PIP_TARGET'),
    /^note: kept out; packages would have gone there, not into the environment: \/nowhere$/,
  );
  assert.equal(said('MY_TOKEN'), 'nothing of MY_TOKEN');
  const trusting = await here.cli(['doctor', '--ca', ca.caFile, '--quiet'], { env });
  assert.ok(!trusting.stdout.includes(`localhost:${secure.port}`), shown(trusting));
  assert.match(
    trusting.stdout,
    /^ {2}! SSL_CERT_FILE: .*\n {4}help: name a file with certificates in PEM, or unset it$/m,
  );
  assert.match(trusting.stdout, /\n\d things in the way, marked with !\n$/);
});

test('a wrong manifest is refused with its place, and an unknown one is usage', async t => {
  const here = place(t);
  here.write('wrong.yaml', 'manifest: 1\nname: x\n');
  const wrong = await here.cli(['doctor', '--manifest', 'wrong.yaml', '--offline']);
  assert.equal(wrong.code, 2, shown(wrong));
  assert.match(wrong.stderr, /^wrong\.yaml:1:1: error\[missing-property\]/m);
  const none = await here.cli(['doctor', '--manifest', 'none.yaml', '--offline']);
  assert.equal(none.code, 64, shown(none));
});
