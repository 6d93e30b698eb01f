import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Located } from '../engine/base/span.js';
import { plainValue } from '../engine/model/plain-value.js';
import type { Table } from '../engine/model/manifest.js';
import { aManifest, findingsOf, manifestOf } from './support/load-text.js';

test('the smallest manifest has a name, a title, a platform and a step', async () => {
  const manifest = await manifestOf(
    [
      'manifest: 1',
      'name: sample',
      'title: A sample',
      'platforms: { linux-64: {} }',
      'steps:',
      '  greet:',
      '    uses: run',
      '    with: { argv: [echo, hello] }',
    ].join('\n'),
  );
  assert.equal(manifest.file, 'manifest.yaml');
  assert.equal(manifest.name.value, 'sample');
  assert.equal(manifest.title.value, 'A sample');
  assert.equal(manifest.description, undefined);
  assert.deepEqual([...manifest.platforms.keys()], ['linux-64']);
  assert.deepEqual([...manifest.steps.keys()], ['greet']);
  assert.deepEqual(manifest.steps.get('greet')?.value.span, {
    file: 'manifest.yaml',
    start: { line: 6, column: 3, offset: 78 },
    end: { line: 6, column: 8, offset: 83 },
  });
});

test('everything at the top of a manifest is read', async () => {
  const manifest = await manifestOf(
    aManifest(`
description: More words
versions: { python: "3.11", cuda: cpu }
vars: { py-tag: "py\${python|digits}" }
profiles:
  gpu-12.1: { when: { gpu: nvidia, os: [linux, windows] }, assumes: { cuda-driver: "12.1" }, versions: { cuda: "12.1" }, vars: { a: b } }
  cpu: {}
compatibility:
  - { python: ["3.10", "3.11"], cuda: cpu }
options:
  compilers: { values: [auto, system], default: auto, description: Where from }
paths: { env: _env }
platforms:
  linux-64: {}
  osx-64: { versions: { python: "3.10" }, vars: { c: d }, notes: [no GPU] }
preflight: { disk: 15 GB, glibc: ">=2.28" }
diagnose:
  - { match: No space, cause: full, remedy: make room }
`),
  );
  assert.equal(manifest.description?.value, 'More words');
  assert.deepEqual(texts(manifest.versions), { python: '3.11', cuda: 'cpu' });
  assert.deepEqual(texts(manifest.vars), { 'py-tag': 'py${python|digits}' });
  assert.deepEqual(texts(manifest.paths), { env: '_env' });
  const [gpu, cpu] = [...manifest.profiles.values()].map(({ value }) => value);
  assert.equal(gpu?.name, 'gpu-12.1');
  assert.deepEqual(lists(gpu.when), { gpu: ['nvidia'], os: ['linux', 'windows'] });
  assert.deepEqual(
    [texts(gpu.assumes), texts(gpu.versions), texts(gpu.vars)],
    [{ 'cuda-driver': '12.1' }, { cuda: '12.1' }, { a: 'b' }],
  );
  assert.deepEqual([cpu?.name, cpu?.when.size, cpu?.versions.size], ['cpu', 0, 0]);
  assert.deepEqual(
    manifest.compatibility.map(({ entries }) => lists(entries)),
    [{ python: ['3.10', '3.11'], cuda: ['cpu'] }],
  );
  const option = manifest.options.get('compilers')?.value;
  assert.deepEqual(option?.values.map(valueOf), ['auto', 'system']);
  assert.deepEqual([option?.default.value, option?.description.value], ['auto', 'Where from']);
  const mac = manifest.platforms.get('osx-64')?.value;
  assert.deepEqual(
    [mac?.name, texts(mac?.versions), texts(mac?.vars), mac?.notes.map(valueOf)],
    ['osx-64', { python: '3.10' }, { c: 'd' }, ['no GPU']],
  );
  assert.deepEqual([manifest.preflight.disk?.value, manifest.preflight.glibc?.value], ['15 GB', '>=2.28']);
  assert.deepEqual(
    manifest.diagnose.map(({ match, cause, remedy }) => [match.value, cause.value, remedy.value]),
    [['No space', 'full', 'make room']],
  );
});

test('artifacts have one hash for all platforms, one for each, or none', async () => {
  const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
  const manifest = await manifestOf(
    aManifest(`
artifacts:
  one: { sources: ["https://a", "https://b"], sha256: ${hash.toUpperCase()}, size: 12 }
  each: { sources: ["https://a"], sha256: { linux-64: ${hash}, win-64: ${hash} } }
  none: { sources: ["https://a"] }
`),
  );
  const [one, each, none] = [...manifest.artifacts.values()].map(({ value }) => value);
  assert.deepEqual([one?.id, one?.sources.map(valueOf), one?.size?.value], ['one', ['https://a', 'https://b'], 12]);
  assert.deepEqual(texts(one?.sha256), { '*': hash });
  assert.deepEqual(texts(each?.sha256), { 'linux-64': hash, 'win-64': hash });
  assert.deepEqual([texts(none?.sha256), none?.size], [{}, undefined]);
});

test('a step is a ladder; what stands beside its first action is the whole step', async () => {
  const manifest = await manifestOf(
    aManifest(`
steps:
  greet:
    title: Greet
    name: the first way
    uses: run
    with: { argv: [a, "\${python}"] }
    needs: [x]
    when: { gpu: nvidia }
    on-demand: true
    optional: true
    env: { A: b }
    retry: { times: 2 }
    timeout: 5 min
    estimate: { time: 1 min, disk: 1 GB }
    exports: { C: "\${steps.x.y}" }
    verify:
      - { run: [a, --version], prints: "1.0" }
      - { python: import a, interpreter: b }
      - { python: import c }
      - { file: d }
    fallbacks:
      - { name: another, uses: run, with: { argv: [b] } }
      - name: last
        after: [unreachable]
        when: { os: linux }
        needs: [y]
        env: { D: e }
        uses: venv
        with: { prefix: p, python: "3.11" }
        retry: { times: 0, delay: 5 s }
        timeout: { total: 1 h, silence: 2 min }
        estimate: { time: 2 h }
`),
  );
  const step = manifest.steps.get('greet')?.value;
  assert.ok(step);
  assert.equal(step.title?.value, 'Greet');
  assert.deepEqual(
    [step.needs.map(valueOf), lists(step.when), texts(step.env)],
    [['x'], { gpu: ['nvidia'] }, { A: 'b' }],
  );
  assert.deepEqual([step.onDemand, step.optional, texts(step.exports)], [true, true, { C: '${steps.x.y}' }]);
  assert.deepEqual([step.estimate.time?.value, step.estimate.disk?.value], ['1 min', '1 GB']);
  assert.deepEqual(
    step.verify.map(check => {
      if (check.kind === 'run') return ['run', plainValue(check.argv), check.prints?.value];
      if (check.kind === 'python') return ['python', check.code.value, check.interpreter?.value];
      return ['file', check.path.value];
    }),
    [
      ['run', ['a', '--version'], '1.0'],
      ['python', 'import a', 'b'],
      ['python', 'import c', undefined],
      ['file', 'd'],
    ],
  );
  const [first, another, last] = step.attempts;
  assert.deepEqual(
    [first.name?.value, first.uses.value, plainValue(first.with)],
    ['the first way', 'run', { argv: ['a', '${python}'] }],
  );
  assert.deepEqual([first.needs, first.when.size, first.env.size], [[], 0, 0]);
  assert.deepEqual([first.retry?.times, first.retry?.delay.value, first.timeout.total?.value], [2, '2 s', '5 min']);
  assert.equal(another?.name?.value, 'another');
  assert.deepEqual(another?.after, ['absent', 'refused', 'failed']);
  assert.deepEqual([another?.retry?.times, another?.timeout.total?.value, another?.estimate], [2, '5 min', {}]);
  assert.deepEqual(
    [last?.after, lists(last?.when), last?.needs.map(valueOf), texts(last?.env)],
    [['unreachable'], { os: ['linux'] }, ['y'], { D: 'e' }],
  );
  assert.deepEqual([last?.retry?.times, last?.retry?.delay.value], [0, '5 s']);
  assert.deepEqual(
    [last?.timeout.total?.value, last?.timeout.silence?.value, last?.estimate.time?.value],
    ['1 h', '2 min', '2 h'],
  );
});

test('what is not said of a step is nothing', async () => {
  const manifest = await manifestOf(aManifest(''));
  const step = manifest.steps.get('greet')?.value;
  assert.ok(step);
  assert.deepEqual(
    [step.title, step.needs, step.when.size, step.onDemand, step.optional],
    [undefined, [], 0, false, false],
  );
  assert.deepEqual([step.verify, step.exports.size, step.estimate, step.attempts.length], [[], 0, {}, 1]);
  assert.deepEqual([step.attempts[0].retry, step.attempts[0].timeout], [undefined, {}]);
});

test('the rehearsal says what stands in for what', async () => {
  const manifest = await manifestOf(
    aManifest(`
rehearsal:
  packages:
    Some.Package: { modules: [a, b], commands: { bin/x: { prints: x 1.0 }, bin/y: { forwards: cc } } }
`),
  );
  const some = manifest.rehearsal.packages.get('Some.Package')?.value;
  assert.deepEqual(some?.modules, ['a', 'b']);
  assert.deepEqual(
    [...(some?.commands ?? [])],
    [
      ['bin/x', { prints: 'x 1.0' }],
      ['bin/y', { forwards: 'cc' }],
    ],
  );
});

test('a parameter with a reference in it is not held to the form that its value must have', async () => {
  const git = (commit: string) =>
    aManifest(`steps: { get: { uses: git, with: { url: "https://a/b", commit: ${commit}, to: c } } }`);
  assert.equal(await findingsOf(git('"${commit}"')), '');
  assert.match(await findingsOf(git('main')), /error\[wrong-form\]: `main` is not /);
});

test('what is wrong is shown with its place, all of it, in file order', async () => {
  const text = [
    'manifest: 1',
    'name: sample',
    'versions: { python: 3.10 }',
    'platforms: { linux-64: {} }',
    'steps:',
    '  greet:',
    '    uses: run',
    '    wiht: { argv: [echo, hello] }',
    '    needs: other',
  ].join('\n');
  assert.equal(
    await findingsOf(text),
    `manifest.yaml:1:1: error[missing-property]: the manifest has no \`title\`
  1 | manifest: 1
    | ^^^^^^^^
help: add it, such as \`title: My node\`

manifest.yaml:3:21: error[quote-it]: \`python\` must be a text, but 3.10 is read as a number
  3 | versions: { python: 3.10 }
    |                     ^^^^
help: quote it: "3.10"

manifest.yaml:8:5: error[unknown-property]: \`greet\` has no property \`wiht\`
  8 |     wiht: { argv: [echo, hello] }
    |     ^^^^
help: did you mean \`with\`?

manifest.yaml:9:12: error[wrong-type]: \`needs\` must be a list, not a text
  9 |     needs: other
    |            ^^^^^
help: write it in brackets: ["other"]

4 errors
`,
  );
});

function valueOf({ value }: Located<string>): string {
  return value;
}

function texts(table: Table<Located<string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([...(table ?? [])].map(([name, { value }]) => [name, value.value]));
}

function lists(table: Table<readonly Located<string>[]> | undefined): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...(table ?? [])].map(([name, { value }]) => [name, value.map(valueOf)]));
}
