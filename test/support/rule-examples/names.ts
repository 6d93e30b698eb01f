import type { RuleExample } from './example.js';

/** What `needs`, `when` and `\${...}` may name. */
export const NAME_EXAMPLES: readonly RuleExample[] = [
  {
    code: 'unknown-step',
    title:
      'a misspelt step is named in needs, in the needs of a fallback and in a reference, with the one that is meant',
    manifest: `
steps:
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  build:
    needs: [evn]
    uses: run
    with: { argv: [make, "\${steps.envs.python}"] }
    fallbacks:
      - { needs: [anything-else], uses: run, with: { argv: [cmake] } }
`,
    reads: `manifest.yaml:9:13: error[unknown-step]: there is no step \`evn\`
  9 |     needs: [evn]
    |             ^^^
help: did you mean \`env\`?

manifest.yaml:11:27: error[unknown-step]: there is no step \`envs\`
  11 |     with: { argv: [make, "\${steps.envs.python}"] }
     |                           ^^^^^^^^^^^^^^^^^^^^
help: did you mean \`env\`?

manifest.yaml:13:19: error[unknown-step]: there is no step \`anything-else\`
  13 |       - { needs: [anything-else], uses: run, with: { argv: [cmake] } }
     |                   ^^^^^^^^^^^^^
help: known are \`env\`, \`build\`

3 errors
`,
  },
  {
    code: 'unknown-step',
    title: 'a step may be needed before it is written',
    manifest: `
steps:
  build: { needs: [env], uses: run, with: { argv: [make] } }
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
`,
    reads: '',
  },
  {
    code: 'unknown-name',
    title: 'an unknown name is pointed at inside its text, whatever the quotes, the escapes and the lines',
    manifest: `
versions: { python: "3.11" }
steps:
  plain:
    uses: run
    with:
      argv:
        - x-\${pithon}/\${python}
  quoted: { uses: run, with: { argv: ["\\t\\"\${pyton}\\" \${python} \${host.exec}"] } }
  single: { uses: run, with: { argv: ['it''s \${option.x}'] } }
  block:
    uses: write
    with:
      path: a.txt
      text: |
        \${python}
        and \${pythn}
  folded:
    uses: write
    with:
      path: >-
        b-\${python}
        \${steps.plain}
      text: c
`,
    reads: `manifest.yaml:12:13: error[unknown-name]: unknown name \`pithon\`
  12 |         - x-\${pithon}/\${python}
     |             ^^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:13:44: error[unknown-name]: unknown name \`pyton\`
  13 |   quoted: { uses: run, with: { argv: ["\\t\\"\${pyton}\\" \${python} \${host.exec}"] } }
     |                                            ^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:13:65: error[unknown-name]: unknown name \`host.exec\`
  13 |   quoted: { uses: run, with: { argv: ["\\t\\"\${pyton}\\" \${python} \${host.exec}"] } }
     |                                                                 ^^^^^^^^^^^^
help: did you mean \`host.exe\`?

manifest.yaml:14:46: error[unknown-name]: unknown name \`option.x\`
  14 |   single: { uses: run, with: { argv: ['it''s \${option.x}'] } }
     |                                              ^^^^^^^^^^^
help: names are versions, vars, \`platform\`, \`profile\`, \`option.<name>\`, \`paths.<name>\`, \`steps.<step>.<output>\` and \`host.os\`, \`host.arch\`, \`host.exe\`

manifest.yaml:21:13: error[unknown-name]: unknown name \`pythn\`
  21 |         and \${pythn}
     |             ^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:27:9: error[unknown-name]: unknown name \`steps.plain\`
  27 |         \${steps.plain}
     |         ^^^^^^^^^^^^^^
help: an output of a step is written \`\${steps.<step>.<output>}\`

6 errors
`,
  },
  {
    code: 'unknown-name',
    title: 'versions, vars, options, paths, the platform, the profile and the host have names',
    manifest: `
versions: { python: "3.11" }
vars: { tag: "py\${python|digits}" }
options: { speed: { values: [slow, fast], default: fast, description: How fast } }
paths: { env: "_env-\${tag}" }
profiles: { any: {} }
steps:
  all:
    title: all of \${tag}
    uses: run
    with: { argv: ["\${paths.env}/\${platform}/\${profile}-\${option.speed}-\${host.os}-\${host.arch}\${host.exe}", "$\${HOME}"] }
`,
    reads: '',
  },
  {
    code: 'unknown-name',
    title: 'a manifest without profiles has no name for the one in force',
    manifest: 'steps: { a: { uses: run, with: { argv: ["\${profile}"] } } }',
    reads: `manifest.yaml:5:42: error[unknown-name]: unknown name \`profile\`
  5 | steps: { a: { uses: run, with: { argv: ["\${profile}"] } } }
    |                                          ^^^^^^^^^^
help: the manifest declares no \`profiles\`

1 error
`,
  },
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
    code: 'unknown-output',
    title: 'an output that no attempt gives, and one that only the first attempt gives',
    manifest: `
steps:
  tool:
    uses: detect
    with: { command: tool }
    fallbacks:
      - { name: build it, uses: run, with: { argv: [make] } }
  env: { uses: venv, with: { prefix: _env, python: "3.11" } }
  a: { uses: run, with: { argv: ["\${steps.env.pyton}", "\${steps.tool.home}"] } }
`,
    reads: `manifest.yaml:13:35: error[unknown-output]: step \`env\` gives no \`pyton\`
  13 |   a: { uses: run, with: { argv: ["\${steps.env.pyton}", "\${steps.tool.home}"] } }
     |                                   ^^^^^^^^^^^^^^^^^^
help: did you mean \`python\`?

manifest.yaml:13:57: error[unknown-output]: step \`tool\` gives no \`home\` when \`build it\` is the attempt taken
  13 |   a: { uses: run, with: { argv: ["\${steps.env.pyton}", "\${steps.tool.home}"] } }
     |                                                         ^^^^^^^^^^^^^^^^^^
help: its attempts have no output in common

2 errors
`,
  },
  {
    code: 'unknown-output',
    title: 'an output that every attempt gives',
    manifest: `
steps:
  tool:
    uses: detect
    with: { command: tool }
    fallbacks:
      - { uses: git, with: { url: "https://host.example/tool.git", commit: "0123456789abcdef0123456789abcdef01234567", to: tool } }
  a: { uses: run, with: { argv: ["\${steps.tool.path}"] } }
`,
    reads: '',
  },
  {
    code: 'unknown-artifact',
    title: 'an artifact that is not declared, on the platform where its name comes to it',
    manifest: `
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool-linux-64: { sources: ["https://host.example/tool"], sha256: "${'0'.repeat(64)}" }
steps:
  a: { uses: download, with: { artifact: tool-linux-46, to: a } }
  b: { uses: download, with: { artifact: "tool-\${platform}", to: b } }
`,
    reads: `manifest.yaml:9:42: error[unknown-artifact]: there is no artifact \`tool-linux-46\`
  9 |   a: { uses: download, with: { artifact: tool-linux-46, to: a } }
    |                                          ^^^^^^^^^^^^^
help: did you mean \`tool-linux-64\`?

manifest.yaml:10:42: error[unknown-artifact]: there is no artifact \`tool-win-64\` (on win-64)
  10 |   b: { uses: download, with: { artifact: "tool-\${platform}", to: b } }
     |                                          ^^^^^^^^^^^^^^^^^^
help: did you mean \`tool-linux-64\`?

2 errors
`,
  },
  {
    code: 'unknown-artifact',
    title: 'an artifact that is declared',
    manifest: `
artifacts:
  tool: { sources: ["https://host.example/tool"], sha256: "${'0'.repeat(64)}" }
steps: { a: { uses: download, with: { artifact: tool, to: a } } }
`,
    reads: '',
  },
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
  {
    code: 'unknown-name',
    title: 'a version with the name of its section before it',
    manifest: `
versions: { library: "1.0" }
steps: { a: { uses: run, with: { argv: [echo, "\${versions.library}", "\${library}"] } } }
`,
    reads: `manifest.yaml:7:48: error[unknown-name]: unknown name \`versions.library\`
  7 | steps: { a: { uses: run, with: { argv: [echo, "\${versions.library}", "\${library}"] } } }
    |                                                ^^^^^^^^^^^^^^^^^^^
help: write \`\${library}\`: versions and vars go by their own names

1 error
`,
  },
];
