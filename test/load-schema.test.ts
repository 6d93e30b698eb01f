import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aManifest, findingsOf } from './support/load-text.js';

/** What is wrong, the part of a manifest, what a user reads. */
const FAULTS: readonly (readonly [string, string, string])[] = [
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
    'facts',
    `profiles:
  gpu:
    when: { gpuu: nvidia, os: [linux, mac], gpu: amd, cuda-driver: newest, option.x: y }
    assumes: { gpu: [none], os: linux }
`,
    `manifest.yaml:8:13: error[unknown-property]: \`when\` has no property \`gpuu\`
  8 |     when: { gpuu: nvidia, os: [linux, mac], gpu: amd, cuda-driver: newest, option.x: y }
    |             ^^^^
help: did you mean \`gpu\`?

manifest.yaml:8:39: error[not-a-choice]: item 2 of \`os\` cannot be \`mac\`
  8 |     when: { gpuu: nvidia, os: [linux, mac], gpu: amd, cuda-driver: newest, option.x: y }
    |                                       ^^^
help: possible here: linux, macos, windows

manifest.yaml:8:50: error[not-a-choice]: \`gpu\` cannot be \`amd\`
  8 |     when: { gpuu: nvidia, os: [linux, mac], gpu: amd, cuda-driver: newest, option.x: y }
    |                                                  ^^^
help: possible here: nvidia, none

manifest.yaml:8:68: error[wrong-form]: \`newest\` is not a version range
  8 |     when: { gpuu: nvidia, os: [linux, mac], gpu: amd, cuda-driver: newest, option.x: y }
    |                                                                    ^^^^^^
help: such as \`">=12.1 <13"\`

manifest.yaml:9:16: error[wrong-type]: \`gpu\` must be a text, not a list
  9 |     assumes: { gpu: [none], os: linux }
    |                ^^^
help: such as \`nvidia\`

manifest.yaml:9:29: error[unknown-property]: \`assumes\` has no property \`os\`
  9 |     assumes: { gpu: [none], os: linux }
    |                             ^^
help: possible here: libc, gpu, compute-capability, cuda-driver

6 errors
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
    'hashes',
    `artifacts:
  a: { sources: [x], sha256: 9f86d0 }
  b: { sources: [x], sha256: { linux: "00" } }
  c: { sources: [], sha256: 12, size: 4 MB }
`,
    `manifest.yaml:7:30: error[wrong-form]: \`9f86d0\` is not a SHA-256 (64 hexadecimal digits)
  7 |   a: { sources: [x], sha256: 9f86d0 }
    |                              ^^^^^^
help: the hash of the file: one for all platforms, or one for each. It may stand in the lock instead

manifest.yaml:8:32: error[wrong-form]: \`linux\` is not a platform
  8 |   b: { sources: [x], sha256: { linux: "00" } }
    |                                ^^^^^
help: possible here: linux-64, linux-aarch64, osx-64, osx-arm64, win-64

manifest.yaml:8:39: error[wrong-form]: \`00\` is not a SHA-256 (64 hexadecimal digits)
  8 |   b: { sources: [x], sha256: { linux: "00" } }
    |                                       ^^^^
help: take it from the publisher, or leave it out: sam3d-install lock notes it in the lock file

manifest.yaml:9:8: error[too-few]: \`sources\` must not be empty
  9 |   c: { sources: [], sha256: 12, size: 4 MB }
    |        ^^^^^^^
help: such as \`["https://<host>/tool-\${tool}.tar.bz2"]\`

manifest.yaml:9:29: error[wrong-form]: \`12\` is not a SHA-256 (64 hexadecimal digits)
  9 |   c: { sources: [], sha256: 12, size: 4 MB }
    |                             ^^
help: the hash of the file: one for all platforms, or one for each. It may stand in the lock instead

manifest.yaml:9:39: error[wrong-type]: \`size\` must be a whole number, not a text
  9 |   c: { sources: [], sha256: 12, size: 4 MB }
    |                                       ^^^^
help: such as \`4723456\`

6 errors
`,
  ],
  [
    'sizes and ranges',
    `preflight: { disk: 15 gigs, glibc: 2.28+ }
`,
    `manifest.yaml:6:20: error[wrong-form]: \`15 gigs\` is not a size
  6 | preflight: { disk: 15 gigs, glibc: 2.28+ }
    |                    ^^^^^^^
help: such as \`15 GB\`

manifest.yaml:6:36: error[wrong-form]: \`2.28+\` is not a version range
  6 | preflight: { disk: 15 gigs, glibc: 2.28+ }
    |                                    ^^^^^
help: such as \`">=12.1 <13"\`

2 errors
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
  [
    'the rehearsal',
    `rehearsal: { packages: { a: { module: [b], commands: { x: { prints: y, forwards: z }, w: {} } } } }
`,
    `manifest.yaml:6:31: error[unknown-property]: \`a\` has no property \`module\`
  6 | rehearsal: { packages: { a: { module: [b], commands: { x: { prints: y, forwards: z }, w: {} } } } }
    |                               ^^^^^^
help: did you mean \`modules\`?

manifest.yaml:6:72: error[properties-exclude]: \`prints\` and \`forwards\` exclude each other
  6 | rehearsal: { packages: { a: { module: [b], commands: { x: { prints: y, forwards: z }, w: {} } } } }
    |                                                                        ^^^^^^^^
help: keep one of the two

manifest.yaml:6:87: error[missing-property]: \`w\` must have \`prints\` or \`forwards\`
  6 | rehearsal: { packages: { a: { module: [b], commands: { x: { prints: y, forwards: z }, w: {} } } } }
    |                                                                                       ^
help: add one of them

3 errors
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
];

for (const [what, parts, expected] of FAULTS) {
  test(`schema: ${what}`, async () => {
    assert.equal(await findingsOf(aManifest(parts)), expected);
  });
}
