import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTree } from '../engine/load/parse-tree.js';
import { plainValue } from '../engine/model/plain-value.js';
import { testSlips } from './support/load-slips.js';

/** Of what YAML has and manifests have not. */
testSlips([
  [
    'a key that stands three times',
    `vars:
  a: x
  b: y
  a: z
  "a": w
`,
    `manifest.yaml:4:3: error[duplicate-key]: the key \`a\` stands twice in one map
  4 |   a: z
    |   ^
help: remove one of the two
manifest.yaml:2:3: note: the first is here
  2 |   a: x
    |   ^

manifest.yaml:5:3: error[duplicate-key]: the key \`a\` stands twice in one map
  5 |   "a": w
    |   ^^^
help: remove one of the two
manifest.yaml:2:3: note: the first is here
  2 |   a: x
    |   ^

2 errors
`,
  ],
  [
    'a key that is a list',
    `? [a, b]
: c
`,
    `manifest.yaml:1:3: error[key-not-text]: this key is no text
  1 | ? [a, b]
    |   ^^^^^^
help: a key is a text: quote it where it has signs in it

1 error
`,
  ],
  [
    'a key that is an alias',
    `x: &a y
*a : z
`,
    `manifest.yaml:2:1: error[key-not-text]: this key is no text
  2 | *a : z
    | ^^
help: quote a text that starts with \`*\`

1 error
`,
  ],
  [
    'a key that is nothing',
    `: x
`,
    `manifest.yaml:1:1: error[key-not-text]: this key is no text
  1 | : x
    | ^
help: a key is a text: quote it where it has signs in it

1 error
`,
  ],
  [
    'a merge key',
    `vars: &v { a: x }
profiles: { p: { vars: { <<: *v } } }
`,
    `manifest.yaml:2:26: error[merge-key]: merge keys are not part of the manifest language
  2 | profiles: { p: { vars: { <<: *v } } }
    |                          ^^
help: use \`extends\`, or write the entries out

1 error
`,
  ],
  [
    'an alias inside what it names',
    `vars: &v { a: *v }
`,
    `manifest.yaml:1:15: error[alias-cycle]: \`*v\` stands inside what it names
  1 | vars: &v { a: *v }
    |               ^^
help: write the value out

1 error
`,
  ],
  [
    'a directive',
    `%YAML 1.1
---
manifest: 1
`,
    `manifest.yaml:1:1: error[yaml-directive]: directives are not part of the manifest language
  1 | %YAML 1.1
    | ^^^^^^^^^
help: remove the line

1 error
`,
  ],
  [
    'a tag',
    `vars: { a: !!set { x } }
`,
    `manifest.yaml:1:12: error[yaml-tag]: the tag \`!!set\` is not part of the manifest language
  1 | vars: { a: !!set { x } }
    |            ^^^^^
help: remove it, or quote a text that starts with \`!\`

1 error
`,
  ],
  [
    'a tag of its own',
    `vars: { a: !env HOME }
`,
    `manifest.yaml:1:12: error[yaml-tag]: the tag \`!env\` is not part of the manifest language
  1 | vars: { a: !env HOME }
    |            ^^^^
help: remove it, or quote a text that starts with \`!\`

1 error
`,
  ],
  [
    'a second document',
    `manifest: 1
---
manifest: 1
`,
    `manifest.yaml:2:1: error[several-documents]: a second YAML document starts here
  2 | ---
    | ^^^
help: a file is one document: remove this one, or put it into a file of its own

1 error
`,
  ],
  [
    'something after the end of the document',
    `manifest: 1
...
name: x
`,
    `manifest.yaml:3:1: error[several-documents]: a second YAML document starts here
  3 | name: x
    | ^^^^
help: a file is one document: remove this one, or put it into a file of its own

1 error
`,
  ],
]);

test('an alias stands for what its anchor names', () => {
  const parsed = parseTree('manifest.yaml', 'a: &list [x, y]\nb: *list\n');
  assert.ok(parsed.ok);
  assert.deepEqual(plainValue(parsed.value.tree), { a: ['x', 'y'], b: ['x', 'y'] });
});
