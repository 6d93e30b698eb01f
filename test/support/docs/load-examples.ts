import type { LoadCode } from '../../../engine/load/codes.js';
import { HASH, type CodeExample } from './code-example.js';

/** Findings about the text of a manifest. */
export const LOAD_EXAMPLES: Readonly<Record<LoadCode, CodeExample>> = {
  'alias-cycle': {
    wrong: 'vars: &all { index: *all }',
    right: 'vars: { index: main }\nsteps: { greet: { uses: run, with: { argv: [echo, "${index}"] } } }',
  },
  'control-character': {
    wrong: 'title: My\u0007 node',
    shownAs: 'a title with the character of the bell in it',
    right: 'title: My node',
  },
  'duplicate-key': { wrong: 'title: My node\ntitle: Your node', right: 'title: My node' },
  'empty-file': { whole: true, wrong: '# nothing yet', shownAs: 'a file with comments only', right: 'title: My node' },
  'extends-cycle': {
    wrong: 'extends: manifest.yaml',
    right: 'extends: base/common',
  },
  'extends-not-found': { wrong: 'extends: base/comon', right: 'extends: base/common' },
  'extends-too-long': {
    wrong: 'extends: b0',
    shownAs: 'a manifest that extends one that extends one, and so on for more than 16 files',
    right: 'title: My node',
  },
  'forbidden-key': { wrong: 'vars: { __proto__: main }', right: 'vars: {}' },
  'key-not-text': { wrong: 'vars: { [a, b]: main }', right: 'vars: {}' },
  'manifest-version': { wrong: 'manifest: 2', right: 'manifest: 1' },
  'merge-key': {
    wrong: 'steps:\n  greet:\n    <<: { retry: { times: 2 } }\n    uses: run\n    with: { argv: [echo, hello] }',
    right: 'steps:\n  greet:\n    retry: { times: 2 }\n    uses: run\n    with: { argv: [echo, hello] }',
  },
  'missing-property': {
    wrong: 'steps:\n  env: { uses: venv, with: { prefix: _env } }',
    right: "steps:\n  env: { uses: venv, with: { prefix: _env, python: '3.11' } }",
  },
  'more-findings': {
    wrong: Array.from({ length: 200 }, (_, at) => `k${at}: x`).join('\n'),
    shownAs: 'a file with 200 properties that there are not',
    right: 'title: My node',
  },
  'not-a-choice': {
    wrong: "steps:\n  env: { uses: vnev, with: { prefix: _env, python: '3.11' } }",
    right: "steps:\n  env: { uses: venv, with: { prefix: _env, python: '3.11' } }",
  },
  'not-a-map': { whole: true, wrong: '- my-node', shownAs: 'a file that is a list', right: 'name: my-node' },
  'properties-exclude': {
    wrong: `steps:
  greet:
    uses: run
    with: { argv: [echo, hello] }
    verify: [{ file: greeting.txt, run: [cat, greeting.txt] }]`,
    right: `steps:
  greet:
    uses: run
    with: { argv: [echo, hello] }
    verify: [{ file: greeting.txt }, { run: [cat, greeting.txt] }]`,
  },
  'quote-it': {
    wrong: "versions: { python: 3.11 }\nsteps:\n  env: { uses: venv, with: { prefix: _env, python: '${python}' } }",
    right: "versions: { python: '3.11' }\nsteps:\n  env: { uses: venv, with: { prefix: _env, python: '${python}' } }",
  },
  'several-documents': { wrong: 'name: my-node\n---\nname: another', right: 'name: my-node' },
  'text-cut-short': { wrong: 'title: My node #1', right: "title: 'My node #1'" },
  'too-deep': {
    wrong: `vars: ${'['.repeat(80)}${']'.repeat(80)}`,
    shownAs: 'a list in a list in a list, 80 times',
    right: 'vars: {}',
  },
  'too-few': {
    wrong: 'artifacts:\n  tool: { sources: [] }',
    right: `artifacts:
  tool: { sources: ['https://host.example/tool'], sha256: ${HASH} }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool } }`,
  },
  'too-large': {
    wrong: `title: ${'x'.repeat(300_000)}`,
    shownAs: 'a file of 300 kB',
    right: 'title: My node',
  },
  'too-many-aliases': {
    wrong: `vars: { a: &a b, c: [${'*a, '.repeat(80)}] }`,
    shownAs: 'a list of 80 aliases',
    right: 'vars: {}',
  },
  'unknown-alias': {
    wrong: 'steps:\n  greet: { uses: run, with: *greeting }',
    right: 'steps:\n  greet: { uses: run, with: { argv: [echo, hello] } }',
  },
  'unknown-property': {
    wrong: 'steps:\n  greet: { uses: run, with: { argv: [echo, hello] }, verfy: [{ file: greeting.txt }] }',
    right: 'steps:\n  greet: { uses: run, with: { argv: [echo, hello] }, verify: [{ file: greeting.txt }] }',
  },
  'value-not-allowed': {
    wrong: 'steps:\n  greet: { uses: run, with: { argv: [echo, hello] }, retry: { times: -1 } }',
    right: 'steps:\n  greet: { uses: run, with: { argv: [echo, hello] }, retry: { times: 1 } }',
  },
  'wrong-form': { wrong: 'preflight: { disk: much }', right: 'preflight: { disk: 15 GB }' },
  'wrong-type': {
    wrong: 'steps:\n  greet: { uses: run, with: { argv: echo hello } }',
    right: 'steps:\n  greet: { uses: run, with: { argv: [echo, hello] } }',
  },
  'yaml-directive': { wrong: '%YAML 1.2\n---\nname: my-node', right: 'name: my-node' },
  'yaml-syntax': { wrong: 'title: "My node', right: 'title: "My node"' },
  'yaml-tag': { wrong: 'title: !text My node', right: 'title: My node' },
};
