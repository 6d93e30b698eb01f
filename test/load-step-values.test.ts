import { testFaults } from './support/load-faults.js';

/** Of what a step says: its times, retries, checks and variables. */
testFaults([
  [
    'times',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    timeout: 5 minutes
    retry: { times: "2", delay: 10 }
    estimate: { time: 1h30, disk: 4 gigabytes }
`,
    `manifest.yaml:9:14: error[wrong-form]: \`5 minutes\` is not a time
  9 |     timeout: 5 minutes
    |              ^^^^^^^^^
help: such as \`40 min\`

manifest.yaml:10:21: error[wrong-type]: \`times\` must be a whole number, not a text
  10 |     retry: { times: "2", delay: 10 }
     |                     ^^^
help: remove the quotes

manifest.yaml:10:33: error[wrong-form]: \`10\` is not a time
  10 |     retry: { times: "2", delay: 10 }
     |                                 ^^
help: such as \`25 min\`

manifest.yaml:11:23: error[wrong-form]: \`1h30\` is not a time
  11 |     estimate: { time: 1h30, disk: 4 gigabytes }
     |                       ^^^^
help: such as \`25 min\`

manifest.yaml:11:35: error[wrong-form]: \`4 gigabytes\` is not a size
  11 |     estimate: { time: 1h30, disk: 4 gigabytes }
     |                                   ^^^^^^^^^^^
help: such as \`15 GB\`

5 errors
`,
  ],
  [
    'too many retries',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    retry: { times: 99 }
`,
    `manifest.yaml:9:21: error[value-not-allowed]: \`times\` must be at most 10
  9 |     retry: { times: 99 }
    |                     ^^
help: write 10 or less

1 error
`,
  ],
  [
    'ways of failing',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    fallbacks:
      - { uses: run, with: { argv: [x] }, after: [missing] }
      - { uses: run, with: { argv: [x] }, after: [] }
`,
    `manifest.yaml:10:51: error[not-a-choice]: item 1 of \`after\` cannot be \`missing\`
  10 |       - { uses: run, with: { argv: [x] }, after: [missing] }
     |                                                   ^^^^^^^
help: possible here: absent, refused, unreachable, failed

manifest.yaml:11:43: error[too-few]: \`after\` must not be empty
  11 |       - { uses: run, with: { argv: [x] }, after: [] }
     |                                           ^^^^^
help: such as \`["absent","failed"]\`

2 errors
`,
  ],
  [
    'checks',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    verify:
      - { prints: hello }
      - { run: [a], file: b }
      - { file: b, interpreter: c }
      - {}
      - import x
`,
    `manifest.yaml:10:11: error[missing-property]: item 1 of \`verify\` must have \`run\`, \`python\` or \`file\`
  10 |       - { prints: hello }
     |           ^^^^^^
help: add one of them

manifest.yaml:11:21: error[properties-exclude]: \`run\` and \`file\` exclude each other
  11 |       - { run: [a], file: b }
     |                     ^^^^
help: keep one of the two

manifest.yaml:12:20: error[missing-property]: \`interpreter\` means nothing without \`python\`
  12 |       - { file: b, interpreter: c }
     |                    ^^^^^^^^^^^
help: add \`python\`

manifest.yaml:13:9: error[missing-property]: item 4 of \`verify\` must have \`run\`, \`python\` or \`file\`
  13 |       - {}
     |         ^^
help: add one of them

manifest.yaml:14:9: error[wrong-type]: item 5 of \`verify\` must be a map, not a text
  14 |       - import x
     |         ^^^^^^^^
help: write which kind of check it is: { python: "import x" }, { run: [...] } or { file: ... }

5 errors
`,
  ],
  [
    'words of other formats',
    `steps:
  env:
    uses: unpack
    depends_on: [src]
    with: { artifact: a, into: _env }
    fallbacks: [{ name: b, on: [absent], uses: run, with: { argv: [x] } }]
`,
    `manifest.yaml:8:5: error[unknown-property]: \`env\` has no property \`depends_on\`
  8 |     depends_on: [src]
    |     ^^^^^^^^^^
help: did you mean \`needs\`?

manifest.yaml:9:26: error[unknown-property]: \`with\` has no property \`into\`
  9 |     with: { artifact: a, into: _env }
    |                          ^^^^
help: did you mean \`to\`?

manifest.yaml:10:28: error[unknown-property]: item 1 of \`fallbacks\` has no property \`on\`
  10 |     fallbacks: [{ name: b, on: [absent], uses: run, with: { argv: [x] } }]
     |                            ^^
help: did you mean \`after\`?

3 errors
`,
  ],
  [
    'names of variables',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    env: { 1A: x, A-B: y }
    exports: { A: 1 }
`,
    `manifest.yaml:9:12: error[wrong-form]: \`1A\` is not a name of a variable (letters, digits and underscores, no digit first)
  9 |     env: { 1A: x, A-B: y }
    |            ^^
help: such as \`CUDA_HOME\`

manifest.yaml:9:19: error[wrong-form]: \`A-B\` is not a name of a variable (letters, digits and underscores, no digit first)
  9 |     env: { 1A: x, A-B: y }
    |                   ^^^
help: such as \`CUDA_HOME\`

manifest.yaml:10:19: error[quote-it]: \`A\` must be a text, but 1 is read as a number
  10 |     exports: { A: 1 }
     |                   ^
help: quote it: "1"

3 errors
`,
  ],
]);
