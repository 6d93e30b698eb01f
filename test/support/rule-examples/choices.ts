import type { RuleExample } from './example.js';

/** Options, conditions and the values that they can have. */
export const CHOICE_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'unknown-option',
    title: 'an option that is not declared',
    manifest: `
options: { compilers: { values: [system, download], default: system, description: Whose } }
steps:
  a: { when: { option.compiler: system }, uses: run, with: { argv: ["\${option.compilers}"] } }
`,
    reads: `manifest.yaml:8:16: error[unknown-option]: there is no option \`compiler\`
  8 |   a: { when: { option.compiler: system }, uses: run, with: { argv: ["\${option.compilers}"] } }
    |                ^^^^^^^^^^^^^^^
help: did you mean \`option.compilers\`?

1 error
`,
  },
  {
    code: 'unknown-option',
    title: 'an option that is declared',
    manifest: `
options: { compilers: { values: [system, download], default: system, description: Whose } }
steps: { a: { when: { option.compilers: system }, uses: run, with: { argv: [a] } } }
`,
    reads: '',
  },
  {
    code: 'unknown-value',
    title: 'a value that an option does not have, and a profile that there is not',
    manifest: `
options: { compilers: { values: [system, download], default: system, description: Whose } }
profiles: { cuda-12.1: { when: { gpu: nvidia } }, cpu: {} }
steps:
  a:
    uses: run
    with: { argv: [a] }
    fallbacks:
      - { when: { option.compilers: [systen, download] }, uses: run, with: { argv: [b] } }
      - { when: { profile: [cuda-12, cpu] }, uses: run, with: { argv: [c] } }
`,
    reads: `manifest.yaml:13:38: error[unknown-value]: \`option.compilers\` is never \`systen\`
  13 |       - { when: { option.compilers: [systen, download] }, uses: run, with: { argv: [b] } }
     |                                      ^^^^^^
help: did you mean \`system\`?

manifest.yaml:14:29: error[unknown-value]: there is no profile \`cuda-12\`
  14 |       - { when: { profile: [cuda-12, cpu] }, uses: run, with: { argv: [c] } }
     |                             ^^^^^^^
help: did you mean \`cuda-12.1\`?

2 errors
`,
  },
  {
    code: 'unknown-value',
    title: 'values and profiles that there are',
    manifest: `
options: { compilers: { values: [system, download], default: system, description: Whose } }
profiles: { cuda-12.1: { when: { gpu: nvidia } }, cpu: {} }
steps:
  a: { when: { option.compilers: [system, download], profile: cpu }, uses: run, with: { argv: [a] } }
`,
    reads: '',
  },
  {
    code: 'wrong-value',
    title: 'a version that is no commit, and on one platform no range',
    manifest: `
versions: { commit: v1.0, gcc: ">=9 <13" }
platforms: { linux-64: {}, win-64: { versions: { gcc: "9-12" } } }
steps:
  source: { uses: git, with: { url: "https://host.example/a.git", commit: "\${commit}", to: src } }
  compiler: { uses: detect, with: { command: g++, version: "\${gcc}" } }
`,
    reads: `manifest.yaml:8:75: error[wrong-value]: \`commit\` comes to \`v1.0\`, which is not a commit with all its 40 digits (on every platform)
  8 |   source: { uses: git, with: { url: "https://host.example/a.git", commit: "\${commit}", to: src } }
    |                                                                           ^^^^^^^^^^^
help: such as \`0123456789abcdef0123456789abcdef01234567\`

manifest.yaml:9:60: error[wrong-value]: \`version\` comes to \`9-12\`, which is not a version range (on win-64)
  9 |   compiler: { uses: detect, with: { command: g++, version: "\${gcc}" } }
    |                                                            ^^^^^^^^
help: such as \`>=9 <13\`

2 errors
`,
  },
  {
    code: 'wrong-value',
    title: 'what comes out has its form where the attempt can be taken',
    manifest: `
versions: { commit: "0123456789abcdef0123456789abcdef01234567", gcc: "12" }
platforms: { linux-64: {}, win-64: { versions: { gcc: none } } }
steps:
  source: { uses: git, with: { url: "https://host.example/a.git", commit: "\${commit}", to: src } }
  compiler: { when: { os: linux }, uses: detect, with: { command: g++, version: ">=\${gcc}" } }
`,
    reads: '',
  },
  {
    code: 'unknown-value',
    title: 'a value that an option does not have is one finding, not also a step that never runs',
    manifest: `
options: { compilers: { values: [auto, system], default: auto, description: Where from } }
steps:
  a: { when: { option.compilers: download }, uses: run, with: { argv: [echo, "\${option.compilers}"] } }
`,
    reads: `manifest.yaml:8:34: error[unknown-value]: \`option.compilers\` is never \`download\`
  8 |   a: { when: { option.compilers: download }, uses: run, with: { argv: [echo, "\${option.compilers}"] } }
    |                                  ^^^^^^^^
help: known are \`auto\`, \`system\`

1 error
`,
  },
];
