import type { Lockfile } from '../../../engine/model/lockfile.js';
import type { RuleExample } from './example.js';

const ONES = '1'.repeat(64);
const TWOS = '2'.repeat(64);

function lockOf(
  ...entries: readonly { readonly url: string; readonly sha256: string; readonly size: number }[]
): Lockfile {
  return { file: 'manifest.lock.yaml', artifacts: new Map(entries.map(entry => [entry.url, entry])) };
}

/** Where bytes come from, and what holds them to be the right ones. */
export const HASH_EXAMPLES: readonly RuleExample[] = [
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
];
