import type { RuleExample } from './example.js';

/** What steps, outputs, artifacts, versions and variables are called. */
export const NAME_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'unknown-step',
    title:
      'a misspelt step is named in needs, in the needs of a fallback and in a reference, with the one that is meant',
    manifest: `
steps:
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  build:
    needs: [evn]
    uses: run
    with: { argv: [make, "\${steps.envs.python}"] }
    fallbacks:
      - { needs: [anything-else], uses: run, with: { argv: [cmake] } }
`,
    reads: `manifest.yaml:9:13: error[unknown-step]: there is no step \`evn\`
  9 |     needs: [evn]
    |             ^^^
help: did you mean \`env\`?

manifest.yaml:11:27: error[unknown-step]: there is no step \`envs\`
  11 |     with: { argv: [make, "\${steps.envs.python}"] }
     |                           ^^^^^^^^^^^^^^^^^^^^
help: did you mean \`env\`?

manifest.yaml:13:19: error[unknown-step]: there is no step \`anything-else\`
  13 |       - { needs: [anything-else], uses: run, with: { argv: [cmake] } }
     |                   ^^^^^^^^^^^^^
help: known are \`env\`, \`build\`

3 errors
`,
  },
  {
    code: 'unknown-step',
    title: 'a step may be needed before it is written',
    manifest: `
steps:
  build: { needs: [env], uses: run, with: { argv: [make] } }
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
`,
    reads: '',
  },
  {
    code: 'unknown-name',
    title: 'an unknown name is pointed at inside its text, whatever the quotes, the escapes and the lines',
    manifest: `
versions: { python: "3.11" }
steps:
  plain:
    uses: run
    with:
      argv:
        - x-\${pithon}/\${python}
  quoted: { uses: run, with: { argv: ["\\t\\"\${pyton}\\" \${python} \${host.exec}"] } }
  single: { uses: run, with: { argv: ['it''s \${option.x}'] } }
  block:
    uses: write
    with:
      path: a.txt
      text: |
        \${python}
        and \${pythn}
  folded:
    uses: write
    with:
      path: >-
        b-\${python}
        \${steps.plain}
      text: c
`,
    reads: `manifest.yaml:12:13: error[unknown-name]: unknown name \`pithon\`
  12 |         - x-\${pithon}/\${python}
     |             ^^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:13:44: error[unknown-name]: unknown name \`pyton\`
  13 |   quoted: { uses: run, with: { argv: ["\\t\\"\${pyton}\\" \${python} \${host.exec}"] } }
     |                                            ^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:13:65: error[unknown-name]: unknown name \`host.exec\`
  13 |   quoted: { uses: run, with: { argv: ["\\t\\"\${pyton}\\" \${python} \${host.exec}"] } }
     |                                                                 ^^^^^^^^^^^^
help: did you mean \`host.exe\`?

manifest.yaml:14:46: error[unknown-name]: unknown name \`option.x\`
  14 |   single: { uses: run, with: { argv: ['it''s \${option.x}'] } }
     |                                              ^^^^^^^^^^^
help: names are versions, vars, \`platform\`, \`profile\`, \`option.<name>\`, \`paths.<name>\`, \`steps.<step>.<output>\` and \`host.os\`, \`host.arch\`, \`host.exe\`

manifest.yaml:21:13: error[unknown-name]: unknown name \`pythn\`
  21 |         and \${pythn}
     |             ^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:27:9: error[unknown-name]: unknown name \`steps.plain\`
  27 |         \${steps.plain}
     |         ^^^^^^^^^^^^^^
help: an output of a step is written \`\${steps.<step>.<output>}\`

6 errors
`,
  },
  {
    code: 'unknown-name',
    title: 'versions, vars, options, paths, the platform, the profile and the host have names',
    manifest: `
versions: { python: "3.11" }
vars: { tag: "py\${python|digits}" }
options: { speed: { values: [slow, fast], default: fast, description: How fast } }
paths: { env: "_env-\${tag}" }
profiles: { any: {} }
steps:
  all:
    title: all of \${tag}
    uses: run
    with: { argv: ["\${paths.env}/\${platform}/\${profile}-\${option.speed}-\${host.os}-\${host.arch}\${host.exe}", "$\${HOME}"] }
`,
    reads: '',
  },
  {
    code: 'unknown-name',
    title: 'a manifest without profiles has no name for the one in force',
    manifest: 'steps: { a: { uses: run, with: { argv: ["\${profile}"] } } }',
    reads: `manifest.yaml:5:42: error[unknown-name]: unknown name \`profile\`
  5 | steps: { a: { uses: run, with: { argv: ["\${profile}"] } } }
    |                                          ^^^^^^^^^^
help: the manifest declares no \`profiles\`

1 error
`,
  },
  {
    code: 'unknown-output',
    title: 'an output that no attempt gives, and one that only the first attempt gives',
    manifest: `
steps:
  tool:
    uses: detect
    with: { command: tool }
    fallbacks:
      - { name: build it, uses: run, with: { argv: [make] } }
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  a: { uses: run, with: { argv: ["\${steps.env.pyton}", "\${steps.tool.home}"] } }
`,
    reads: `manifest.yaml:13:35: error[unknown-output]: step \`env\` gives no \`pyton\`
  13 |   a: { uses: run, with: { argv: ["\${steps.env.pyton}", "\${steps.tool.home}"] } }
     |                                   ^^^^^^^^^^^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:13:57: error[unknown-output]: step \`tool\` gives no \`home\` when \`build it\` is the attempt taken
  13 |   a: { uses: run, with: { argv: ["\${steps.env.pyton}", "\${steps.tool.home}"] } }
     |                                                         ^^^^^^^^^^^^^^^^^^
help: its attempts have no output in common

2 errors
`,
  },
  {
    code: 'unknown-output',
    title: 'an output that every attempt gives',
    manifest: `
steps:
  tool:
    uses: detect
    with: { command: tool }
    fallbacks:
      - { uses: git, with: { url: "https://host.example/tool.git", commit: "0123456789abcdef0123456789abcdef01234567", to: tool } }
  a: { uses: run, with: { argv: ["\${steps.tool.path}"] } }
`,
    reads: '',
  },
  {
    code: 'unknown-artifact',
    title: 'an artifact that is not declared, on the platform where its name comes to it',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool-linux-64: { sources: ["https://host.example/tool"], sha256: "${'0'.repeat(64)}" }
steps:
  a: { uses: download, with: { artifact: tool-linux-46, to: a } }
  b: { uses: download, with: { artifact: "tool-\${platform}", to: b } }
`,
    reads: `manifest.yaml:9:42: error[unknown-artifact]: there is no artifact \`tool-linux-46\`
  9 |   a: { uses: download, with: { artifact: tool-linux-46, to: a } }
    |                                          ^^^^^^^^^^^^^
help: did you mean \`tool-linux-64\`?

manifest.yaml:10:42: error[unknown-artifact]: there is no artifact \`tool-win-64\` (on win-64)
  10 |   b: { uses: download, with: { artifact: "tool-\${platform}", to: b } }
     |                                          ^^^^^^^^^^^^^^^^^^
help: did you mean \`tool-linux-64\`?

2 errors
`,
  },
  {
    code: 'unknown-artifact',
    title: 'an artifact that is declared',
    manifest: `
artifacts:
  tool: { sources: ["https://host.example/tool"], sha256: "${'0'.repeat(64)}" }
steps: { a: { uses: download, with: { artifact: tool, to: a } } }
`,
    reads: '',
  },
  {
    code: 'unknown-name',
    title: 'a version with the name of its section before it',
    manifest: `
versions: { library: "1.0" }
steps: { a: { uses: run, with: { argv: [echo, "\${versions.library}", "\${library}"] } } }
`,
    reads: `manifest.yaml:7:48: error[unknown-name]: unknown name \`versions.library\`
  7 | steps: { a: { uses: run, with: { argv: [echo, "\${versions.library}", "\${library}"] } } }
    |                                                ^^^^^^^^^^^^^^^^^^^
help: write \`\${library}\`: versions and vars go by their own names

1 error
`,
  },
];
