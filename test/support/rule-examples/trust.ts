import type { Lockfile } from '../../../engine/model/lockfile.js';
import type { RuleExample } from './example.js';

const ONES = '1'.repeat(64);
const TWOS = '2'.repeat(64);

function lockOf(
  ...entries: readonly { readonly url: string; readonly sha256: string; readonly size: number }[]
): Lockfile {
  return { file: 'manifest.lock.yaml', artifacts: new Map(entries.map(entry => [entry.url, entry])) };
}

/** What comes from elsewhere, and where it is put. */
export const TRUST_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'plain-http',
    title: 'an artifact, an index, a variable and an address behind a user name are asked over plain http',
    manifest: `
vars: { mirror: "http://mirror.example" }
artifacts:
  tool: { sources: ["http://host.example:8080/tool"], sha256: "${ONES}" }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool } }
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  numbers:
    uses: pip
    with: { packages: ["git+http://127.0.0.1@evil.example/numbers"], index-url: "\${mirror}/simple" }
    env: { ALL_PROXY: "HTTP://proxy.example" }
`,
    reads: `manifest.yaml:6:17: error[plain-http]: \`http://mirror.example\` is asked without encryption
  6 | vars: { mirror: "http://mirror.example" }
    |                 ^^^^^^^^^^^^^^^^^^^^^^^
help: write \`https://\`; only this very machine may be asked over http

manifest.yaml:8:21: error[plain-http]: \`http://host.example\` is asked without encryption
  8 |   tool: { sources: ["http://host.example:8080/tool"], sha256: "1111111111111111111111111...
    |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: write \`https://\`; only this very machine may be asked over http

manifest.yaml:14:24: error[plain-http]: \`http://evil.example\` is asked without encryption
  14 |     with: { packages: ["git+http://*********@evil.example/numbers"], index-url: "\${mirror}/simple" }
     |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: write \`https://\`; only this very machine may be asked over http

manifest.yaml:15:23: error[plain-http]: \`http://proxy.example\` is asked without encryption
  15 |     env: { ALL_PROXY: "HTTP://proxy.example" }
     |                       ^^^^^^^^^^^^^^^^^^^^^^
help: write \`https://\`; only this very machine may be asked over http

4 errors
`,
  },
  {
    code: 'plain-http',
    title: 'this very machine may be asked over plain http',
    manifest: `
artifacts:
  tool: { sources: ["http://127.0.0.1:8080/tool", "http://localhost/tool", "http://[::1]:80/tool"], sha256: "${ONES}" }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }
`,
    reads: '',
  },
  {
    code: 'wrong-checksums',
    title: 'checksums are the file itself, and a list of other hashes by its name',
    manifest: `
artifacts:
  itself:
    sources: ["https://host.example/a"]
    checksums: "https://host.example/a"
    sha256: "${ONES}"
  other: { sources: ["https://host.example/b"], checksums: "https://host.example/b.md5", sha256: "${ONES}" }
steps:
  itself: { uses: download, with: { artifact: itself, to: a } }
  other: { uses: download, with: { artifact: other, to: b } }
`,
    reads: `manifest.yaml:9:16: error[wrong-checksums]: this is the file itself, not a list of checksums
  9 |     checksums: "https://host.example/a"
    |                ^^^^^^^^^^^^^^^^^^^^^^^^
help: name the list of the publisher, or leave \`checksums\` out: then \`lock\` downloads the file

manifest.yaml:11:60: error[wrong-checksums]: by its name this tells md5, not SHA-256
  11 |   other: { sources: ["https://host.example/b"], checksums: "https://host.example/b.md5", sha256: "11111111111111111111111111...
     |                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: name the list of SHA-256, or leave \`checksums\` out: then \`lock\` downloads the file

2 errors
`,
  },
  {
    code: 'wrong-checksums',
    title: 'a list of SHA-256 is one, whatever the file in it is called',
    manifest: `
artifacts:
  tool: { sources: ["https://host.example/md5"], checksums: "https://host.example/md5.sha256", sha256: "${ONES}" }
steps: { tool: { uses: download, with: { artifact: tool, to: c } } }
`,
    reads: '',
  },
  {
    code: 'hash-of-several',
    title: 'one hash for the files of two platforms, and one for those of two profiles',
    manifest: `
vars: { build: cpu }
profiles: { gpu: { when: { gpu: nvidia }, vars: { build: cuda } }, cpu: {} }
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool: { sources: ["https://host.example/tool-\${platform}"], sha256: "${ONES}" }
  wheel:
    sources: ["https://host.example/wheel-\${build}"]
    sha256: { linux-64: "${ONES}", win-64: "${TWOS}" }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool } }
  wheel: { when: { os: linux }, uses: download, with: { artifact: wheel, to: wheel } }
`,
    reads: `manifest.yaml:9:71: warning[hash-of-several]: this one hash is for \`tool-linux-64\` (linux-64 with profile gpu) and for \`tool-win-64\` (win-64 with profile gpu)
  9 | ...rces: ["https://host.example/tool-\${platform}"], sha256: "11111111111111111111111111111111111111111111111111111111... }
    |                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: give each its own: \`sha256: { linux-64: ..., win-64: ... }\`, or take it out: \`sam3d-install lock\` notes them

manifest.yaml:12:25: warning[hash-of-several]: this one hash is for \`wheel-cuda\` (linux-64 with profile gpu) and for \`wheel-cpu\` (linux-64 with profile cpu)
  12 |     sha256: { linux-64: "11111111111111111111111111111111111111111111111111111111..., win-64: "22222222222222222222222222...
     |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: take it out: \`sam3d-install lock\` notes the hash of each; or make an artifact of each

2 warnings
`,
  },
  {
    code: 'hash-of-several',
    title: 'mirrors that give each platform another folder, and a file of each platform with a hash of each',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
artifacts:
  data: { sources: ["https://host.example/\${platform}/data.bin"], sha256: "${ONES}" }
  tool: { sources: ["https://host.example/tool-\${platform}"], sha256: { linux-64: "${ONES}", win-64: "${TWOS}" } }
steps:
  data: { uses: download, with: { artifact: data, to: data } }
  tool: { uses: download, with: { artifact: tool, to: tool } }
`,
    reads: '',
  },
  {
    code: 'unverified-download',
    title: 'no hash covers an artifact on some of the platforms that fetch it',
    manifest: `
platforms: { linux-64: {}, win-64: {}, osx-64: {}, osx-arm64: {} }
artifacts:
  tool:
    sources: ["https://host.example/tool-\${platform}", "https://other.example/tool-\${platform}"]
    sha256: { linux-64: "${ONES}" }
steps:
  tool: { when: { platform: [linux-64, win-64, osx-64] }, uses: download, with: { artifact: tool, to: tool } }
`,
    lock: lockOf({ url: 'https://other.example/tool-win-64', sha256: TWOS, size: 1 }),
    reads: `manifest.yaml:7:3: warning[unverified-download]: no hash covers \`tool\` on osx-64
  7 |   tool:
    |   ^^^^
help: \`sam3d-install lock\` notes it in the lock file, or give it a \`sha256\` here; until then it is marked as unverified

1 warning
`,
  },
  {
    code: 'unverified-download',
    title: 'the manifest covers one platform and the lock the other',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool:
    sources: ["https://host.example/tool-\${platform}"]
    sha256: { linux-64: "${ONES}" }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }
`,
    lock: lockOf({ url: 'https://host.example/tool-win-64', sha256: TWOS, size: 1 }),
    reads: '',
  },
  {
    code: 'lock-disagrees',
    title: 'the lock has another hash, another size, or two hashes for one artifact',
    manifest: `
artifacts:
  one: { sources: ["https://host.example/one"], sha256: "${ONES}", size: 10 }
  two: { sources: ["https://host.example/two", "https://other.example/two"] }
steps:
  one: { uses: download, with: { artifact: one, to: one } }
  two: { uses: download, with: { artifact: two, to: two } }
`,
    lock: lockOf(
      { url: 'https://host.example/one', sha256: TWOS, size: 11 },
      { url: 'https://host.example/two', sha256: ONES, size: 1 },
      { url: 'https://other.example/two', sha256: TWOS, size: 1 },
    ),
    reads: `manifest.yaml:7:57: error[lock-disagrees]: the lock has another sha256 for https://host.example/one: 2222222222222222222222222222222222222222222222222222222222222222
  7 |   one: { sources: ["https://host.example/one"], sha256: "11111111111111111111111111111111111111111111111111111111..., size: 10 }
    |                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: one of them is out of date: see what has changed, then write manifest.lock.yaml again

manifest.yaml:7:131: error[lock-disagrees]: the lock has another size for https://host.example/one: 11 bytes
  7 | ...111111111111111111111111111111111111111111111111", size: 10 }
    |                                                             ^^
help: one of them is out of date: see what has changed, then write manifest.lock.yaml again

manifest.yaml:8:20: error[lock-disagrees]: the lock has another sha256 for https://other.example/two: 2222222222222222222222222222222222222222222222222222222222222222
  8 |   two: { sources: ["https://host.example/two", "https://other.example/two"] }
    |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^
help: one of them is out of date: see what has changed, then write manifest.lock.yaml again

3 errors
`,
  },
  {
    code: 'lock-disagrees',
    title: 'the lock says the same, in capitals',
    manifest: `
artifacts:
  one: { sources: ["https://host.example/one"], sha256: "${'a'.repeat(64)}", size: 10 }
steps: { one: { uses: download, with: { artifact: one, to: one } } }
`,
    lock: lockOf({ url: 'https://host.example/one', sha256: 'A'.repeat(64), size: 10 }),
    reads: '',
  },
  {
    code: 'path-leaves-root',
    title: 'paths that are absolute, have a drive, or climb out',
    manifest: `
versions: { up: ".." }
paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
steps:
  a: { uses: run, with: { argv: [a, "\${paths.a}\${paths.b}\${paths.c}\${paths.d}\${paths.e}\${paths.f}"] } }
`,
    reads: `manifest.yaml:7:13: error[path-leaves-root]: \`paths.a\` leads away from the install root
  7 | paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
    |             ^^^^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:7:26: error[path-leaves-root]: \`paths.b\` begins with a drive letter
  7 | paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
    |                          ^^^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:7:38: error[path-leaves-root]: \`paths.c\` climbs out of the install root
  7 | paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
    |                                      ^^^^^^^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:7:54: error[path-leaves-root]: \`paths.d\` climbs out of the install root
  7 | paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
    |                                                      ^^^^^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:7:68: error[path-leaves-root]: \`paths.e\` leads away from the install root
  7 | paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
    |                                                                    ^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:7:78: error[path-leaves-root]: \`paths.f\` leads away from the install root
  7 | paths: { a: /opt/env, b: "C:env", c: "x/../../y", d: "\${up}/d", e: "~/e", f: '\\\\server\\share' }
    |                                                                              ^^^^^^^^^^^^^^^^
help: write it relative to the install root: nothing is written outside it

6 errors
`,
  },
  {
    code: 'path-leaves-root',
    title: 'a text climbs out of the root from one of the paths',
    manifest: `
paths: { deep: a/b }
steps:
  a: { uses: write, with: { path: "\${paths.deep}/../../../etc/passwd", text: "" } }
`,
    reads: `manifest.yaml:8:36: error[path-leaves-root]: \`\${paths.deep}/../../../etc/passwd\` climbs out of the install root
  8 |   a: { uses: write, with: { path: "\${paths.deep}/../../../etc/passwd", text: "" } }
    |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
help: a folder beside it needs a name of its own in \`paths\`

1 error
`,
  },
  {
    code: 'path-leaves-root',
    title: 'what a step changes lies outside the root, whatever comes behind it',
    manifest: `
versions: { v: '1' }
steps:
  a: { uses: write, with: { path: ../a.txt, text: ../only-a-text } }
  b: { uses: run, with: { argv: [../tool], creates: [b.txt, "/opt/b-\${v}.txt"] } }
`,
    reads: `manifest.yaml:8:35: error[path-leaves-root]: \`../a.txt\` climbs out of the install root
  8 |   a: { uses: write, with: { path: ../a.txt, text: ../only-a-text } }
    |                                   ^^^^^^^^
help: write it relative to the install root: nothing is written outside it

manifest.yaml:9:61: error[path-leaves-root]: \`/opt/b-\${v}.txt\` leads away from the install root
  9 |   b: { uses: run, with: { argv: [../tool], creates: [b.txt, "/opt/b-\${v}.txt"] } }
    |                                                             ^^^^^^^^^^^^^^^^^
help: write it relative to the install root: nothing is written outside it

2 errors
`,
  },
  {
    code: 'path-leaves-root',
    title: 'paths may climb as long as they stay inside',
    manifest: `
paths: { deep: ./a/b, same: a/../b }
steps:
  a: { uses: run, with: { argv: ["\${paths.deep}/../../c", "\${paths.same}", ../d] } }
`,
    reads: '',
  },
  {
    code: 'reserved-name',
    title: 'folders and steps that Windows cannot hold',
    manifest: `
paths: { a: tools/aux.d, b: "data:b", c: "what?", d: "end." }
steps:
  con: { uses: run, with: { argv: [a, "\${paths.a}\${paths.b}\${paths.c}\${paths.d}"] } }
`,
    reads: `manifest.yaml:6:13: error[reserved-name]: \`aux.d\` is the name of a device on Windows
  6 | paths: { a: tools/aux.d, b: "data:b", c: "what?", d: "end." }
    |             ^^^^^^^^^^^
help: choose another name, on every platform: a manifest must not work on one and break on another

manifest.yaml:6:29: error[reserved-name]: \`data:b\` holds \`:\`, which no name on Windows can
  6 | paths: { a: tools/aux.d, b: "data:b", c: "what?", d: "end." }
    |                             ^^^^^^^^
help: choose another name, on every platform: a manifest must not work on one and break on another

manifest.yaml:6:42: error[reserved-name]: \`what?\` holds \`?\`, which no name on Windows can
  6 | paths: { a: tools/aux.d, b: "data:b", c: "what?", d: "end." }
    |                                          ^^^^^^^
help: choose another name, on every platform: a manifest must not work on one and break on another

manifest.yaml:6:54: error[reserved-name]: \`end.\` ends in a dot or a space, which Windows drops
  6 | paths: { a: tools/aux.d, b: "data:b", c: "what?", d: "end." }
    |                                                      ^^^^^^
help: choose another name, on every platform: a manifest must not work on one and break on another

manifest.yaml:8:3: error[reserved-name]: \`con\` is the name of a device on Windows
  8 |   con: { uses: run, with: { argv: [a, "\${paths.a}\${paths.b}\${paths.c}\${paths.d}"] } }
    |   ^^^
help: choose another name, on every platform: a manifest must not work on one and break on another

5 errors
`,
  },
  {
    code: 'reserved-name',
    title: 'names that only begin like a device',
    manifest: `
paths: { a: auxiliary/.hidden, b: com/null }
steps: { console: { uses: run, with: { argv: ["\${paths.a}\${paths.b}"] } } }
`,
    reads: '',
  },
  {
    code: 'backslash-in-path',
    title: 'folders that are parted as on Windows',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
paths: { src: '_src\\wob' }
steps:
  a: { uses: write, with: { path: '\${paths.src}\\a.txt', text: 'C:\\a' }, verify: [{ file: 'x\\y' }] }
`,
    reads: `manifest.yaml:6:15: warning[backslash-in-path]: \`_src\\wob\` has a backslash in it, which parts folders on Windows only
  6 | paths: { src: '_src\\wob' }
    |               ^^^^^^^^^^
help: write it with /: _src/wob

manifest.yaml:8:35: warning[backslash-in-path]: \`\${paths.src}\\a.txt\` has a backslash in it, which parts folders on Windows only
  8 |   a: { uses: write, with: { path: '\${paths.src}\\a.txt', text: 'C:\\a' }, verify: [{ file: 'x\\y' }] }
    |                                   ^^^^^^^^^^^^^^^^^^^^
help: write it with /: \${paths.src}/a.txt

manifest.yaml:8:90: warning[backslash-in-path]: \`x\\y\` has a backslash in it, which parts folders on Windows only
  8 |   a: { uses: write, with: { path: '\${paths.src}\\a.txt', text: 'C:\\a' }, verify: [{ file: 'x\\y' }] }
    |                                                                                          ^^^^^
help: write it with /: x/y

3 warnings
`,
  },
  {
    code: 'backslash-in-path',
    title: 'what is no path, and a manifest for Windows alone',
    manifest: `
platforms: { win-64: {} }
paths: { src: '_src\\wob' }
steps:
  a: { uses: run, with: { argv: [tool, '/x\\y', '\${paths.src}'] } }
`,
    reads: '',
  },
];
