import { testFaults } from './support/load-faults.js';

/** Of facts, hashes, addresses, sizes and ranges. */
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
