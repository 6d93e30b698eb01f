import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOAD_CODES, type LoadCode } from '../engine/load/codes.js';
import { aManifest, loadText } from './support/load-text.js';

/** For each code a text that brings it about. */
const TEXTS: Readonly<Record<LoadCode, string>> = {
  'alias-cycle': 'a: &a [*a]',
  'control-character': 'a: \u0007',
  'duplicate-key': 'a: 1\na: 2',
  'empty-file': '# nothing',
  'extends-cycle': 'extends: manifest.yaml',
  'extends-not-found': 'extends: nowhere',
  'extends-too-long': 'extends: b0',
  'forbidden-key': '__proto__: 1',
  'key-not-text': '[a]: b',
  'manifest-version': 'manifest: 2',
  'merge-key': '<<: { a: b }',
  'missing-property': 'name: a',
  'more-findings': Array.from({ length: 200 }, (_, at) => `k${at}: x`).join('\n'),
  'not-a-choice': aManifest('steps: { a: { uses: dance } }'),
  'not-a-map': 'a',
  'properties-exclude': aManifest('steps: { a: { uses: run, with: { argv: [x] }, verify: [{ python: a, file: b }] } }'),
  'quote-it': aManifest('versions: { python: 3.11 }'),
  'several-documents': 'a: b\n---\nc: d',
  'text-cut-short': aManifest('title: packages #1'),
  'too-deep': `a: ${'['.repeat(80)}`,
  'too-few': aManifest('title: ""'),
  'too-large': 'x'.repeat(300_000),
  'too-many-aliases': `a: &a b\nc: [${'*a, '.repeat(80)}]`,
  'unknown-alias': 'a: *b',
  'unknown-property': aManifest('colour: blue'),
  'value-not-allowed': aManifest('steps: { a: { uses: run, with: { argv: [x] }, retry: { times: -1 } } }'),
  'wrong-form': aManifest('preflight: { disk: much }'),
  'wrong-type': aManifest('title: [a]'),
  'yaml-directive': '%YAML 1.2\n---\na: b',
  'yaml-syntax': 'a: "b',
  'yaml-tag': 'a: !b c',
};

const bases = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`b${at}`, `extends: b${at + 1}`]));

for (const [code, text] of Object.entries(TEXTS)) {
  test(`the code ${code} is given with what to do, and its meaning is listed`, async () => {
    const loaded = await loadText(text, { bases });
    const found = loaded.ok ? loaded.value.warnings : loaded.error.diagnostics;
    assert.ok(
      found.some(diagnostic => diagnostic.code === code),
      JSON.stringify(found.map(diagnostic => diagnostic.code)),
    );
    for (const { message, help } of found) assert.match(help ?? '', /^[^A-Z].+[^.]$/, message);
    assert.match(LOAD_CODES[code as LoadCode], /^[a-z].*[^.]$/);
  });
}

test('codes are listed in the order of the alphabet', () => {
  assert.deepEqual(Object.keys(LOAD_CODES), Object.keys(LOAD_CODES).sort());
});
