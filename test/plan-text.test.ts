import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Standing } from '../engine/model/standing.js';
import { planJson } from '../engine/report/plan-json.js';
import { planText } from '../engine/report/plan-text.js';
import { plannedFrom } from './support/plan-of.js';
import { HASH, EXAMPLE } from './support/plan-example.js';

test('a plan shows what a host gets, from where, what is tried instead, and what no hash covers', async () => {
  assert.equal(
    planText(await plannedFrom(EXAMPLE, { host: { gpu: 'nvidia', cudaDriver: '12.4' } })),
    `An example
  manifest    example
  platform    linux-64
  profile     gpu (gpu is nvidia, cuda-driver is 12.4)
  root        /r
  option      compilers=auto
  disk        at least 15.0 GB free
  glibc       >=2.28

versions
  tool 2.9.0
  python 3.11
  cuda 12.1
  package 0.7

steps
  1. tool - the tool 2.9.0
     try         take: take tool into /r/_tools
       with        artifact: tool
                   to: /r/_tools
                   pick:
                     bin/tool: tool
       from        https://a.example/linux-64/tool-2.9.0.tar.bz2
       from        https://b.example/tool/linux-64
       sha256      ${HASH} (manifest)
       size        7340032 bytes (7.3 MB)
     check       \${steps.tool.path} --version "two words", which prints 2.9.0
     check       /r/_tools/tool is there

  2. env
     needs       tool
     try         make: make /r/_env
       with        prefix: /r/_env
                   with: \${steps.tool.path}
       unverified  packages by name
       takes       about 2 min

  3. compiler [on demand]
     try         make: make cxx
       with        prefix: cxx
       unverified  packages by name
     export      CXX=\${steps.compiler.path}

  4. package
     needs       env
     try         take: take prebuilt into \${steps.env.path}/lib
       with        artifact: prebuilt
                   to: \${steps.env.path}/lib
       from        https://a.example/package-0.7-py311.tar.bz2
       unverified  artifact prebuilt
       takes       about 30 s
     else        wheel (add), after absent or refused or failed: add package==0.7
       with        packages:
                     - package==0.7
                   python: \${steps.env.python}
       limits      tried 2 more times after 2 s
     else        build from source (add), after absent or failed: add package @ source
       needs       compiler
       with        packages:
                     - package @ source
                   python: \${steps.env.python}
       env         FORCE_CUDA=1
       limits      at most 1 h, at most 10 min of silence
       takes       about 25 min
     check       \${steps.env.python} -c "import package\\nprint(\\"two lines\\")\\n"

totals
  steps       4, 1 of them on demand
  artifacts   2, 1 of them covered by no hash
  download    7.3 MB, and 1 file of unknown size
  unverified  3 attempts
  time        about 2 min 30 s along the longest chain, by the estimates, when no fallback is taken
`,
  );
});

test('a plan for another platform says what it cannot have, what is passed over and what is not for it', async () => {
  const text = planText(await plannedFrom(EXAMPLE, { platform: 'osx-arm64' }));
  assert.equal(
    text.slice(0, text.indexOf('\nsteps\n')),
    `An example
  manifest    example
  platform    osx-arm64
  profile     cpu (it asks nothing of the host; not gpu: gpu is none, not nvidia)
  root        /r
  option      compilers=auto
  disk        at least 15.0 GB free

versions
  tool 2.9.0
  python 3.11
  cuda cpu
  package 0.7

notes
  there is no CUDA \\u{1f600} on macOS
`,
  );
  assert.equal(
    text.slice(text.indexOf('     not here'), text.indexOf('\ntotals\n')),
    `     not here    wheel: gpu is none, not nvidia
     not here    build from source: os is macos, not linux or windows
     check       \${steps.env.python} -c "import package\\nprint(\\"two lines\\")\\n"

not for this host
  compiler: os is macos, not linux or windows
`,
  );
});

test('a plan that is held against a root says what stands and why the rest will run', async () => {
  const standing = new Map<string, Standing>([
    ['tool', { kind: 'up-to-date', attempt: 'take' }],
    ['env', { kind: 'will-run', reason: 'changed' }],
    ['compiler', { kind: 'on-demand' }],
    ['package', { kind: 'will-run', reason: 'a need changed' }],
  ]);
  const plan = await plannedFrom(EXAMPLE);
  const lines = planText(plan, { standing }).split('\n');
  assert.deepEqual(
    lines.filter(line => /^ {2}\d\. |stands/.test(line)),
    [
      '  1. tool - the tool 2.9.0 [up to date, by take]',
      '  2. env [will run: changed]',
      '  3. compiler [on demand]',
      '  4. package [will run: a need changed]',
      '  stands      1 up to date, 2 to run',
    ],
  );
  const marked = planJson(plan, { standing }).steps.map(step => [step.id, step.standing?.kind]);
  assert.deepEqual(
    marked,
    [...standing].map(([id, { kind }]) => [id, kind]),
  );
});

test('colours only add to the text, and only where they are asked for', async () => {
  const plan = await plannedFrom(EXAMPLE);
  const colored = planText(plan, { color: true });
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), planText(plan));
  assert.ok(colored.includes('\u001b[33m       unverified  packages by name\u001b[0m'));
});
