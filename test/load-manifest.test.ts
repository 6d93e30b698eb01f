import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, manifestOf } from './support/load-text.js';

test('the smallest manifest has a name, a platform and a step', async () => {
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
  assert.equal(manifest.name.value, 'sample');
  assert.deepEqual([...manifest.platforms.keys()], ['linux-64']);
  const step = manifest.steps.get('greet')?.value;
  assert.equal(step?.attempts.length, 1);
  assert.equal(step?.attempts[0].uses.value, 'run');
  assert.deepEqual(step?.span.start, { line: 6, column: 3, offset: 78 });
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
