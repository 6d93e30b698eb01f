import type { RuleExample } from './example.js';

/** What stands in `\${...}`, and texts that look as if something should. */
export const REFERENCE_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'template',
    title: 'a reference that is not closed, or holds an expression',
    manifest: `
steps:
  a: { uses: run, with: { argv: ["--home=\${paths.env", "\${a + b}"] } }
`,
    reads: `manifest.yaml:7:42: error[template]: \`\${\` is never closed
  7 |   a: { uses: run, with: { argv: ["--home=\${paths.env", "\${a + b}"] } }
    |                                          ^^^^^^^^^^^
help: for the two characters themselves write \`$\${\`

manifest.yaml:7:57: error[template]: \`\${...}\` holds a name and filters, such as \`\${python|digits}\`
  7 |   a: { uses: run, with: { argv: ["--home=\${paths.env", "\${a + b}"] } }
    |                                                         ^^^^^^^^
help: for the two characters themselves write \`$\${\`

2 errors
`,
  },
  {
    code: 'template',
    title: 'two dollar signs stand for one, and nothing is replaced',
    manifest: 'steps: { a: { uses: run, with: { argv: ["$\${not a name} $HOME $"] } } }',
    reads: '',
  },
  {
    code: 'unknown-filter',
    title: 'a misspelt filter is named with the one that is meant',
    manifest: `
versions: { python: "3.11" }
steps: { a: { uses: run, with: { argv: ["py\${python|digit}", "\${python|reverse}"] } } }
`,
    reads: `manifest.yaml:7:44: error[unknown-filter]: unknown filter \`digit\`
  7 | steps: { a: { uses: run, with: { argv: ["py\${python|digit}", "\${python|reverse}"] } } }
    |                                            ^^^^^^^^^^^^^^^
help: did you mean \`digits\`?

manifest.yaml:7:63: error[unknown-filter]: unknown filter \`reverse\`
  7 | steps: { a: { uses: run, with: { argv: ["py\${python|digit}", "\${python|reverse}"] } } }
    |                                                               ^^^^^^^^^^^^^^^^^
help: known are \`digits\`, \`major\`, \`minor\`, \`lower\`, \`upper\`

2 errors
`,
  },
  {
    code: 'unknown-filter',
    title: 'filters may follow each other',
    manifest: `
versions: { python: "3.11" }
steps: { a: { uses: run, with: { argv: ["\${python|minor|digits}"] } } }
`,
    reads: '',
  },
  {
    code: 'too-early',
    title: 'a title, a source, a key and what a check prints cannot wait for a step',
    manifest: `
vars: { home: "\${steps.env.prefix}" }
steps:
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  a:
    title: with \${steps.env.python}
    uses: run
    with: { argv: [a, "\${home}"] }
    verify: [{ run: [a], prints: "\${steps.env.prefix}" }]
`,
    reads: `manifest.yaml:6:16: error[too-early]: \`steps.env.prefix\` is known only when that step has run, and a var is needed before
  6 | vars: { home: "\${steps.env.prefix}" }
    |                ^^^^^^^^^^^^^^^^^^^
help: outputs of steps may stand in \`with\`, \`env\`, \`verify\` and \`exports\`

manifest.yaml:10:17: error[too-early]: \`steps.env.python\` is known only when that step has run, and a title is needed before
  10 |     title: with \${steps.env.python}
     |                 ^^^^^^^^^^^^^^^^^^^
help: outputs of steps may stand in \`with\`, \`env\`, \`verify\` and \`exports\`

manifest.yaml:13:35: error[too-early]: \`steps.env.prefix\` is known only when that step has run, and what a check prints is needed before
  13 |     verify: [{ run: [a], prints: "\${steps.env.prefix}" }]
     |                                   ^^^^^^^^^^^^^^^^^^^
help: outputs of steps may stand in \`with\`, \`env\`, \`verify\` and \`exports\`

3 errors
`,
  },
  {
    code: 'too-early',
    title: 'params, variables, checks and exports may wait for a step',
    manifest: `
steps:
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  a:
    uses: run
    with: { argv: ["\${steps.env.python}"] }
    env: { HOME_OF_IT: "\${steps.env.prefix}" }
    verify: [{ run: ["\${steps.env.python}"] }, { file: "\${steps.env.prefix}" }]
    exports: { RESULT: "\${steps.a.output}" }
`,
    reads: '',
  },
  {
    code: 'literal-text',
    title: 'a version is taken as it stands',
    manifest: `
versions: { python: "3.11", tag: "py\${python}" }
steps: { a: { uses: run, with: { argv: ["\${tag} \${python}"] } } }
`,
    reads: `manifest.yaml:6:34: error[literal-text]: a version is taken as it stands: \`\${\` is not replaced in it
  6 | versions: { python: "3.11", tag: "py\${python}" }
    |                                  ^^^^^^^^^^^^^
help: write the value itself; what is made from other names belongs in \`vars\`

1 error
`,
  },
  {
    code: 'literal-text',
    title: 'what a tool prints may look like a reference',
    manifest: `
diagnose: [{ match: "undefined variable \${CC}", cause: no compiler, remedy: install one }]
`,
    reads: '',
  },
  {
    code: 'var-cycle',
    title: 'vars that are made from each other, if only for one profile',
    manifest: `
vars: { a: "\${b}", b: "\${c}", c: end, d: "x\${d}" }
profiles: { round: { vars: { c: "\${a}" } } }
steps: { a: { uses: run, with: { argv: ["\${a} \${d}"] } } }
`,
    reads: `manifest.yaml:6:44: error[var-cycle]: \`d\` is made from itself: d -> d
  6 | vars: { a: "\${b}", b: "\${c}", c: end, d: "x\${d}" }
    |                                            ^^^^
help: write the value itself into one of them

manifest.yaml:7:34: error[var-cycle]: \`a\` is made from itself: a -> b -> c -> a
  7 | profiles: { round: { vars: { c: "\${a}" } } }
    |                                  ^^^^
help: write the value itself into one of them

2 errors
`,
  },
  {
    code: 'var-cycle',
    title: 'vars may be made from vars that stand below them',
    manifest: `
vars: { a: "\${b}\${b}", b: "\${c}", c: end }
steps: { a: { uses: run, with: { argv: ["\${a}"] } } }
`,
    reads: '',
  },
  {
    code: 'no-value',
    title: 'a path cannot be made from another path, not even by way of a var',
    manifest: `
vars: { under: "\${paths.env}/sub" }
paths: { env: _env, sub: "\${under}" }
steps: { a: { uses: run, with: { argv: ["\${paths.sub}"] } } }
`,
    reads: `manifest.yaml:7:26: error[no-value]: \`paths.sub\` has no value: the names it is made of make it too long, or too deep
  7 | paths: { env: _env, sub: "\${under}" }
    |                          ^^^^^^^^^^
help: write more of it out; a path cannot be made from another path

1 error
`,
  },
  {
    code: 'no-value',
    title: 'a var may be made from a path',
    manifest: `
vars: { under: "\${paths.env}/sub" }
paths: { env: _env }
steps: { a: { uses: run, with: { argv: ["\${under}"] } } }
`,
    reads: '',
  },
  {
    code: 'not-replaced',
    title: 'a version in the form of a shell, and in that of a template language',
    manifest: `
versions: { tool: "3.4" }
steps:
  a: { uses: run, with: { argv: [echo, "tool==$tool", "{{ tool }}", "\${tool}"] } }
`,
    reads: `manifest.yaml:8:40: warning[not-replaced]: \`$tool\` is taken as it stands
  8 |   a: { uses: run, with: { argv: [echo, "tool==$tool", "{{ tool }}", "\${tool}"] } }
    |                                        ^^^^^^^^^^^^^
help: write \`\${tool}\`

manifest.yaml:8:55: warning[not-replaced]: \`{{ tool }}\` is taken as it stands
  8 |   a: { uses: run, with: { argv: [echo, "tool==$tool", "{{ tool }}", "\${tool}"] } }
    |                                                       ^^^^^^^^^^^^
help: write \`\${tool}\`

2 warnings
`,
  },
  {
    code: 'not-replaced',
    title: 'signs that are of the program itself',
    manifest: `
versions: { tool: "3.4" }
steps:
  a: { uses: run, with: { argv: [echo, "$HOME", "$$tool", "a$tools", "{tool}", "{{other}}", "\${tool}"] } }
`,
    reads: '',
  },
];
