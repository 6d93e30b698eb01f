import { HASH, type CodeExample } from './code-example.js';

const GREET = (text: string) => `steps: { greet: { uses: run, with: { argv: [echo, '${text}'] } } }`;

/** Names, and what `\${...}` makes of them. */
export const NAME_RULES: Readonly<Record<string, CodeExample>> = {
  'backslash-in-path': {
    wrong: `steps: { greet: { uses: write, with: { path: 'texts\\hello.txt', text: hello } } }`,
    right: `steps: { greet: { uses: write, with: { path: texts/hello.txt, text: hello } } }`,
  },
  'bad-default': {
    wrong: `options: { speed: { values: [slow, fast], default: fats, description: How fast } }
${GREET('${option.speed}')}`,
    right: `options: { speed: { values: [slow, fast], default: fast, description: How fast } }
${GREET('${option.speed}')}`,
  },
  'empty-match': {
    wrong: `diagnose:
  - { match: ' ', cause: the disk is full, remedy: make room }`,
    right: `diagnose:
  - { match: No space left, cause: the disk is full, remedy: make room }`,
  },
  'literal-text': {
    wrong: `versions: { python: '3.11', tag: 'py\${python}' }
${GREET('${tag}')}`,
    right: `versions: { python: '3.11' }
vars: { tag: 'py\${python}' }
${GREET('${tag}')}`,
  },
  'name-taken': {
    wrong: `versions: { tool: '3.4' }
vars: { tool: hammer }
${GREET('${tool}')}`,
    right: `versions: { tool: '3.4' }
vars: { tool-name: hammer }
${GREET('${tool-name} ${tool}')}`,
  },
  'no-value': {
    wrong: `vars: { below: '\${paths.env}/lib' }
paths: { env: _env, lib: '\${below}' }
${GREET('${paths.lib}')}`,
    right: `paths: { env: _env, lib: _env/lib }
${GREET('${paths.env} ${paths.lib}')}`,
  },
  'not-replaced': {
    wrong: `versions: { tool: '3.4' }
steps: { greet: { uses: run, with: { argv: [echo, '$tool', '\${tool}'] } } }`,
    right: `versions: { tool: '3.4' }
steps: { greet: { uses: run, with: { argv: [echo, '\${tool}'] } } }`,
  },
  'path-leaves-root': {
    wrong: `steps: { greet: { uses: write, with: { path: ../greeting.txt, text: hello } } }`,
    right: `steps: { greet: { uses: write, with: { path: greeting.txt, text: hello } } }`,
  },
  'plain-http': {
    wrong: `artifacts:
  tool: { sources: ['http://host.example/tool'], sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
    right: `artifacts:
  tool: { sources: ['https://host.example/tool'], sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
  },
  'reserved-name': {
    wrong: `paths: { tools: tools/aux }
${GREET('${paths.tools}')}`,
    right: `paths: { tools: tools/others }
${GREET('${paths.tools}')}`,
  },
  template: { wrong: GREET('${paths.env'), right: `paths: { env: _env }\n${GREET('${paths.env}')}` },
  'too-early': {
    wrong: `vars: { python-path: '\${steps.env.python}' }
steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  greet: { uses: run, with: { argv: ['\${python-path}', --version] } }`,
    right: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  greet: { uses: run, with: { argv: ['\${steps.env.python}', --version] } }`,
  },
  'unknown-artifact': {
    wrong: `artifacts:
  tool: { sources: ['https://host.example/tool'], sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tol, to: tool } } }`,
    right: `artifacts:
  tool: { sources: ['https://host.example/tool'], sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
  },
  'unknown-filter': {
    wrong: `versions: { python: '3.11' }\n${GREET('py${python|digit}')}`,
    right: `versions: { python: '3.11' }\n${GREET('py${python|digits}')}`,
  },
  'unknown-name': {
    wrong: `versions: { python: '3.11' }\n${GREET('${pyton}')}`,
    right: `versions: { python: '3.11' }\n${GREET('${python}')}`,
  },
  'unknown-option': {
    wrong: `options: { compilers: { values: [system, download], default: system, description: Whose } }
steps:
  greet: { when: { option.compiler: system }, uses: run, with: { argv: [echo, hello] } }`,
    right: `options: { compilers: { values: [system, download], default: system, description: Whose } }
steps:
  greet: { when: { option.compilers: system }, uses: run, with: { argv: [echo, hello] } }`,
  },
  'unknown-value': {
    wrong: `options: { compilers: { values: [system, download], default: system, description: Whose } }
steps:
  greet: { when: { option.compilers: systen }, uses: run, with: { argv: [echo, hello] } }`,
    right: `options: { compilers: { values: [system, download], default: system, description: Whose } }
steps:
  greet: { when: { option.compilers: system }, uses: run, with: { argv: [echo, hello] } }`,
  },
  unused: {
    wrong: `versions: { python: '3.11', tool: '3.4' }\n${GREET('${python}')}`,
    right: `versions: { python: '3.11' }\n${GREET('${python}')}`,
  },
  'var-cycle': {
    wrong: `vars: { tag: '\${name-tag}', name-tag: '\${tag}' }\n${GREET('${tag}')}`,
    right: `vars: { tag: py, name-tag: 'my-\${tag}' }\n${GREET('${name-tag}')}`,
  },
  'wrong-value': {
    wrong: `versions: { project: v1.0 }
steps: { project: { uses: git, with: { url: 'https://host.example/project.git', commit: '\${project}', to: src } } }`,
    right: `versions: { project: '0123456789abcdef0123456789abcdef01234567' }
steps: { project: { uses: git, with: { url: 'https://host.example/project.git', commit: '\${project}', to: src } } }`,
  },
};
