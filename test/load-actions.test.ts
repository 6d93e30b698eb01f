import { testFaults } from './support/load-faults.js';

/** Of actions and their parameters. */
testFaults([
  [
    'an action that there is not',
    `steps: { greet: { uses: runn, with: { argv: [echo] } } }
`,
    `manifest.yaml:5:25: error[not-a-choice]: \`uses\` cannot be \`runn\`
  5 | steps: { greet: { uses: runn, with: { argv: [echo] } } }
    |                         ^^^^
help: did you mean \`run\`?

1 error
`,
  ],
  [
    'an action like no other',
    `steps: { greet: { uses: teleport } }
`,
    `manifest.yaml:5:25: error[not-a-choice]: \`uses\` cannot be \`teleport\`
  5 | steps: { greet: { uses: teleport } }
    |                         ^^^^^^^^
help: possible here: conda, detect, download, git, pip, run, unpack, venv, write

1 error
`,
  ],
  [
    'a misspelt parameter',
    `steps:
  greet:
    uses: run
    with: { argv: [echo], creats: [x] }
`,
    `manifest.yaml:8:27: error[unknown-property]: \`with\` has no property \`creats\`
  8 |     with: { argv: [echo], creats: [x] }
    |                           ^^^^^^
help: did you mean \`creates\`?

1 error
`,
  ],
  [
    'a parameter that must be there',
    `steps: { greet: { uses: run, with: {} } }
`,
    `manifest.yaml:5:30: error[missing-property]: \`with\` has no \`argv\`
  5 | steps: { greet: { uses: run, with: {} } }
    |                              ^^^^
help: add \`argv\`

1 error
`,
  ],
  [
    'parameters that must be there',
    `steps: { greet: { uses: run } }
`,
    `manifest.yaml:5:10: error[missing-property]: \`greet\` has no \`with\`
  5 | steps: { greet: { uses: run } }
    |          ^^^^^
help: add \`with\`

1 error
`,
  ],
  [
    'a parameter of another kind, in a fallback',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    fallbacks:
      - { uses: run, with: { argv: echo hello } }
`,
    `manifest.yaml:10:36: error[wrong-type]: \`argv\` must be a list, not a text
  10 |       - { uses: run, with: { argv: echo hello } }
     |                                    ^^^^^^^^^^
help: write it in brackets: ["echo hello"] if it is one item, else ["echo", "hello"]

1 error
`,
  ],
  [
    'parameters that exclude each other',
    `steps: { a: { uses: unpack, with: { artifact: x, to: y, pick: { a: b }, select: "**" } } }
`,
    `manifest.yaml:5:73: error[properties-exclude]: \`pick\` and \`select\` exclude each other
  5 | steps: { a: { uses: unpack, with: { artifact: x, to: y, pick: { a: b }, select: "**" } } }
    |                                                                         ^^^^^^
help: keep one of the two

1 error
`,
  ],
  [
    'one of several parameters must be there',
    `steps: { a: { uses: pip, with: {} } }
`,
    `manifest.yaml:5:26: error[missing-property]: \`with\` must have \`packages\` or \`requirements\`
  5 | steps: { a: { uses: pip, with: {} } }
    |                          ^^^^
help: add one of them

1 error
`,
  ],
  [
    'a git address that is not https',
    `steps: { a: { uses: git, with: { url: "git@host:a.git", commit: "0123456789abcdef0123456789abcdef01234567", to: a } } }
`,
    `manifest.yaml:5:39: error[wrong-form]: \`git@host:a.git\` is not an https address
  5 | steps: { a: { uses: git, with: { url: "git@host:a.git", commit: "0123456789abcdef0123456789abcdef01234567", to: a } } }
    |                                       ^^^^^^^^^^^^^^^^
help: such as \`"https://host/project.git"\`

1 error
`,
  ],
  [
    'a `with` that is a list',
    `steps: { a: { uses: run, with: [echo] } }
`,
    `manifest.yaml:5:26: error[wrong-type]: \`with\` must be a map, not a list
  5 | steps: { a: { uses: run, with: [echo] } }
    |                          ^^^^
help: write a map

1 error
`,
  ],
]);
