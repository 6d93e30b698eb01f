import type { RuleExample } from './example.js';

/** Which step comes after which, and whether it comes at all. */
export const GRAPH_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'cycle',
    title: 'needs, the needs of a fallback and references go in a circle, and a step in one of its own',
    manifest: `
steps:
  a: { needs: [b], uses: run, with: { argv: [a] } }
  b:
    uses: run
    with: { argv: [b] }
    fallbacks:
      - { needs: [c], uses: run, with: { argv: [b] } }
  c: { uses: run, with: { argv: [c, "\${steps.a.output}"] } }
  own: { uses: run, with: { argv: ["\${steps.own.output}"] } }
`,
    reads: `manifest.yaml:13:38: error[cycle]: steps wait for each other: a -> b -> c -> a
  13 |   c: { uses: run, with: { argv: [c, "\${steps.a.output}"] } }
     |                                      ^^^^^^^^^^^^^^^^^
help: take one of these needs out; a \`\${steps.<step>.<output>}\` counts as one

manifest.yaml:14:37: error[cycle]: a step waits for itself: own -> own
  14 |   own: { uses: run, with: { argv: ["\${steps.own.output}"] } }
     |                                     ^^^^^^^^^^^^^^^^^^^
help: take one of these needs out; a \`\${steps.<step>.<output>}\` counts as one

2 errors
`,
  },
  {
    code: 'cycle',
    title: 'a check that takes its Python from a step that waits for it',
    manifest: `
steps:
  tool: { uses: run, with: { argv: [a] }, verify: [{ python: import sys }] }
  env: { needs: [tool], uses: venv, with: { prefix: _env, python: "3.11" } }
`,
    reads: `manifest.yaml:8:18: error[cycle]: steps wait for each other: tool -> env -> tool
  8 |   env: { needs: [tool], uses: venv, with: { prefix: _env, python: "3.11" } }
    |                  ^^^^
help: \`tool\` runs the Python of \`env\` because it names no other: say which one it is to use

1 error
`,
  },
  {
    code: 'cycle',
    title: 'checks and exports may use the outputs of their own step',
    manifest: `
steps:
  own:
    uses: run
    with: { argv: [a] }
    verify: [{ run: [echo, "\${steps.own.output}"] }]
    exports: { OWN: "\${steps.own.output}" }
`,
    reads: '',
  },
  {
    code: 'needs-excluded',
    title: 'a step needs one that is not for every host that it is for itself',
    manifest: `
platforms: { linux-64: {}, win-64: {}, osx-arm64: {} }
profiles: { gpu: { when: { gpu: nvidia, os: [linux, windows] } }, cpu: { assumes: { gpu: none } } }
steps:
  compiler: { when: { gpu: nvidia, os: linux }, on-demand: true, uses: detect, with: { command: nvcc } }
  library:
    uses: run
    with: { argv: [fetch] }
    fallbacks:
      - { name: build, needs: [compiler], uses: run, with: { argv: [make] } }
`,
    reads: `manifest.yaml:13:32: error[needs-excluded]: \`library\` (build) needs \`compiler\`, which is left out on linux-64 with profile cpu, on win-64, on osx-arm64
  13 |       - { name: build, needs: [compiler], uses: run, with: { argv: [make] } }
     |                                ^^^^^^^^
help: give this attempt a \`when\` that leaves those hosts out, as that of \`compiler\` does
manifest.yaml:8:3: note: \`compiler\` stands here
  8 |   compiler: { when: { gpu: nvidia, os: linux }, on-demand: true, uses: detect, with: { command: nvcc } }
    |   ^^^^^^^^

1 error
`,
  },
  {
    code: 'needs-excluded',
    title: 'what the host must be for it is said, where neither platform nor profile decides',
    manifest: `
options: { source: { values: [host, download], default: host, description: Where from } }
steps:
  driver: { when: { cuda-driver: ">=12.1" }, uses: run, with: { argv: [a] } }
  host: { when: { option.source: host }, uses: run, with: { argv: [a] } }
  old: { when: { cuda-driver: ">=11.8" }, needs: [driver], uses: run, with: { argv: [a] } }
  any: { needs: [host], uses: run, with: { argv: [a] } }
`,
    reads: `manifest.yaml:10:51: error[needs-excluded]: \`old\` needs \`driver\`, which is left out on linux-64 where cuda-driver is 12.0
  10 |   old: { when: { cuda-driver: ">=11.8" }, needs: [driver], uses: run, with: { argv: [a] } }
     |                                                   ^^^^^^
help: give this step a \`when\` that leaves those hosts out, as that of \`driver\` does
manifest.yaml:8:3: note: \`driver\` stands here
  8 |   driver: { when: { cuda-driver: ">=12.1" }, uses: run, with: { argv: [a] } }
    |   ^^^^^^

manifest.yaml:11:18: error[needs-excluded]: \`any\` needs \`host\`, which is left out on linux-64 where option.source is download
  11 |   any: { needs: [host], uses: run, with: { argv: [a] } }
     |                  ^^^^
help: give this step a \`when\` that leaves those hosts out, as that of \`host\` does
manifest.yaml:9:3: note: \`host\` stands here
  9 |   host: { when: { option.source: host }, uses: run, with: { argv: [a] } }
    |   ^^^^

2 errors
`,
  },
  {
    code: 'needs-excluded',
    title: 'a narrower when may need a wider one, whatever facts it names',
    manifest: `
platforms: { linux-64: {}, win-64: {}, osx-arm64: {} }
profiles: { gpu: { when: { gpu: nvidia, os: [linux, windows] } }, cpu: { assumes: { gpu: none } } }
steps:
  compiler: { when: { gpu: nvidia, os: [linux, windows] }, on-demand: true, uses: detect, with: { command: nvcc } }
  driver: { when: { gpu: nvidia, cuda-driver: ">=12.1" }, uses: run, with: { argv: [a] } }
  recent: { when: { cuda-driver: ">=12.4" }, needs: [driver], uses: run, with: { argv: [a] } }
  library:
    uses: run
    with: { argv: [fetch] }
    fallbacks:
      - { name: build, when: { profile: gpu }, needs: [compiler], uses: run, with: { argv: [make] } }
`,
    reads: '',
  },
  {
    code: 'optional-output',
    title: 'a step that must be uses an output of one that may fail',
    manifest: `
steps:
  maybe: { optional: true, uses: run, with: { argv: [a] } }
  must: { uses: run, with: { argv: ["\${steps.maybe.output}"] } }
  env: { optional: true, uses: venv, with: { prefix: _env, python: "3.11" } }
  numbers: { uses: pip, with: { packages: [numbers] } }
`,
    reads: `manifest.yaml:8:38: error[optional-output]: \`must\` uses an output of \`maybe\`, which is optional and may fail
  8 |   must: { uses: run, with: { argv: ["\${steps.maybe.output}"] } }
    |                                      ^^^^^^^^^^^^^^^^^^^^^
help: make \`must\` optional as well, or \`maybe\` not
manifest.yaml:7:3: note: \`maybe\` stands here
  7 |   maybe: { optional: true, uses: run, with: { argv: [a] } }
    |   ^^^^^

manifest.yaml:10:20: error[optional-output]: \`numbers\` uses the Python of \`env\`, which is optional and may fail
  10 |   numbers: { uses: pip, with: { packages: [numbers] } }
     |                    ^^^
help: make \`numbers\` optional as well, or \`env\` not
manifest.yaml:9:3: note: \`env\` stands here
  9 |   env: { optional: true, uses: venv, with: { prefix: _env, python: "3.11" } }
    |   ^^^

2 errors
`,
  },
  {
    code: 'optional-output',
    title: 'a step may come after one that may fail, and two that may fail may use each other',
    manifest: `
steps:
  maybe: { optional: true, uses: run, with: { argv: [a] }, exports: { MAYBE: "\${steps.maybe.output}" } }
  must: { needs: [maybe], uses: run, with: { argv: [a] } }
  other: { optional: true, uses: run, with: { argv: ["\${steps.maybe.output}"] } }
`,
    reads: '',
  },
  {
    code: 'unneeded-on-demand',
    title: 'nothing needs an on-demand step',
    manifest: 'steps: { spare: { on-demand: true, uses: run, with: { argv: [a] } } }',
    reads: `manifest.yaml:5:10: warning[unneeded-on-demand]: \`spare\` never runs: it is on-demand, and nothing needs it
  5 | steps: { spare: { on-demand: true, uses: run, with: { argv: [a] } } }
    |          ^^^^^
help: name it in the \`needs\` of what uses it, or take \`on-demand\` out

1 warning
`,
  },
  {
    code: 'unneeded-on-demand',
    title: 'a fallback needs it, or a text uses it',
    manifest: `
steps:
  needed: { on-demand: true, uses: run, with: { argv: [a] } }
  used: { on-demand: true, uses: run, with: { argv: [a] } }
  a:
    uses: run
    with: { argv: [a] }
    env: { USED: "\${steps.used.output}" }
    fallbacks: [{ needs: [needed], uses: run, with: { argv: [b] } }]
`,
    reads: '',
  },
];
