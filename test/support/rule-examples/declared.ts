import type { RuleExample } from './example.js';

/** What is declared, and how often, and what for. */
export const DECLARED_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'undeclared-version',
    title: 'a profile, a platform and a row that speak of what is not declared',
    manifest: `
versions: { library: "2.5.1" }
vars: { tag: one }
profiles: { new: { versions: { libary: "2.8.0" }, vars: { tags: two } } }
platforms: { linux-64: { versions: { other: "1" } } }
compatibility: [{ library: "2.5.1", python: "3.11" }]
steps: { a: { uses: run, with: { argv: ["\${library}", "\${tag}"] } } }
`,
    reads: `manifest.yaml:7:32: error[undeclared-version]: \`versions\` declares no \`libary\`
  7 | profiles: { new: { versions: { libary: "2.8.0" }, vars: { tags: two } } }
    |                                ^^^^^^
help: did you mean \`library\`?

manifest.yaml:7:59: error[undeclared-version]: \`vars\` declares no \`tags\`
  7 | profiles: { new: { versions: { libary: "2.8.0" }, vars: { tags: two } } }
    |                                                           ^^^^
help: did you mean \`tag\`?

manifest.yaml:8:38: error[undeclared-version]: \`versions\` declares no \`other\`
  8 | platforms: { linux-64: { versions: { other: "1" } } }
    |                                      ^^^^^
help: give it a value in \`versions\` first, which holds where no profile or platform gives another

manifest.yaml:9:37: error[undeclared-version]: \`versions\` declares no \`python\`
  9 | compatibility: [{ library: "2.5.1", python: "3.11" }]
    |                                     ^^^^^^
help: give it a value in \`versions\` first, which holds where no profile or platform gives another

4 errors
`,
  },
  {
    code: 'undeclared-version',
    title: 'a profile and a platform may change what is declared',
    manifest: `
versions: { library: "2.5.1" }
vars: { tag: one }
profiles: { new: { versions: { library: "2.8.0" }, vars: { tag: two } } }
platforms: { linux-64: { versions: { library: "2.2.2" } } }
steps: { a: { uses: run, with: { argv: ["\${library}", "\${tag}"] } } }
`,
    reads: '',
  },
  {
    code: 'name-taken',
    title: 'a var that is a version too, and a version that is called like what the engine names',
    manifest: `
versions: { python: "3.11", platform: "1" }
vars: { python: three }
steps: { a: { uses: run, with: { argv: ["\${python} \${platform}"] } } }
`,
    reads: `manifest.yaml:6:29: error[name-taken]: \`platform\` has a meaning of its own
  6 | versions: { python: "3.11", platform: "1" }
    |                             ^^^^^^^^
help: choose another name for it

manifest.yaml:7:9: error[name-taken]: \`python\` is a version already
  7 | vars: { python: three }
    |         ^^^^^^
help: choose another name for it
manifest.yaml:6:13: note: the version
  6 | versions: { python: "3.11", platform: "1" }
    |             ^^^^^^

2 errors
`,
  },
  {
    code: 'name-taken',
    title: 'a path may be called like a version',
    manifest: `
versions: { python: "3.11" }
paths: { python: _python }
steps: { a: { uses: run, with: { argv: ["\${python}", "\${paths.python}"] } } }
`,
    reads: '',
  },
  {
    code: 'unused',
    title: 'what a misspelt name means is not also unused',
    manifest: `
versions: { library: "1.0" }
artifacts: { tool: { sources: ["https://host.example/tool"], size: 10 } }
steps:
  a: { uses: run, with: { argv: [echo, "\${libary}"] } }
  b: { uses: download, with: { artifact: tol, to: tool } }
`,
    reads: `manifest.yaml:9:41: error[unknown-name]: unknown name \`libary\`
  9 |   a: { uses: run, with: { argv: [echo, "\${libary}"] } }
    |                                         ^^^^^^^^^
help: did you mean \`library\`?

manifest.yaml:10:42: error[unknown-artifact]: there is no artifact \`tol\`
  10 |   b: { uses: download, with: { artifact: tol, to: tool } }
     |                                          ^^^
help: did you mean \`tool\`?

2 errors
`,
  },
];
