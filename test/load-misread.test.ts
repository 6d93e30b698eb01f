import { testFaults } from './support/load-faults.js';

/** Of what YAML reads as something else than was meant. */
testFaults([
  [
    'a version that YAML reads as a number',
    `versions:
  python: 3.11
`,
    `manifest.yaml:7:11: error[quote-it]: \`python\` must be a text, but 3.11 is read as a number
  7 |   python: 3.11
    |           ^^^^
help: quote it: "3.11"

1 error
`,
  ],
  [
    'a version that loses a digit as a number',
    `versions: { python: 3.10 }
`,
    `manifest.yaml:6:21: error[quote-it]: \`python\` must be a text, but 3.10 is read as a number
  6 | versions: { python: 3.10 }
    |                     ^^^^
help: quote it: "3.10"

1 error
`,
  ],
  [
    'versions that YAML reads as other things',
    `versions: { a: 1e3, b: true, c: null, d: ~, e: 0x1F }
`,
    `manifest.yaml:6:16: error[quote-it]: \`a\` must be a text, but 1e3 is read as a number
  6 | versions: { a: 1e3, b: true, c: null, d: ~, e: 0x1F }
    |                ^^^
help: quote it: "1e3"

manifest.yaml:6:24: error[quote-it]: \`b\` must be a text, but true is read as true or false
  6 | versions: { a: 1e3, b: true, c: null, d: ~, e: 0x1F }
    |                        ^^^^
help: quote it: "true"

manifest.yaml:6:33: error[quote-it]: \`c\` must be a text, but null is read as nothing
  6 | versions: { a: 1e3, b: true, c: null, d: ~, e: 0x1F }
    |                                 ^^^^
help: quote it: "null"

manifest.yaml:6:42: error[quote-it]: \`d\` must be a text, but ~ is read as nothing
  6 | versions: { a: 1e3, b: true, c: null, d: ~, e: 0x1F }
    |                                          ^
help: quote it: "~"

manifest.yaml:6:48: error[quote-it]: \`e\` must be a text, but 0x1F is read as a number
  6 | versions: { a: 1e3, b: true, c: null, d: ~, e: 0x1F }
    |                                                ^^^^
help: quote it: "0x1F"

5 errors
`,
  ],
  [
    'versions without quotes in a list',
    `compatibility:
  - { tool: "1.2", python: [3.9, "3.10"] }
`,
    `manifest.yaml:7:29: error[quote-it]: item 1 of \`python\` must be a text, but 3.9 is read as a number
  7 |   - { tool: "1.2", python: [3.9, "3.10"] }
    |                             ^^^
help: quote it: "3.9"

1 error
`,
  ],
  [
    'an option value that YAML reads as a boolean',
    `options: { gpu: { values: [auto, true], default: auto, description: Whether } }
`,
    `manifest.yaml:6:34: error[quote-it]: item 2 of \`values\` must be a text, but true is read as true or false
  6 | options: { gpu: { values: [auto, true], default: auto, description: Whether } }
    |                                  ^^^^
help: quote it: "true"

1 error
`,
  ],
  [
    'a version that is not written',
    `versions:
  python:
`,
    `manifest.yaml:7:3: error[wrong-type]: \`python\` must be a text, and nothing stands here
  7 |   python:
    |   ^^^^^^
help: write a text

1 error
`,
  ],
  [
    'a map that is not written',
    `platforms:
  linux-64:
`,
    `manifest.yaml:6:3: error[wrong-type]: \`linux-64\` must be a map, and nothing stands here
  6 |   linux-64:
    |   ^^^^^^^^
help: write {} for an empty map

1 error
`,
  ],
  [
    'the version of the language as a text',
    `manifest: "1"
`,
    `manifest.yaml:5:11: error[manifest-version]: this engine reads manifests of version 1
  5 | manifest: "1"
    |           ^^^
help: write \`manifest: 1\`

1 error
`,
  ],
  [
    'a fact that is read as true, where a word is meant',
    `profiles: { gpu: { when: { gpu: true } } }
`,
    `manifest.yaml:6:33: error[not-a-choice]: \`gpu\` cannot be \`true\`
  6 | profiles: { gpu: { when: { gpu: true } } }
    |                                 ^^^^
help: possible here: nvidia, none

1 error
`,
  ],
  [
    'a range without quotes',
    `profiles: { gpu: { when: { cuda-driver: 12.1 } } }
`,
    `manifest.yaml:6:41: error[quote-it]: \`cuda-driver\` must be a text or a list, but 12.1 is read as a number
  6 | profiles: { gpu: { when: { cuda-driver: 12.1 } } }
    |                                         ^^^^
help: quote it: "12.1"

1 error
`,
  ],
  [
    'a flag in quotes',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    on-demand: "true"
`,
    `manifest.yaml:9:16: error[wrong-type]: \`on-demand\` must be true or false, not a text
  9 |     on-demand: "true"
    |                ^^^^^^
help: remove the quotes

1 error
`,
  ],
]);
