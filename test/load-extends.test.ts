import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../engine/load/load.js';
import type { Manifest } from '../engine/model/manifest.js';
import { plainValue } from '../engine/model/plain-value.js';
import { findingsOf, manifestOf } from './support/load-text.js';

const BASE = `manifest: 1
name: base
title: The base
versions: { python: "3.11", tool: "1.0" }
vars:
  py-tag: py\${python|digits}
platforms: { linux-64: {}, win-64: { notes: [slow] } }
steps:
  first:
    uses: run
    with: { argv: [echo, first], cwd: src }
    verify: [{ file: a }, { file: b }]
  second:
    uses: run
    with: { argv: [echo, second] }
    needs: [first]
    fallbacks: [{ uses: run, with: { argv: [echo, other] } }]
  third:
    attempts: [{ uses: run, with: { argv: [echo, third] } }]
`;

const extending = (text: string, bases: Readonly<Record<string, string>> = { base: BASE }): Promise<Manifest> =>
  manifestOf(`extends: base\n${text}`, { bases });

function stepsOf(manifest: Manifest): readonly string[] {
  return [...manifest.steps.keys()];
}

function paramsOf(manifest: Manifest, step: string): unknown {
  const attempts = manifest.steps.get(step)?.value.attempts ?? [];
  return attempts.map(attempt => [attempt.uses.value, plainValue(attempt.with)]);
}

test('what a manifest does not say is as in the one it extends', async () => {
  const manifest = await extending('title: Mine\n');
  assert.equal(manifest.file, 'manifest.yaml');
  assert.equal(manifest.name.value, 'base');
  assert.equal(manifest.name.span.file, 'base');
  assert.equal(manifest.title.value, 'Mine');
  assert.equal(manifest.title.span.file, 'manifest.yaml');
  assert.deepEqual([...manifest.sources.keys()], ['manifest.yaml', 'base']);
});

test('maps merge by key: inherited entries first and in their place, new ones after', async () => {
  const manifest = await extending(
    'versions: { extra: "5", tool: "2.0" }\nsteps: { zero: { uses: run, with: { argv: [x] } } }\n',
  );
  assert.deepEqual(
    [...manifest.versions].map(([name, { value }]) => `${name} ${value.value} of ${value.span.file}`),
    ['python 3.11 of base', 'tool 2.0 of manifest.yaml', 'extra 5 of manifest.yaml'],
  );
  assert.deepEqual(stepsOf(manifest), ['first', 'second', 'third', 'zero']);
});

test('lists and scalars replace', async () => {
  const manifest = await extending(
    'platforms: { win-64: { notes: [fast, small] } }\nsteps: { first: { verify: [{ file: c }] } }\n',
  );
  assert.deepEqual(
    manifest.platforms.get('win-64')?.value.notes.map(({ value }) => value),
    ['fast', 'small'],
  );
  assert.equal(manifest.steps.get('first')?.value.verify.length, 1);
  assert.deepEqual(paramsOf(manifest, 'first'), [['run', { argv: ['echo', 'first'], cwd: 'src' }]]);
});

test('null removes what is inherited', async () => {
  const manifest = await extending(
    'vars: null\nplatforms: { win-64: ~ }\nsteps:\n  second:\n  first: { with: { cwd: null } }\n',
  );
  assert.equal(manifest.vars.size, 0);
  assert.deepEqual([...manifest.platforms.keys()], ['linux-64']);
  assert.deepEqual(stepsOf(manifest), ['first', 'third']);
  assert.deepEqual(paramsOf(manifest, 'first'), [['run', { argv: ['echo', 'first'] }]]);
});

test('null where nothing is inherited is a value that is not allowed', async () => {
  assert.equal(
    await findingsOf('extends: base\nsteps:\n  other: null\n', { bases: { base: BASE } }),
    `manifest.yaml:3:10: error[wrong-type]: \`other\` must be a map, not nothing
  3 |   other: null
    |          ^^^^
help: write a map

1 error
`,
  );
});

test('the parameters of a step merge, unless it names its action anew', async () => {
  const merged = await extending('steps: { first: { with: { argv: [echo, mine] } } }\n');
  assert.deepEqual(paramsOf(merged, 'first'), [['run', { argv: ['echo', 'mine'], cwd: 'src' }]]);
  const anew = await extending('steps: { first: { uses: run, with: { argv: [echo, mine] } } }\n');
  assert.deepEqual(paramsOf(anew, 'first'), [['run', { argv: ['echo', 'mine'] }]]);
  assert.equal(anew.steps.get('first')?.value.verify.length, 2);
});

test('a step that is written as a list of attempts replaces the action and its fallbacks, and the other way round', async () => {
  const manifest = await extending(`
steps:
  second: { attempts: [{ uses: run, with: { argv: [a] } }, { uses: run, with: { argv: [b] } }] }
  third: { uses: run, with: { argv: [c] } }
`);
  assert.deepEqual(paramsOf(manifest, 'second'), [
    ['run', { argv: ['a'] }],
    ['run', { argv: ['b'] }],
  ]);
  assert.deepEqual(paramsOf(manifest, 'third'), [['run', { argv: ['c'] }]]);
  assert.deepEqual(
    manifest.steps.get('second')?.value.needs.map(({ value }) => value),
    ['first'],
  );
});

test('fallbacks replace as a whole', async () => {
  const manifest = await extending('steps: { second: { fallbacks: [] } }\n');
  assert.deepEqual(paramsOf(manifest, 'second'), [['run', { argv: ['echo', 'second'] }]]);
});

test('a manifest may extend one that extends another', async () => {
  const bases = { base: 'extends: deeper\nversions: { tool: "2.0" }\n', deeper: BASE };
  const manifest = await extending('versions: { python: "3.12" }\n', bases);
  assert.deepEqual(
    [...manifest.versions].map(([name, { value }]) => `${name} ${value.value}`),
    ['python 3.12', 'tool 2.0'],
  );
  assert.deepEqual([...manifest.sources.keys()], ['manifest.yaml', 'base', 'deeper']);
});

test('the base is looked for from the file that names it', async () => {
  const asked: string[] = [];
  const { load } = await import('../engine/load/load.js');
  const loaded = await load({
    entry: { file: 'a/manifest.yaml', text: 'extends: base' },
    check: () => [],
    findBase: async (name, from) => {
      asked.push(`${name} from ${from}`);
      return name === 'base' ? { file: 'a/base.yaml', text: 'extends: deeper' } : undefined;
    },
  });
  assert.ok(!loaded.ok);
  assert.deepEqual(asked, ['base from a/manifest.yaml', 'deeper from a/base.yaml']);
});

test('manifests that extend each other are shown as a circle', async () => {
  assert.equal(
    await findingsOf('extends: base\n', { bases: { base: 'extends: other\n', other: '# here\nextends: base\n' } }),
    `other:2:10: error[extends-cycle]: manifests extend each other in a circle: base -> other -> base
  2 | extends: base
    |          ^^^^
help: take one \`extends\` out

1 error
`,
  );
  assert.equal(
    await findingsOf('extends: manifest.yaml\n'),
    `manifest.yaml:1:10: error[extends-cycle]: manifests extend each other in a circle: manifest.yaml -> manifest.yaml
  1 | extends: manifest.yaml
    |          ^^^^^^^^^^^^^
help: take one \`extends\` out

1 error
`,
  );
});

test('a base that is not there, where some are built in', async () => {
  const said = async (name: string) => {
    const loaded = await load({
      entry: { file: 'manifest.yaml', text: `extends: ${name}\n` },
      check: () => [],
      findBase: async () => undefined,
      builtIn: async () => ['base/python-env', 'default.yaml'],
    });
    assert.ok(!loaded.ok);
    return loaded.error.diagnostics[0]?.help;
  };
  assert.equal(await said('base/pyhton-env'), 'did you mean `base/python-env`?');
  assert.equal(
    await said('common'),
    'name a file beside this one, or a built-in manifest: base/python-env, default.yaml',
  );
});

test('a base that is not there', async () => {
  assert.equal(
    await findingsOf('name: x\nextends: bse\n', { bases: { base: BASE } }),
    `manifest.yaml:2:10: error[extends-not-found]: there is no manifest \`bse\` to extend
  2 | extends: bse
    |          ^^^
help: name a file beside this one, or a built-in manifest

1 error
`,
  );
});

test('a chain without end is refused', async () => {
  const bases = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`b${at}`, `extends: b${at + 1}\n`]));
  assert.match(
    await findingsOf('extends: b0\n', { bases }),
    /^b14:1:10: error\[extends-too-long\]: more than 16 manifests extend each other\n/,
  );
});

test('faults of all files are shown at once, this file first', async () => {
  const bases = { base: BASE.replace('title: The base', 'title: [x]\nnaem: y') };
  assert.equal(
    await findingsOf('extends: base\nversions: { tool: 2 }\n', { bases }),
    `manifest.yaml:2:19: error[quote-it]: \`tool\` must be a text, but 2 is read as a number
  2 | versions: { tool: 2 }
    |                   ^
help: quote it: "2"

base:3:1: error[wrong-type]: \`title\` must be a text, not a list
  3 | title: [x]
    | ^^^^^
help: write a text

base:4:1: error[unknown-property]: the manifest has no property \`naem\`
  4 | naem: y
    | ^^^^
help: did you mean \`name\`?

3 errors
`,
  );
});

test('a base that is no YAML is shown with its place', async () => {
  assert.equal(
    await findingsOf('extends: base\n', { bases: { base: 'name: [\n' } }),
    `base:1:7: error[yaml-syntax]: this \`[\` is never closed
  1 | name: [
    |       ^
help: close it, and indent all lines up to its end

1 error
`,
  );
});

test('an `extends` that is no text is a fault like any other', async () => {
  assert.match(
    await findingsOf(`${BASE}extends: [a]\n`),
    /error\[wrong-type\]: `extends` must be a text, not a list\n/,
  );
});
