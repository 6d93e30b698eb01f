import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findingsOf } from './support/load-text.js';
import { startEditor, type Editor } from './support/language-server.js';

// What a person sees who writes a manifest in an editor: the language server that editors use, with the schema that the
// first line of the manifest names. `|>` is the cursor.

const FIRST_LINE = '# yaml-language-server: $schema=../schemas/manifest.schema.json\n';
const HEAD = `${FIRST_LINE}manifest: 1
name: my-node
title: My node
platforms: { linux-64: {} }
`;
const STEP = `${HEAD}steps:
  env:
    uses: venv
    with: { prefix: _env, python: '3.11' }
`;

describe('in an editor', () => {
  const ends: (() => void)[] = [];
  let editor: Editor;
  before(async () => {
    editor = await startEditor({ after: end => void ends.push(end) });
  });
  after(() => ends.forEach(end => end()));

  test('a good manifest has nothing underlined', async () => {
    assert.deepEqual(await shown(STEP), []);
  });

  test('a misspelt property is underlined and named', async () => {
    assert.deepEqual(await shown(`${STEP}    verfy: []\n`), ['9:4-9:9 Property verfy is not allowed.']);
    assert.deepEqual(await shown(`${STEP}    timeout: { totl: 1 h }\n`), ['9:15-9:19 Property totl is not allowed.']);
  });

  test('a kind that does not exist is underlined, with the kinds that do', async () => {
    assert.deepEqual(await shown(STEP.replace('venv', 'vnev')), [
      '7:10-7:14 Value is not accepted. Valid values: "conda", "detect", "download", "git", "pip", "run", "unpack", "venv", "write".',
    ]);
  });

  test('what stands in `with` is judged by the kind, and by no other kind', async () => {
    assert.deepEqual(await shown(STEP.replace('prefix', 'prefx')), [
      '8:4-8:8 Missing property "prefix".',
      '8:12-8:17 Property prefx is not allowed.',
    ]);
    const fallback = `    fallbacks:\n      - { uses: pip, with: { packages: pillow }, after: [gone] }\n`;
    assert.deepEqual(await shown(STEP + fallback), [
      '10:57-10:61 Value is not accepted. Valid values: "absent", "refused", "unreachable", "failed".',
      '10:39-10:45 Incorrect type. Expected "array".',
    ]);
  });

  test('a version without quotes is underlined', async () => {
    assert.deepEqual(await shown(`${STEP}versions: { python: 3.11 }\n`), [
      '9:20-9:24 Incorrect type. Expected "string".',
    ]);
  });

  test('a step that does nothing is told what it lacks', async () => {
    assert.deepEqual(await shown(`${HEAD}steps:\n  env: { title: Python }\n`), ['6:2-6:5 Missing property "uses".']);
  });

  test('of properties that exclude each other the second is underlined, with the reason', async () => {
    const attempts = `    attempts: [{ uses: run, with: { argv: [a] } }]\n`;
    assert.deepEqual(await shown(STEP + attempts), [
      '9:4-9:12 "attempts" is the whole ladder, in place of "uses", "with" and "fallbacks": take one of the two forms.',
    ]);
    assert.deepEqual(await shown(`${STEP}    verify: [{ run: [a], file: b }]\n`), [
      '9:25-9:29 "run" and "file" exclude each other: take one of the two.',
    ]);
    assert.deepEqual(await shown(`${STEP}    verify: [{ prints: b }]\n`), [
      '9:13-9:26 Object is missing property run required by property prints.',
      '9:13-9:14 Missing property "run".',
    ]);
    const unpack = `    fallbacks: [{ uses: unpack, with: { artifact: a, to: b, pick: { c: d }, select: e } }]\n`;
    assert.deepEqual(await shown(STEP + unpack), [
      '9:76-9:82 "pick" and "select" exclude each other: take one of the two.',
    ]);
  });

  test('a value that a fact cannot have is underlined, with those it can', async () => {
    assert.deepEqual(await shown(`${STEP}    when: { os: linx }\n`), [
      '9:16-9:20 Value is not accepted. Valid values: "linux", "macos", "windows".',
    ]);
  });

  test('for a new key of a step each property is offered once, with what it means', async () => {
    const offered = await editor.completions(`${STEP}    |>`);
    const labels = offered.map(({ label }) => label);
    assert.deepEqual([...labels].sort(), [
      'attempts',
      'env',
      'estimate',
      'exports',
      'fallbacks',
      'name',
      'needs',
      'on-demand',
      'optional',
      'retry',
      'timeout',
      'title',
      'verify',
      'when',
    ]);
    const onDemand = offered.find(({ label }) => label === 'on-demand');
    assert.equal(onDemand?.documentation, 'True: it runs only when an attempt that is taken needs it.');
    assert.equal(onDemand.insertText, 'on-demand: ${1:true}');
  });

  test('for `uses` the kinds are offered, and for `with` what the kind takes', async () => {
    const kinds = await editor.completions(`${HEAD}steps:\n  env:\n    uses: |>`);
    const labels = kinds.map(({ label }) => label);
    assert.deepEqual(labels, ['conda', 'detect', 'download', 'git', 'pip', 'run', 'unpack', 'venv', 'write']);
    const params = await editor.completions(`${HEAD}steps:\n  env:\n    uses: venv\n    with:\n      |>`);
    const names = params.map(({ label }) => label).filter(label => label !== 'with-venv');
    assert.deepEqual(names, ['prefix', 'python', 'search']);
  });

  test('what is offered at the top fits the schema when it is taken as it is', async () => {
    const offered = await editor.completions(`${STEP}|>`);
    const wrong: string[] = [];
    for (const { label, insertText = '' } of offered) {
      if (!/^(versions|vars|paths|options|profiles)$/.test(label)) continue;
      const taken = withoutPlaceholders(insertText);
      const found = await findingsOf(`${STEP}${taken}\n`);
      if (found.includes('error[wrong-type]')) wrong.push(`${label}:\n${found}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(offered.length > 10);
  });

  test('a property under the pointer is explained, with an example', async () => {
    assert.equal(
      await hovered(STEP.replace('prefix', 'pre|>fix')),
      'Folder of the environment; relative to the install root, never outside it.\n\nExample:\n\n```yaml\n${paths.env}\n```',
    );
    assert.equal(
      await hovered(`${STEP}    on-de|>mand: true\n`),
      'True: it runs only when an attempt that is taken needs it.\n\nExample:\n\n```yaml\ntrue\n```',
    );
  });

  test('`uses` under the pointer says what each kind does', async () => {
    const text = await hovered(STEP.replace('venv', 've|>nv'));
    assert.match(text, /^The action that does the work: conda \(.+\); detect \(.+\); .*pip \(install Python packages/);
    assert.equal(text.match(/Example:/g)?.length, 1);
  });

  async function shown(text: string): Promise<readonly string[]> {
    const found = await editor.findings(text);
    return found.map(({ message, range: { start, end } }) => {
      return `${start.line}:${start.character}-${end.line}:${end.character} ${message}`;
    });
  }

  /** Without the heading and the link to the schema, which are the server's own. */
  async function hovered(text: string): Promise<string> {
    const markdown = await editor.hover(text);
    return markdown.replace(/^#### a manifest\n\n/, '').replace(/\n\nSource: [^\n]+$/, '');
  }
});

/** An editor puts the cursor into `${1:text}`, and leaves the text where nothing else is typed. */
function withoutPlaceholders(snippet: string): string {
  return snippet.replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1').replace(/\\([$}\\])/g, '$1');
}
