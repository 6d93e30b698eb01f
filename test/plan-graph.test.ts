import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plannedFrom, printedSteps, refusalOf, type PlanOfOptions } from './support/plan-of.js';

/** `step: its needs; attempt: its own needs` of a plan, in order. */
async function graph(body: string, options: PlanOfOptions = {}): Promise<readonly string[]> {
  const plan = await plannedFrom(body, options);
  return plan.steps.map(({ id, needs, attempts }) =>
    [
      [id, ...needs].join(' < '),
      ...attempts.filter(({ needs: own }) => own.length > 0).map(({ name, needs: own }) => [name, ...own].join(' < ')),
    ].join('; '),
  );
}

test('a step needs what it says, and every step whose output it uses before or after its first attempt', async () => {
  assert.deepEqual(
    await graph(`steps:
  a:
    needs: [one]
    uses: make
    with: { prefix: "\${steps.two.path}" }
    env: { X: "\${steps.three.path} \${steps.two.path}" }
    verify:
      - run: ["\${steps.four.path}", "\${steps.a.path}"]
      - file: "\${steps.five.path}"
      - { python: "x = '\${steps.six.path}'", interpreter: "\${steps.seven.python}" }
    exports: { E: "\${steps.eight.path}", F: "\${steps.a.path}" }
  one: { uses: make, with: { prefix: p } }
  two: { uses: make, with: { prefix: p } }
  three: { uses: make, with: { prefix: p } }
  four: { uses: make, with: { prefix: p } }
  five: { uses: make, with: { prefix: p } }
  six: { uses: make, with: { prefix: p } }
  seven: { uses: make, with: { prefix: p } }
  eight: { uses: make, with: { prefix: p } }
`),
    [
      ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'],
      'a < one < three < two < four < five < six < seven < eight',
    ],
  );
});

test('what only a fallback needs or uses belongs to the fallback, and still comes before', async () => {
  assert.deepEqual(
    await graph(`steps:
  a:
    needs: [env]
    uses: make
    with: { prefix: a }
    fallbacks:
      - name: build
        needs: [compiler, env]
        uses: make
        with: { prefix: "\${steps.source.path}" }
        env: { CC: "\${steps.env.path}" }
      - { name: old, when: { os: macos }, needs: [mac], uses: make, with: { prefix: a } }
  env: { uses: make, with: { prefix: p } }
  compiler: { on-demand: true, uses: make, with: { prefix: p } }
  source: { on-demand: true, uses: make, with: { prefix: p } }
  mac: { on-demand: true, when: { os: macos }, uses: make, with: { prefix: p } }
`),
    ['env', 'compiler', 'source', 'a < env; build < compiler < source'],
  );
});

test('steps that may run at the same time keep the order of the manifest', async () => {
  assert.deepEqual(
    await graph(`steps:
  z: { needs: [m], uses: make, with: { prefix: p } }
  y: { uses: make, with: { prefix: p } }
  m: { uses: make, with: { prefix: p } }
  x: { uses: make, with: { prefix: p } }
`),
    ['y', 'm', 'z < m', 'x'],
  );
});

test('packages go into the nearest Python that is needed, and nobody has to write where it is', async () => {
  assert.equal(
    await printedSteps(`steps:
  other: { uses: make, with: { prefix: o } }
  more: { needs: [some], uses: add, with: { packages: [b] }, verify: [{ python: import b }] }
  some: { needs: [env], uses: add, with: { packages: [a] } }
  env: { uses: make, with: { prefix: e }, verify: [{ python: import sys }] }
  written: { needs: [env], uses: add, with: { packages: [c], python: "\${steps.other.python}" } }
`),
    `  1. other
     try         make: make o
       with        prefix: o
       unverified  packages by name

  2. env
     try         make: make e
       with        prefix: e
       unverified  packages by name
     check       \${steps.env.python} -c "import sys"

  3. some
     needs       env
     try         add: add a
       with        packages:
                     - a
                   python: \${steps.env.python}

  4. more
     needs       some, env
     try         add: add b
       with        packages:
                     - b
                   python: \${steps.env.python}
     check       \${steps.env.python} -c "import b"

  5. written
     needs       env, other
     try         add: add c
       with        packages:
                     - c
                   python: \${steps.other.python}
`,
  );
});

test('packages and checks without any Python are an error where they stand', async () => {
  assert.equal(
    await refusalOf(`artifacts: { tool: { sources: ["https://a.example/"] } }
steps:
  a: { uses: add, with: { packages: [x] } }
  b: { uses: take, with: { artifact: tool, to: b }, verify: [{ python: import b }] }
`),
    '6:14 [no-interpreter] no step that `a` needs gives a `python`, and none is written\n' +
      '7:62 [no-interpreter] neither `b` nor a step that it needs gives a `python` for this check',
  );
});

test('a step that needs one which is not for this host is an error, at the place of the need', async () => {
  const body = `steps:
  mac: { when: { os: macos }, uses: make, with: { prefix: m } }
  a: { needs: [mac], uses: make, with: { prefix: a } }
  b: { uses: make, with: { prefix: "\${steps.mac.path}" } }
  c:
    uses: make
    with: { prefix: c }
    fallbacks:
      - { needs: [mac], uses: make, with: { prefix: d } }
`;
  const why = 'needs `mac`, which is not for this host: os is linux, not macos';
  assert.equal(
    await refusalOf(body),
    [
      `6:16 [needs-excluded] \`a\` ${why}`,
      `7:36 [needs-excluded] \`b\` ${why}`,
      `12:19 [needs-excluded] \`c\` ${why}`,
    ].join('\n'),
  );
  assert.equal((await plannedFrom(body, { platform: 'osx-arm64' })).steps.length, 4);
});

test('steps that need each other are an error that shows the circle', async () => {
  assert.equal(
    await refusalOf(`steps:
  a: { uses: make, with: { prefix: "\${steps.b.path}" } }
  b: { uses: make, with: { prefix: b }, fallbacks: [{ needs: [c], uses: make, with: { prefix: b } }] }
  c: { needs: [a], uses: make, with: { prefix: c } }
`),
    '5:36 [cycle] steps need each other in a circle: a -> b -> c -> a',
  );
});

test('an attempt cannot use its own outputs', async () => {
  assert.equal(
    await refusalOf('steps: { a: { uses: make, with: { prefix: "${steps.a.path}" } } }\n'),
    '4:43 [cycle] `a` needs itself',
  );
});
