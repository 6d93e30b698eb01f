import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { failedAttempt } from '../engine/execute/failed-attempt.js';
import { builtInDiagnoses } from '../engine/host/built-in-manifests.js';
import { parseDiagnoses } from '../engine/load/parse-diagnoses.js';
import type { Diagnosis } from '../engine/model/plan.js';
import { place, platformHere, shown, type Place } from './support/cli.js';
import { aManifest, findingsOf } from './support/load-text.js';

const text = readFileSync(builtInDiagnoses, 'utf8');
const parsed = parseDiagnoses('diagnoses.yaml', text);
const rules: readonly Diagnosis[] = parsed.ok
  ? parsed.value.map(({ match, cause, remedy, more }) => ({
      match: match.value,
      cause: cause.value,
      remedy: remedy.value,
      ...(more !== undefined && { more: more.value }),
    }))
  : [];

function said(...lastLines: readonly string[]): string | undefined {
  const failure = { kind: 'command', argv: ['tool'], exitCode: 1, lastLines } as const;
  return failedAttempt('main', { kind: 'failed', failure }, rules).diagnosis?.cause;
}

test('the built-in rules hold against the schema of `diagnose`, in ASCII, without names that only a manifest has', async () => {
  assert.ok(rules.length >= 40);
  assert.match(text, /^[ -~\n]*$/);
  assert.ok(!text.includes('${'));
  const part = text.slice(text.indexOf('diagnose:\n'));
  assert.equal(await findingsOf(aManifest(part)), '');
});

test('no rule stands behind one that always fits before it', () => {
  const hidden = rules.filter((rule, index) => rules.slice(0, index).some(({ match }) => rule.match.includes(match)));
  assert.deepEqual(hidden, []);
});

/** What a tool prints last, and the cause that is told. */
const SAYINGS: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['pip, an environment of something else', ['/r/_env/bin/python: No module named pip'], /the environment has no pip/],
  ['pip, no wheel', ['ERROR: No matching distribution found for open3d==0.18'], /no file of this version/],
  [
    'pip, no wheel of a version that a constraint names too',
    [
      'The conflict is caused by:',
      '    The user requested torch==2.5.1',
      '    The user requested (constraint) torch==2.5.1',
      'ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/',
    ],
    /the index has no file for this Python of a version that is wanted/,
  ],
  [
    'pip, no network at all',
    [
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...): Temporary failure in name resolution')",
      'ERROR: Could not find a version that satisfies the requirement six (from versions: none)',
      'ERROR: No matching distribution found for six',
    ],
    /names of servers cannot be looked up/,
  ],
  ['pip, hashes', ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'], /other bytes/],
  [
    'pip, TLS',
    ['SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")'],
    /not trusted/,
  ],
  ['pip, proxy', ["OSError('Tunnel connection failed: 407 Proxy Authentication Required')"], /wants a login/],
  [
    'pip, replaced',
    ['torchvision 0.20.1 requires torch==2.5.1, but you have torch 2.6.0 which is incompatible.'],
    /another version of one that must stay/,
  ],
  ['uv, no wheel', ['hint: `kaolin` has no wheels with a matching Python ABI tag'], /no wheel for this Python/],
  ['uv, TLS', ['  Caused by: invalid peer certificate: UnknownIssuer'], /not trusted/],
  ['conda, nothing there', ['    nothing provides requested cuda-nvcc 99.*'], /no channel has this package/],
  [
    'conda, cut short',
    ["error libmamba File not valid: SHA256 sum doesn't match expectation"],
    /a channel gave other bytes/,
  ],
  [
    'nvcc and g++',
    ['#error -- unsupported GNU version! gcc versions later than 12 are not supported!'],
    /newer than it knows/,
  ],
  [
    'nvcc and MSVC',
    ['fatal error C1189: #error:  -- unsupported Microsoft Visual Studio version! Only the versions'],
    /this Visual Studio/,
  ],
  ['nvcc without cl', ["nvcc fatal   : Cannot find compiler 'cl.exe' in PATH"], /no Microsoft C\+\+ compiler/],
  [
    'setup.py without MSVC',
    ['error: Microsoft Visual C++ 14.0 or greater is required.'],
    /no C\+\+ compiler of its own/,
  ],
  ['torch without nvcc', ['OSError: CUDA_HOME environment variable is not set.'], /no nvcc was found/],
  [
    'setup.py without vcvarsall',
    ['distutils.errors.DistutilsPlatformError: Unable to find vcvarsall.bat'],
    /no C\+\+ compiler of its own/,
  ],
  [
    'CMake without CUDA',
    [
      'CMake Error at FindPackageHandleStandardArgs.cmake:230 (message):',
      '  Could NOT find CUDA (missing: CUDA_NVCC_EXECUTABLE)',
    ],
    /CMake found no CUDA/,
  ],
  ['torch finds no CUDA', ["No CUDA runtime is found, using CUDA_HOME='/usr/local/cuda'"], /no CUDA toolkit was found/],
  [
    'torch of the CPU',
    ['AssertionError: Torch not compiled with CUDA enabled'],
    /build for the CPU; a later package may have replaced it/,
  ],
  [
    'micromamba, TLS',
    [
      'error    libmamba Download error (60) SSL peer certificate or SSH remote key was not OK [https://h.test/linux-64/repodata.json]',
      'SSL certificate OpenSSL verify result: unable to get local issuer certificate (20)',
    ],
    /not trusted/,
  ],
  [
    'uv, proxy',
    ['  Caused by: tunnel error: unsuccessful', 'error: 407 Proxy Authentication Required'],
    /wants a login/,
  ],
  ['uv, hashes', ['  Caused by: Hash mismatch for `six==1.16.0`'], /other bytes/],
  [
    'uv, nothing fits',
    ['  x No solution found when resolving dependencies:'],
    /no versions of the packages go together/,
  ],
  ['uv, a full disk', ['  Caused by: No space left on device (os error 28)'], /is full/],
  ['git, a long path', ['error: unable to create file a/b.py: Filename too long'], /longer than Windows allows/],
  ['g++ out of memory', ['c++: fatal error: Killed signal terminated program cc1plus'], /out of memory/],
  ['git, a folder of somebody else', ['/root/x/.git: Permission denied'], /may not read or write/],
  ['a read-only disk', ["OSError: [Errno 30] Read-only file system: '/x'"], /is read-only/],
  ['a failing disk', ["OSError: [Errno 5] Input/output error: '/x'"], /the disk or its connection fails/],
  ['a limit on files', ["OSError: [Errno 24] Too many open files: '/x'"], /as many files open/],
  [
    'a package that is absent, below a harmless remark',
    ['note: /etc/pip.conf: Permission denied', 'ERROR: No matching distribution found for six'],
    /no file of this version/,
  ],
  ['a full disk', ["OSError: [Errno 28] No space left on device: '/x'"], /is full/],
  ['a long path', ['FileNotFoundError: [WinError 206] The filename or extension is too long'], /260 characters/],
];

for (const [what, lines, cause] of SAYINGS) {
  test(`the cause is told: ${what}`, () => {
    assert.match(said(...lines, 'note: see above') ?? 'nothing', cause);
  });
}

test('of what no rule knows, nothing is told', () => {
  assert.equal(said('error: something else'), undefined);
});

/** A step that fails with these words of a tool. */
function failingWith(here: Place, line: string, diagnose = ''): void {
  const argv = JSON.stringify([process.execPath, '-e', `console.error(${JSON.stringify(line)}); process.exit(1)`]);
  here.write(
    'sam3d-install.yaml',
    `manifest: 1\nname: sample\ntitle: A sample\nplatforms: { ${platformHere()}: {} }\nsteps:\n  build: { uses: run, with: { argv: ${argv} } }\n${diagnose}`,
  );
}

test('a manifest without rules of its own is told cause, remedy and where to read more', async t => {
  const here = place(t);
  failingWith(here, '#error -- unsupported GNU version! gcc versions later than 12 are not supported!');
  const end = await here.cli([]);
  assert.equal(end.code, 1, shown(end));
  assert.match(end.stderr, /^ +cause: nvcc does not accept the g\+\+ of this host, which is newer than it knows$/m);
  assert.match(end.stderr, /^ +more: https:\/\/docs\.nvidia\.com\/cuda\//m);
  assert.match(end.stderr, /^ +help: install an older g\+\+ that this CUDA takes/m);
});

test("the manifest's own rule comes before the built-in one", async t => {
  const here = place(t);
  const own = 'diagnose: [{ match: unsupported GNU, cause: ours, remedy: do ours, more: "https://ours.test/" }]\n';
  failingWith(here, '#error -- unsupported GNU version!', own);
  const end = await here.cli([]);
  assert.match(end.stderr, /^ +cause: ours$/m, shown(end));
  assert.match(end.stderr, /^ +more: https:\/\/ours\.test\/$/m);
  assert.doesNotMatch(end.stderr, /nvcc does not accept/);
});
