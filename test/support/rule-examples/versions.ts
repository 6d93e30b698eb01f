import type { RuleExample } from './example.js';

function profiles(count: number): string {
  return Array.from({ length: count }, (_, index) => `  p${index}: {}`).join('\n');
}

/** Versions that go together, and declarations that mean something. */
export const VERSION_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'too-many-combinations',
    title: 'more profiles and platforms than can be looked at one by one',
    manifest: `platforms: { linux-64: {}, win-64: {} }
profiles:
  first: { when: { os: linux } }
${profiles(50)}
`,
    reads: `manifest.yaml:7:3: error[too-many-combinations]: platforms and profiles make 101 combinations, and at most 100 are looked at
  7 |   first: { when: { os: linux } }
    |   ^^^^^
help: say in the \`when\` of each profile which platforms it is for, or make several manifests of this one

1 error
`,
  },
  {
    code: 'profile-hides-others',
    title: 'a profile for every host stands before those that ask for something',
    manifest: `
profiles:
  cpu: {}
  gpu: { when: { gpu: nvidia } }
`,
    reads: `manifest.yaml:8:3: warning[profile-hides-others]: profile \`cpu\` is first and has no \`when\`: no host ever comes to \`gpu\` by itself
  8 |   cpu: {}
    |   ^^^
help: put it last, or give it a \`when\`

1 warning
`,
  },
  {
    code: 'profile-hides-others',
    title: 'a profile for every host stands behind another, and one that is only asked for behind both',
    manifest: `
profiles:
  gpu: { when: { gpu: nvidia } }
  cpu: {}
  older: { when: { gpu: nvidia } }
`,
    reads: '',
  },
  {
    code: 'too-many-combinations',
    title: 'a hundred of them',
    manifest: `platforms: { linux-64: {}, win-64: {} }
profiles:
${profiles(50)}
`,
    reads: '',
  },
  {
    code: 'incompatible-versions',
    title: 'after a bump, the pair that does not go together, what would, and where that is so',
    manifest: `
versions:
  python: "3.11"
  cuda: "12.1"
  torch: "2.5.1"
  torchvision: "0.19.1"
platforms: { linux-64: {}, osx-64: { versions: { torch: "2.2.2", torchvision: "0.17.2" } } }
profiles:
  gpu: { when: { gpu: nvidia, os: linux } }
  cpu: { versions: { cuda: cpu } }
compatibility:
  - { torch: "2.5.1", torchvision: "0.20.1", python: ["3.10", "3.11"], cuda: ["12.1", cpu] }
  - { torch: "2.4.1", torchvision: "0.19.1", python: ["3.10", "3.11"], cuda: ["12.1", cpu] }
  - { torch: "2.2.2", torchvision: "0.17.2", python: ["3.10", "3.11"], cuda: cpu }
steps: { a: { uses: run, with: { argv: ["\${python} \${cuda} \${torch} \${torchvision}"] } } }
`,
    reads: `manifest.yaml:9:16: error[incompatible-versions]: no compatibility row has \`torch\` 2.5.1 with \`torchvision\` 0.19.1 (on linux-64)
  9 |   torchvision: "0.19.1"
    |                ^^^^^^^^
help: set \`torchvision\` to 0.20.1, or add a row that is known to work
manifest.yaml:15:5: note: the nearest row
  15 |   - { torch: "2.5.1", torchvision: "0.20.1", python: ["3.10", "3.11"], cuda: ["12.1", cpu] }
     |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

1 error
`,
  },
  {
    code: 'incompatible-versions',
    title: 'a version that no row has at all, and three that go together only two by two',
    manifest: `
versions: { a: "1", b: "1", c: "1", x: "9" }
profiles: { p: { versions: { x: "1" } }, q: { versions: { x: "9" } } }
compatibility:
  - { a: "1", b: "1", c: "2", x: "1" }
  - { a: "1", b: "2", c: "1", x: "1" }
  - { a: "2", b: "1", c: "1", x: "1" }
steps: { a: { uses: run, with: { argv: ["\${a} \${b} \${c} \${x}"] } } }
`,
    reads: `manifest.yaml:6:32: error[incompatible-versions]: no compatibility row has \`a\` 1, \`b\` 1, \`x\` 1 and \`c\` 1 together (on linux-64 with profile p)
  6 | versions: { a: "1", b: "1", c: "1", x: "9" }
    |                                ^^^
help: set \`c\` to 2, or add a row that is known to work
manifest.yaml:9:5: note: the nearest row
  9 |   - { a: "1", b: "1", c: "2", x: "1" }
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

manifest.yaml:7:62: error[incompatible-versions]: no compatibility row has \`x\` 9 (on linux-64 with profile q)
  7 | profiles: { p: { versions: { x: "1" } }, q: { versions: { x: "9" } } }
    |                                                              ^^^
help: set \`c\` to 2 and set \`x\` to 1, or add a row that is known to work
manifest.yaml:9:5: note: the nearest row
  9 |   - { a: "1", b: "1", c: "2", x: "1" }
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

2 errors
`,
  },
  {
    code: 'incompatible-versions',
    title: 'versions that match a row on every platform and profile',
    manifest: `
versions: { torch: "2.5.1", torchvision: "0.20.1" }
profiles: { new: { when: { gpu: nvidia }, versions: { torch: "2.8.0", torchvision: "0.23.0" } }, old: {} }
compatibility:
  - { torch: "2.8.0", torchvision: ["0.22.9", "0.23.0"] }
  - { torch: "2.5.1", torchvision: "0.20.1" }
steps: { a: { uses: run, with: { argv: ["\${torch} \${torchvision}"] } } }
`,
    reads: '',
  },
  {
    code: 'unused',
    title: 'a version, a var, an option and an artifact that nothing uses',
    manifest: `
versions: { python: "3.11" }
vars: { tag: py }
options: { speed: { values: [slow, fast], default: fast, description: How fast } }
artifacts: { tool: { sources: ["https://host.example/tool"], sha256: "${'0'.repeat(64)}" } }
`,
    reads: `manifest.yaml:7:13: warning[unused]: nothing uses the version \`python\`
  7 | versions: { python: "3.11" }
    |             ^^^^^^
help: take it out, or use it

manifest.yaml:8:9: warning[unused]: nothing uses the var \`tag\`
  8 | vars: { tag: py }
    |         ^^^
help: take it out, or use it

manifest.yaml:9:12: warning[unused]: nothing uses the option \`speed\`
  9 | options: { speed: { values: [slow, fast], default: fast, description: How fast } }
    |            ^^^^^
help: take it out, or use it

manifest.yaml:10:14: warning[unused]: nothing uses the artifact \`tool\`
  10 | artifacts: { tool: { sources: ["https://host.example/t...
     |              ^^^^
help: take it out, or use it

4 warnings
`,
  },
  {
    code: 'unused',
    title: 'a version in a row, a var in a var, an option in a when, an artifact whose name is put together',
    manifest: `
versions: { python: "3.11" }
vars: { tag: py, tags: "\${tag}" }
options: { speed: { values: [slow, fast], default: fast, description: How fast } }
artifacts: { tool-linux-64: { sources: ["https://host.example/tool"], sha256: "${'0'.repeat(64)}" } }
compatibility: [{ python: "3.11" }]
steps:
  a: { uses: download, when: { option.speed: fast }, with: { artifact: "tool-\${platform}", to: "\${tags}" } }
`,
    reads: '',
  },
  {
    code: 'bad-default',
    title: 'the default of an option is none of its values',
    manifest: `
options: { speed: { values: [slow, fast], default: fats, description: How fast } }
steps: { a: { uses: run, with: { argv: ["\${option.speed}"] } } }
`,
    reads: `manifest.yaml:6:52: error[bad-default]: \`fats\` is none of the values of \`speed\`
  6 | options: { speed: { values: [slow, fast], default: fats, description: How fast } }
    |                                                    ^^^^
help: did you mean \`fast\`?

1 error
`,
  },
  {
    code: 'bad-default',
    title: 'the default of an option is one of its values',
    manifest: `
options: { speed: { values: [slow, fast], default: fast, description: How fast } }
steps: { a: { uses: run, with: { argv: ["\${option.speed}"] } } }
`,
    reads: '',
  },
  {
    code: 'assumed-range',
    title: 'a profile assumes a range where a fact is one version',
    manifest: 'profiles: { old: { assumes: { cuda-driver: ">=11.8" } } }',
    reads: `manifest.yaml:6:44: error[assumed-range]: \`>=11.8\` is not one version
  6 | profiles: { old: { assumes: { cuda-driver: ">=11.8" } } }
    |                                            ^^^^^^^^
help: write the version that is taken as given, such as "12.1"; a range belongs in \`when\`

1 error
`,
  },
  {
    code: 'assumed-range',
    title: 'a profile assumes one version',
    manifest: 'profiles: { old: { assumes: { gpu: nvidia, cuda-driver: "11.8" } } }',
    reads: '',
  },
  {
    code: 'profile-of-profile',
    title: 'a profile asks which profile is in force',
    manifest: 'profiles: { one: { when: { profile: two } }, two: {} }',
    reads: `manifest.yaml:6:28: error[profile-of-profile]: a profile is chosen by its \`when\`, so that cannot ask for the profile
  6 | profiles: { one: { when: { profile: two } }, two: {} }
    |                            ^^^^^^^
help: ask for facts of the host, such as \`gpu\`

1 error
`,
  },
  {
    code: 'profile-of-profile',
    title: 'a step asks which profile is in force',
    manifest: `
profiles: { one: { when: { gpu: nvidia } }, two: {} }
steps: { a: { when: { profile: two }, uses: run, with: { argv: [a] } } }
`,
    reads: '',
  },
  {
    code: 'empty-match',
    title: 'a diagnosis that would be made of every failure',
    manifest: 'diagnose: [{ match: " ", cause: c, remedy: r }]',
    reads: `manifest.yaml:6:21: error[empty-match]: this matches every failure
  6 | diagnose: [{ match: " ", cause: c, remedy: r }]
    |                     ^^^
help: write the words that only this failure prints

1 error
`,
  },
  {
    code: 'empty-match',
    title: 'a diagnosis of one failure',
    manifest: 'diagnose: [{ match: No space left, cause: c, remedy: r }]',
    reads: '',
  },
];
