import { testFaults } from './support/load-faults.js';

/** Of facts, times, hashes, checks and other values. */
testFaults([
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
  a: { sources: ['https://h'], sha256: 9f86d0 }
  b: { sources: ['https://h'], sha256: { linux: "00" } }
  c: { sources: [], sha256: 12, size: 4 MB }
`,
    `manifest.yaml:7:40: error[wrong-form]: \`9f86d0\` is not a SHA-256 (64 hexadecimal digits)
  7 |   a: { sources: ['https://h'], sha256: 9f86d0 }
    |                                        ^^^^^^
help: the hash of the file: one for all platforms, or one for each. It may stand in the lock instead

manifest.yaml:8:42: error[wrong-form]: \`linux\` is not a platform
  8 |   b: { sources: ['https://h'], sha256: { linux: "00" } }
    |                                          ^^^^^
help: possible here: linux-64, linux-aarch64, osx-64, osx-arm64, win-64

manifest.yaml:8:49: error[wrong-form]: \`00\` is not a SHA-256 (64 hexadecimal digits)
  8 |   b: { sources: ['https://h'], sha256: { linux: "00" } }
    |                                                 ^^^^
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
    'addresses, and hashes that were copied badly',
    `artifacts:
  a: { sources: ['host.example/a.zip', 'htps://host.example/a.zip', '\${base}/a.zip'] }
  b: { sources: ['https://h'], sha256: 'sha256:${'1'.repeat(64)}' }
  c: { sources: ['https://h'], sha256: ${'a'.repeat(40)} }
`,
    `manifest.yaml:7:18: error[wrong-form]: \`host.example/a.zip\` is not an address (https://...)
  7 |   a: { sources: ['host.example/a.zip', 'htps://host.example/a.zip', '\${base}/a.zip'] }
    |                  ^^^^^^^^^^^^^^^^^^^^
help: such as \`"https://<host>/tool-\${tool}.tar.bz2"\`

manifest.yaml:7:40: error[wrong-form]: \`htps://host.example/a.zip\` is not an address (https://...)
  7 |   a: { sources: ['host.example/a.zip', 'htps://host.example/a.zip', '\${base}/a.zip'] }
    |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: such as \`"https://<host>/tool-\${tool}.tar.bz2"\`

manifest.yaml:8:40: error[wrong-form]: \`sha256:11111111111111111111111111111111111111111111111111...\` is not a SHA-256 (64 hexadecimal digits)
  8 |   b: { sources: ['https://h'], sha256: 'sha256:1111111111111111111111111111111111111111111111111111111111111111' }
    |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: leave out \`sha256:\`

manifest.yaml:9:40: error[wrong-form]: \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\` is not a SHA-256 (64 hexadecimal digits)
  9 |   c: { sources: ['https://h'], sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }
    |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: it has 40 digits: copy it whole, and see that it is the SHA-256

4 errors
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
]);
