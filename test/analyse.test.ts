import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTION_KINDS } from '../engine/actions/registry.js';
import { analyse } from '../engine/analyse/analyse.js';
import type { Manifest, StepSpec } from '../engine/model/manifest.js';
import { analysed } from './support/analysed.js';
import { at, attempt, manifestOf, SPAN, step, when } from './support/hand-made.js';
import { printed } from './support/load-text.js';

test('everything that is wrong is said at once, in file order', async () => {
  const manifest = `
versions: { python: "3.11", library: "1.0" }
vars: { tag: "\${libary}" }
options: { source: { values: [host, download], default: hots, description: Where from } }
paths: { env: ../env }
artifacts:
  tool: { sources: ["http://host.example/tool"] }
steps:
  tool: { needs: [env], uses: download, with: { artifact: tol, to: "\${paths.env}/tool-\${tag}" } }
  env:
    needs: [tool]
    uses: venv
    with: { prefix: "\${paths.env}", python: "\${python" }
    exports: { PYTHON: "\${steps.env.pyhton}" }
`;
  assert.equal(
    await analysed(manifest),
    `manifest.yaml:7:15: error[unknown-name]: unknown name \`libary\`
  7 | vars: { tag: "\${libary}" }
    |               ^^^^^^^^^
help: did you mean \`library\`?

manifest.yaml:8:12: warning[unused]: nothing uses the option \`source\`
  8 | options: { source: { values: [host, download], default: hots, description: Where from } }
    |            ^^^^^^
help: take it out, or use it

manifest.yaml:8:57: error[bad-default]: \`hots\` is none of the values of \`source\`
  8 | options: { source: { values: [host, download], default: hots, description: Where from } }
    |                                                         ^^^^
help: did you mean \`host\`?

manifest.yaml:9:15: error[path-leaves-root]: \`paths.env\` climbs out of the install root
  9 | paths: { env: ../env }
    |               ^^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:11:21: error[plain-http]: \`http://host.example\` is asked without encryption
  11 |   tool: { sources: ["http://host.example/tool"] }
     |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
help: write \`https://\`; only this very machine may be asked over http

manifest.yaml:13:59: error[unknown-artifact]: there is no artifact \`tol\`
  13 |   tool: { needs: [env], uses: download, with: { artifact: tol, to: "\${paths.env}/tool-\${tag}" } }
     |                                                           ^^^
help: did you mean \`tool\`?

manifest.yaml:15:13: error[cycle]: steps wait for each other: tool -> env -> tool
  15 |     needs: [tool]
     |             ^^^^
help: take one of these needs out; a \`\${steps.<step>.<output>}\` counts as one

manifest.yaml:17:46: error[template]: \`\${\` is never closed
  17 |     with: { prefix: "\${paths.env}", python: "\${python" }
     |                                              ^^^^^^^^
help: for the two characters themselves write \`$\${\`

manifest.yaml:18:25: error[unknown-output]: step \`env\` gives no \`pyhton\`
  18 |     exports: { PYTHON: "\${steps.env.pyhton}" }
     |                         ^^^^^^^^^^^^^^^^^^^
help: did you mean \`python\`?

8 errors, 1 warning
`,
  );
});

test('what is wrong in a base manifest is shown in its own file, after the file that extends it', async () => {
  const base = `
manifest: 1
name: base
title: A base
versions: { spare: "1" }
platforms: { linux-64: {}, win-64: {} }
steps:
  a: { when: { os: windows }, uses: run, with: { argv: [a] } }
  b: { needs: [c], uses: run, with: { argv: [b] } }
`;
  const manifest = `
extends: base.yaml
platforms: { linux-64: {} }
versions: { mine: "1" }
steps: { d: { needs: [e], uses: run, with: { argv: [d] } } }
`;
  assert.equal(
    await analysed(manifest, { bases: { 'base.yaml': base } }),
    `manifest.yaml:7:13: warning[unused]: nothing uses the version \`mine\`
  7 | versions: { mine: "1" }
    |             ^^^^
help: take it out, or use it

manifest.yaml:8:23: error[unknown-step]: there is no step \`e\`
  8 | steps: { d: { needs: [e], uses: run, with: { argv: [d] } } }
    |                       ^
help: known are \`a\`, \`b\`, \`d\`

base.yaml:9:16: error[unknown-step]: there is no step \`c\`
  9 |   b: { needs: [c], uses: run, with: { argv: [b] } }
    |                ^
help: known are \`a\`, \`b\`, \`d\`

2 errors, 1 warning
`,
  );
});

test('what stands once and is used by three aliases is said once', async () => {
  const manifest = `
steps:
  a: { uses: run, with: &same { argv: ["\${nothing}"] } }
  b: { uses: run, with: *same }
  c: { uses: run, with: *same }
`;
  assert.equal(
    await analysed(manifest),
    `manifest.yaml:7:41: error[unknown-name]: unknown name \`nothing\`
  7 |   a: { uses: run, with: &same { argv: ["\${nothing}"] } }
    |                                         ^^^^^^^^^^
help: names are versions, vars, \`platform\`, \`profile\`, \`option.<name>\`, \`paths.<name>\`, \`steps.<step>.<output>\` and \`host.os\`, \`host.arch\`, \`host.exe\`

1 error
`,
  );
});

test('a manifest with nothing wrong reads as nothing', async () => {
  assert.equal(await analysed(''), '');
});

test('a file of nothing but misspelt names gets its findings, though not a suggestion for each', () => {
  const steps = Array.from({ length: 3000 }, (_, index) => step(`step-${index}`, { needs: [at(`stp-${index}`)] }));
  const manifest = manifestOf(steps);
  const findings = analyse(manifest, { kinds: ACTION_KINDS });
  assert.equal(findings.length, 3000);
  const suggestions = findings.filter(({ help }) => help?.startsWith('did you mean'));
  assert.equal(suggestions.length, Math.floor(200_000 / 3000));
});

test('a circle of 10,000 steps is one finding, of which only the ends are shown', () => {
  const steps = Array.from({ length: 10_000 }, (_, index) =>
    step(`s${index}`, { needs: [at(`s${(index + 1) % 10_000}`)] }),
  );
  const manifest = manifestOf(steps);
  const [finding, ...others] = analyse(manifest, { kinds: ACTION_KINDS });
  assert.deepEqual(others, []);
  assert.equal(
    finding?.message,
    'steps wait for each other: s0 -> s1 -> s2 -> s3 -> s4 -> s5 -> (9991 more) -> s9997 -> s9998 -> s9999 -> s0',
  );
  assert.ok(printed([finding], manifest).startsWith('manifest.yaml:1:1: error[cycle]: '));
});

test('twice as many steps are twice as much work', () => {
  const small = looksAt(5000);
  const large = looksAt(10_000);
  assert.ok(large < small * 2.1, `${small} looks at 5,000 steps, ${large} at 10,000`);
  assert.ok(large < 10_000 * 300, `${large} looks`);
});

/** How often the analysis of a long chain with conditions, references and Pythons looks at a property of a step. */
function looksAt(count: number): number {
  const chain = Array.from({ length: count }, (_, index) => link(index));
  const tally = { looks: 0 };
  const manifest = manifestOf([step('env', { attempts: [attempt('venv')] }), ...chain]);
  const steps = new Map([...manifest.steps].map(([id, { key, value }]) => [id, { key, value: counted(value, tally) }]));
  const findings = analyse({ ...manifest, steps: countedTable(steps, tally) }, { kinds: ACTION_KINDS });
  assert.deepEqual(findings, []);
  return tally.looks;
}

function link(index: number): StepSpec {
  const before = index === 0 ? 'env' : `s${index - 1}`;
  const text = { kind: 'scalar' as const, value: `\${steps.${before}.python}`, span: SPAN };
  const given = { kind: 'map' as const, entries: [{ key: at('packages'), value: text }], span: SPAN };
  return step(`s${index}`, {
    needs: [at(before)],
    attempts: [
      attempt('pip', { with: given }),
      attempt('pip', {
        when: when({ os: ['linux', 'windows'], gpu: 'nvidia' }),
        needs: [at('env')],
        name: at('other'),
      }),
    ],
    verify: [{ kind: 'python', code: at('import sys'), span: SPAN }],
  });
}

/** The same step, every look at a property of it or of one of its attempts counted. */
function counted<T extends object>(target: T, tally: { looks: number }): T {
  let attempts: readonly object[] | undefined;
  return new Proxy(target, {
    get(object, key) {
      tally.looks += 1;
      const value: unknown = Reflect.get(object, key);
      if (key !== 'attempts' || !Array.isArray(value)) return value;
      attempts ??= value.map((one: object) => counted(one, tally));
      return attempts;
    },
  });
}

function countedTable(table: Manifest['steps'], tally: { looks: number }): Manifest['steps'] {
  const get = (id: string) => {
    tally.looks += 1;
    return table.get(id);
  };
  const values = function* () {
    for (const entry of table.values()) {
      tally.looks += 1;
      yield entry;
    }
  };
  return Object.assign(new Map(table), { get, values });
}
