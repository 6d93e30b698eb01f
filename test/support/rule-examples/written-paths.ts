import type { RuleExample } from './example.js';

/** Where a step may write. */
export const PATH_EXAMPLES: readonly RuleExample[] = [
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
