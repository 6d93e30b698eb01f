import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLockfile } from '../engine/load/parse-lockfile.js';
import { diagnosticText } from '../engine/report/diagnostic-text.js';

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

test('a lock is read', () => {
  const url = 'https://example.org/tool-1.0.tar.bz2';
  const text = `lock: 1\nartifacts:\n  "${url}": { size: 123, sha256: "${HASH.toUpperCase()}" }\n`;
  const lock = parseLockfile('manifest.lock.yaml', text);
  assert.ok(lock.ok);
  assert.equal(lock.value.file, 'manifest.lock.yaml');
  assert.deepEqual([...lock.value.artifacts], [[url, { url, size: 123, sha256: HASH }]]);
});

test('a lock of nothing is read', () => {
  const lock = parseLockfile('manifest.lock.yaml', 'lock: 1\nartifacts: {}\n');
  assert.ok(lock.ok);
  assert.equal(lock.value.artifacts.size, 0);
});

/** What is wrong, the text, what a user reads. */
const FAULTS: readonly (readonly [string, string, string])[] = [
  [
    'nothing in it',
    ``,
    `manifest.lock.yaml:1:1: error[empty-file]: the file is empty
help: start with \`lock: 1\`

1 error
`,
  ],
  [
    'another version',
    `lock: 2
artifacts: {}
`,
    `manifest.lock.yaml:1:7: error[manifest-version]: this engine reads locks of version 1
  1 | lock: 2
    |       ^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

1 error
`,
  ],
  [
    'neither version nor artifacts',
    `x: y
`,
    `manifest.lock.yaml:1:1: error[unknown-property]: the lock has no property \`x\`
  1 | x: y
    | ^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:1:1: error[missing-property]: the lock has no \`lock\`
  1 | x: y
    | ^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:1:1: error[missing-property]: the lock has no \`artifacts\`
  1 | x: y
    | ^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

3 errors
`,
  ],
  [
    'misspelt properties',
    `locks: 1
artefacts: {}
`,
    `manifest.lock.yaml:1:1: error[unknown-property]: the lock has no property \`locks\`
  1 | locks: 1
    | ^^^^^
help: did you mean \`lock\`?

manifest.lock.yaml:2:1: error[unknown-property]: the lock has no property \`artefacts\`
  2 | artefacts: {}
    | ^^^^^^^^^
help: did you mean \`artifacts\`?

2 errors
`,
  ],
  [
    'artifacts that are a list',
    `lock: 1
artifacts: []
`,
    `manifest.lock.yaml:2:12: error[wrong-type]: \`artifacts\` must be a map
  2 | artifacts: []
    |            ^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

1 error
`,
  ],
  [
    'entries that are none',
    `lock: 1
artifacts:
  "https://a": none
  "https://b": {}
  "https://c": { size: 1, sha: x, colour: red }
`,
    `manifest.lock.yaml:3:16: error[wrong-type]: an entry of the lock must be a map with \`size\` and \`sha256\`
  3 |   "https://a": none
    |                ^^^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:4:3: error[missing-property]: this entry has no \`size\`
  4 |   "https://b": {}
    |   ^^^^^^^^^^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:4:3: error[missing-property]: this entry has no \`sha256\`
  4 |   "https://b": {}
    |   ^^^^^^^^^^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:5:3: error[missing-property]: this entry has no \`sha256\`
  5 |   "https://c": { size: 1, sha: x, colour: red }
    |   ^^^^^^^^^^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:5:27: error[unknown-property]: this entry has no property \`sha\`
  5 |   "https://c": { size: 1, sha: x, colour: red }
    |                           ^^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

manifest.lock.yaml:5:35: error[unknown-property]: this entry has no property \`colour\`
  5 |   "https://c": { size: 1, sha: x, colour: red }
    |                                   ^^^^^^
help: a lock has \`lock: 1\` and \`artifacts\`, a map from addresses to their \`size\` and \`sha256\`

6 errors
`,
  ],
  [
    'sizes and hashes that are none',
    `lock: 1
artifacts:
  "https://a": { size: "12", sha256: 12 }
  "https://b": { size: 1.5, sha256: abc }
  "https://c": { size: -1, sha256: [x] }
`,
    `manifest.lock.yaml:3:24: error[wrong-type]: \`size\` must be a whole number of bytes
  3 |   "https://a": { size: "12", sha256: 12 }
    |                        ^^^^
help: take the entry out: \`sam3d-install lock\` writes it anew

manifest.lock.yaml:3:38: error[quote-it]: \`sha256\` must be a text, but this is a number
  3 |   "https://a": { size: "12", sha256: 12 }
    |                                      ^^
help: quote it

manifest.lock.yaml:4:24: error[wrong-type]: \`size\` must be a whole number of bytes
  4 |   "https://b": { size: 1.5, sha256: abc }
    |                        ^^^
help: take the entry out: \`sam3d-install lock\` writes it anew

manifest.lock.yaml:4:37: error[wrong-form]: this is not a SHA-256 (64 hexadecimal digits)
  4 |   "https://b": { size: 1.5, sha256: abc }
    |                                     ^^^
help: take the entry out: \`sam3d-install lock\` writes it anew

manifest.lock.yaml:5:24: error[wrong-type]: \`size\` must be a whole number of bytes
  5 |   "https://c": { size: -1, sha256: [x] }
    |                        ^^
help: take the entry out: \`sam3d-install lock\` writes it anew

manifest.lock.yaml:5:36: error[wrong-form]: this is not a SHA-256 (64 hexadecimal digits)
  5 |   "https://c": { size: -1, sha256: [x] }
    |                                    ^^^
help: take the entry out: \`sam3d-install lock\` writes it anew

6 errors
`,
  ],
  [
    'the same URL twice',
    `lock: 1
artifacts:
  "https://a": { size: 1, sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
  "https://a": { size: 2, sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
`,
    `manifest.lock.yaml:4:3: error[duplicate-key]: the key \`https://a\` stands twice in one map
  4 |   "https://a": { size: 2, sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
    |   ^^^^^^^^^^^
help: remove one of the two
manifest.lock.yaml:3:3: note: the first is here
  3 |   "https://a": { size: 1, sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
    |   ^^^^^^^^^^^

1 error
`,
  ],
  [
    'no YAML',
    `lock: [1
`,
    `manifest.lock.yaml:1:7: error[yaml-syntax]: this \`[\` is never closed
  1 | lock: [1
    |       ^
help: close it, and indent all lines up to its end

1 error
`,
  ],
];

for (const [what, text, expected] of FAULTS) {
  test(`lock: ${what}`, () => {
    const lock = parseLockfile('manifest.lock.yaml', text);
    assert.ok(!lock.ok);
    assert.equal(diagnosticText(lock.error, new Map([['manifest.lock.yaml', text]])), expected);
  });
}
