import type { RuleExample } from './example.js';

/** The attempts of a step, and the environment that they work in. */
export const LADDER_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'no-interpreter',
    title: 'packages go into a Python, and there is none, or more than one',
    manifest: `
steps:
  lonely: { uses: pip, with: { packages: [numbers] }, verify: [{ python: import numbers }] }
`,
    reads: `manifest.yaml:7:19: error[no-interpreter]: \`pip\` needs a Python, and no step that \`lonely\` needs gives one
  7 |   lonely: { uses: pip, with: { packages: [numbers] }, verify: [{ python: import numbers }] }
    |                   ^^^
help: name the step that makes it in \`needs\`, or say which one with \`python: \${steps.<step>.python}\`

manifest.yaml:7:64: error[no-interpreter]: this check needs a Python, and no step that \`lonely\` needs gives one
  7 |   lonely: { uses: pip, with: { packages: [numbers] }, verify: [{ python: import numbers }] }
    |                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^
help: name the step that makes it in \`needs\`, or say which one with \`python: \${steps.<step>.python}\`

2 errors
`,
  },
  {
    code: 'no-interpreter',
    title: 'of two environments one must be named',
    manifest: `
steps:
  one: { uses: venv, with: { prefix: _one, python: "3.11" } }
  two: { uses: venv, with: { prefix: _two, python: "3.12" } }
  right: { needs: [two], uses: pip, with: { packages: [numbers] } }
  wrong: { uses: pip, with: { packages: [numbers] } }
`,
    reads: `manifest.yaml:10:18: error[no-interpreter]: \`pip\` needs a Python, and no step that \`wrong\` needs gives one
  10 |   wrong: { uses: pip, with: { packages: [numbers] } }
     |                  ^^^
help: name the step that makes it in \`needs\`, or say which one with \`python: \${steps.<step>.python}\`

1 error
`,
  },
  {
    code: 'no-interpreter',
    title: 'the only environment needs no name',
    manifest: `
steps:
  env: { uses: venv, with: { prefix: _env, python: "3.11" }, verify: [{ python: import sys }] }
  faster: { uses: pip, with: { packages: [faster-pip] } }
  numbers: { needs: [faster], uses: pip, with: { packages: [numbers] }, verify: [{ python: import numbers }] }
  check: { uses: run, with: { argv: [a] }, verify: [{ python: import numbers }] }
`,
    reads: '',
  },
  {
    code: 'never-taken',
    title: 'a profile, a step and a fallback for hosts that the manifest is not for',
    manifest: `
profiles: { mac: { when: { os: macos } }, any: {} }
steps:
  far: { when: { os: windows }, uses: run, with: { argv: [a] } }
  near:
    when: { gpu: none }
    uses: run
    with: { argv: [a] }
    fallbacks:
      - { name: with a GPU, when: { gpu: nvidia }, uses: run, with: { argv: [b] } }
      - { when: { cuda-driver: ">=12 <11" }, uses: run, with: { argv: [c] } }
`,
    reads: `manifest.yaml:6:13: warning[never-taken]: profile \`mac\` can never be taken: its \`when\` is true of no platform of this manifest
  6 | profiles: { mac: { when: { os: macos } }, any: {} }
    |             ^^^
help: mend its \`when\`, or take it out

manifest.yaml:8:3: warning[never-taken]: \`far\` can never run: its \`when\` is true of no platform of this manifest
  8 |   far: { when: { os: windows }, uses: run, with: { argv: [a] } }
    |   ^^^
help: mend its \`when\`, or take it out

manifest.yaml:14:17: warning[never-taken]: attempt \`with a GPU\` can never be taken: its \`when\` is true of no platform of this manifest
  14 |       - { name: with a GPU, when: { gpu: nvidia }, uses: run, with: { argv: [b] } }
     |                 ^^^^^^^^^^
help: mend its \`when\`, or take it out

manifest.yaml:15:52: warning[never-taken]: attempt \`run\` can never be taken: its \`when\` is true of no platform of this manifest
  15 |       - { when: { cuda-driver: ">=12 <11" }, uses: run, with: { argv: [c] } }
     |                                                    ^^^
help: mend its \`when\`, or take it out

4 warnings
`,
  },
  {
    code: 'never-taken',
    title: 'what one platform of several can come to',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
profiles: { win: { when: { os: windows } }, any: {} }
steps:
  near:
    uses: run
    with: { argv: [a] }
    fallbacks:
      - { when: { os: linux, libc: musl, gpu: nvidia, compute-capability: "<=9.0" }, uses: run, with: { argv: [b] } }
`,
    reads: '',
  },
  {
    code: 'no-attempt',
    title: 'a step is for hosts that none of its attempts is for',
    manifest: `
platforms: { linux-64: {}, win-64: {}, osx-arm64: {} }
profiles: { gpu: { when: { gpu: nvidia, os: linux } }, cpu: { assumes: { gpu: none } } }
steps:
  mac:
    attempts:
      - { when: { os: linux }, uses: run, with: { argv: [a] } }
      - { when: { os: windows, gpu: none }, uses: run, with: { argv: [b] } }
  driver:
    when: { profile: gpu }
    attempts:
      - { when: { cuda-driver: ">=12.1" }, uses: run, with: { argv: [a] } }
      - { when: { cuda-driver: "<12" }, uses: run, with: { argv: [b] } }
`,
    reads: `manifest.yaml:8:3: error[no-attempt]: \`mac\` has no attempt on osx-arm64
  8 |   mac:
    |   ^^^
help: add a fallback that is for it, or say in the step's own \`when\` that the step is not

manifest.yaml:12:3: error[no-attempt]: \`driver\` has no attempt on linux-64 with profile gpu where cuda-driver is unknown
  12 |   driver:
     |   ^^^^^^
help: add a fallback that is for it, or say in the step's own \`when\` that the step is not

2 errors
`,
  },
  {
    code: 'no-attempt',
    title: 'attempts that share out the hosts of their step among them',
    manifest: `
platforms: { linux-64: {}, win-64: {}, osx-arm64: {} }
options: { source: { values: [host, download], default: host, description: Where from } }
preflight: { glibc: ">=2.28" }
steps:
  tool:
    when: { os: [linux, windows] }
    attempts:
      - { when: { os: linux, libc: glibc, gpu: nvidia }, uses: run, with: { argv: [a] } }
      - { when: { os: linux, gpu: none }, uses: run, with: { argv: [b] } }
      - { when: { os: windows, option.source: host }, uses: run, with: { argv: [c] } }
      - { when: { option.source: download }, uses: run, with: { argv: [d] } }
`,
    reads: '',
  },
  {
    code: 'duplicate-attempt',
    title: 'two attempts of one name',
    manifest: `
steps:
  a:
    name: get it
    uses: run
    with: { argv: [a] }
    fallbacks: [{ name: get it, uses: run, with: { argv: [b] } }]
`,
    reads: `manifest.yaml:11:25: error[duplicate-attempt]: two attempts of \`a\` are called \`get it\`
  11 |     fallbacks: [{ name: get it, uses: run, with: { argv: [b] } }]
     |                         ^^^^^^
help: give one of them another \`name\`
manifest.yaml:8:11: note: the first
  8 |     name: get it
    |           ^^^^^^

1 error
`,
  },
  {
    code: 'duplicate-attempt',
    title: 'attempts without a name, and one name in two steps',
    manifest: `
steps:
  a: { name: get it, uses: run, with: { argv: [a] }, fallbacks: [{ uses: run, with: { argv: [b] } }, { uses: run, with: { argv: [c] } }] }
  b: { name: get it, uses: run, with: { argv: [a] } }
`,
    reads: '',
  },
  {
    code: 'shared-environment',
    title: 'environments in one folder, however it is written, on the hosts that run both',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
paths: { env: _env }
steps:
  env: { uses: venv, with: { prefix: "\${paths.env}", python: "3.11" } }
  old: { needs: [env], uses: venv, with: { prefix: ./_env/, python: "3.10" } }
  tool: { when: { os: windows }, needs: [env], uses: conda, with: { tool: t, prefix: _env, channels: [c], packages: [p] } }
  one: { uses: conda, with: { tool: t, prefix: other, channels: [c], packages: [p] } }
  two: { uses: conda, with: { tool: t, prefix: other, channels: [c], packages: [q] } }
`,
    reads: `manifest.yaml:9:52: error[shared-environment]: \`old\` makes its environment in the folder of \`env\`
  9 |   old: { needs: [env], uses: venv, with: { prefix: ./_env/, python: "3.10" } }
    |                                                    ^^^^^^^
help: give it a folder of its own, or leave one of the two out
manifest.yaml:8:38: note: that of \`env\`
  8 |   env: { uses: venv, with: { prefix: "\${paths.env}", python: "3.11" } }
    |                                      ^^^^^^^^^^^^^^

manifest.yaml:10:86: error[shared-environment]: \`tool\` makes its environment in the folder of \`env\`
  10 | ...s }, needs: [env], uses: conda, with: { tool: t, prefix: _env, channels: [c], packages: [p] } }
     |                                                             ^^^^
help: give it a folder of its own, or leave one of the two out
manifest.yaml:8:38: note: that of \`env\`
  8 |   env: { uses: venv, with: { prefix: "\${paths.env}", python: "3.11" } }
    |                                      ^^^^^^^^^^^^^^

manifest.yaml:12:48: error[shared-environment]: \`two\` makes its environment in the folder of \`one\`
  12 |   two: { uses: conda, with: { tool: t, prefix: other, channels: [c], packages: [q] } }
     |                                                ^^^^^
help: let it need \`one\`, whose environment it then adds to, or give it a folder of its own
manifest.yaml:11:48: note: that of \`one\`
  11 |   one: { uses: conda, with: { tool: t, prefix: other, channels: [c], packages: [p] } }
     |                                                ^^^^^

3 errors
`,
  },
  {
    code: 'shared-environment',
    title: 'one that adds to the environment it needs, one that stands in, and those of which a host runs only one',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
options: { from: { values: [conda, host], default: conda, description: Where from } }
steps:
  env:
    when: { option.from: conda }
    uses: conda
    with: { tool: t, prefix: _env, channels: [c], packages: [python=3.11] }
    fallbacks: [{ uses: venv, with: { prefix: _env, python: "3.11" } }]
  more: { when: { option.from: conda }, needs: [env], uses: conda, with: { tool: t, prefix: _env, channels: [c], packages: [p] } }
  host: { when: { option.from: host }, uses: venv, with: { prefix: _env, python: "3.11" } }
  beside: { uses: venv, with: { prefix: _env/../_env2, python: "3.11" } }
  a: { uses: write, with: { path: _env/a, text: a } }
`,
    reads: '',
  },
];
