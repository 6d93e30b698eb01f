import { testFaults } from './support/load-faults.js';

/** Of what a manifest and its steps consist of. */
testFaults([
  [
    'another version of the language',
    `manifest: 2
`,
    `manifest.yaml:5:11: error[manifest-version]: this engine reads manifests of version 1
  5 | manifest: 2
    |           ^
help: write \`manifest: 1\`

1 error
`,
  ],
  [
    'a misspelt property at the top',
    `verisons: { python: "3.11" }
`,
    `manifest.yaml:6:1: error[unknown-property]: the manifest has no property \`verisons\`
  6 | verisons: { python: "3.11" }
    | ^^^^^^^^
help: did you mean \`versions\`?

1 error
`,
  ],
  [
    'a property that is like no other',
    `colour: blue
`,
    `manifest.yaml:6:1: error[unknown-property]: the manifest has no property \`colour\`
  6 | colour: blue
    | ^^^^^^
help: possible here: manifest, name, title, description, extends, versions, vars, profiles, compatibility, releases, options, paths, platforms, preflight, artifacts, user-agents, steps, diagnose, rehearsal

1 error
`,
  ],
  [
    'a misspelt property that must be there counts once',
    `steps:
  greet:
    use: run
    with: { argv: [echo] }
`,
    `manifest.yaml:7:5: error[unknown-property]: \`greet\` has no property \`use\`
  7 |     use: run
    |     ^^^
help: did you mean \`uses\`?

1 error
`,
  ],
  [
    'properties that must be there',
    `artifacts: { tool: {} }
options: { x: {} }
diagnose: [{ match: a }]
`,
    `manifest.yaml:6:14: error[missing-property]: \`tool\` has no \`sources\`
  6 | artifacts: { tool: {} }
    |              ^^^^
help: add it, such as \`sources: ["https://<host>/tool-\${tool}.tar.bz2"]\`

manifest.yaml:7:12: error[missing-property]: \`x\` has no \`values\`, \`default\` or \`description\`
  7 | options: { x: {} }
    |            ^
help: add them

manifest.yaml:8:14: error[missing-property]: item 1 of \`diagnose\` has no \`cause\` or \`remedy\`
  8 | diagnose: [{ match: a }]
    |              ^^^^^
help: add them

3 errors
`,
  ],
  [
    'a misspelt platform',
    `platforms: { linux-46: {} }
`,
    `manifest.yaml:5:14: error[unknown-property]: \`platforms\` has no property \`linux-46\`
  5 | platforms: { linux-46: {} }
    |              ^^^^^^^^
help: did you mean \`linux-64\`?

1 error
`,
  ],
  [
    'a platform that there is not',
    `platforms: { freebsd: {} }
`,
    `manifest.yaml:5:14: error[unknown-property]: \`platforms\` has no property \`freebsd\`
  5 | platforms: { freebsd: {} }
    |              ^^^^^^^
help: possible here: linux-64, linux-aarch64, osx-64, osx-arm64, win-64

1 error
`,
  ],
  [
    'no platform at all',
    `platforms: {}
`,
    `manifest.yaml:5:1: error[too-few]: \`platforms\` must not be empty
  5 | platforms: {}
    | ^^^^^^^^^
help: name at least one platform, such as \`linux-64: {}\`

1 error
`,
  ],
  [
    'no step at all',
    `steps: {}
`,
    `manifest.yaml:5:1: error[too-few]: \`steps\` must not be empty
  5 | steps: {}
    | ^^^^^
help: write at least one step, such as \`greet: { uses: run, with: { argv: [echo, hello] } }\`

1 error
`,
  ],
  [
    'steps whose only name is refused',
    'steps:\n  __proto__: { uses: run, with: { argv: [echo] } }\n',
    `manifest.yaml:6:3: error[forbidden-key]: \`__proto__\` may not be a key
  6 |   __proto__: { uses: run, with: { argv: [echo] } }
    |   ^^^^^^^^^
help: choose another name

1 error
`,
  ],
  [
    'a name with capitals',
    `name: My_Node
`,
    `manifest.yaml:5:7: error[wrong-form]: \`My_Node\` is not an id (lower-case letters, digits and hyphens, a letter first)
  5 | name: My_Node
    |       ^^^^^^^
help: such as \`my-node\`

1 error
`,
  ],
  [
    'an id with capitals',
    `vars: { PyTag: x }
`,
    `manifest.yaml:6:9: error[wrong-form]: \`PyTag\` is not an id (lower-case letters, digits and hyphens, a letter first)
  6 | vars: { PyTag: x }
    |         ^^^^^
help: such as \`some-tool\`

1 error
`,
  ],
  [
    'an empty title',
    `title: ""
`,
    `manifest.yaml:5:1: error[too-few]: \`title\` must not be empty
  5 | title: ""
    | ^^^^^
help: write something there, or take it out

1 error
`,
  ],
  [
    'a title that is a list',
    `title: [A, sample]
`,
    `manifest.yaml:5:1: error[wrong-type]: \`title\` must be a text, not a list
  5 | title: [A, sample]
    | ^^^^^
help: write a text

1 error
`,
  ],
  [
    'needs that stand twice',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    needs: [a, b, a]
`,
    `manifest.yaml:9:19: error[value-not-allowed]: \`needs\` holds this twice
  9 |     needs: [a, b, a]
    |                   ^
help: remove one of the two
manifest.yaml:9:13: note: the first is here
  9 |     needs: [a, b, a]
    |             ^

1 error
`,
  ],
  [
    'a list of platforms, one check that is not in a list, and yes',
    `platforms: [linux-64, win-64]
steps:
  greet: { uses: run, with: { argv: [echo] }, verify: { file: greeting.txt }, optional: yes }
`,
    `manifest.yaml:4:1: error[wrong-type]: \`platforms\` must be a map, not a list
  4 | platforms: [linux-64, win-64]
    | ^^^^^^^^^
help: write a map: { linux-64: {}, win-64: {} }

manifest.yaml:6:47: error[wrong-type]: \`verify\` must be a list, not a map
  6 |   greet: { uses: run, with: { argv: [echo] }, verify: { file: greeting.txt }, optional: yes }
    |                                               ^^^^^^
help: put \`- \` before it, or [ ] around it

manifest.yaml:6:89: error[wrong-type]: \`optional\` must be true or false, not a text
  6 |   greet: { uses: run, with: { argv: [echo] }, verify: { file: greeting.txt }, optional: yes }
    |                                                                                         ^^^
help: write true

3 errors
`,
  ],
  [
    'needs that is a text',
    `steps:
  greet:
    uses: run
    with: { argv: [echo] }
    needs: other
`,
    `manifest.yaml:9:12: error[wrong-type]: \`needs\` must be a list, not a text
  9 |     needs: other
    |            ^^^^^
help: write it in brackets: ["other"]

1 error
`,
  ],
  [
    'steps that are a list',
    `steps:
  - uses: run
`,
    `manifest.yaml:5:1: error[wrong-type]: \`steps\` must be a map, not a list
  5 | steps:
    | ^^^^^
help: write a map

1 error
`,
  ],
]);
