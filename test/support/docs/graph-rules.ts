import type { CodeExample } from './code-example.js';

/** Steps, their ladders, and what they wait for. */
export const GRAPH_RULES: Readonly<Record<string, CodeExample>> = {
  'shared-environment': {
    wrong: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  old: { uses: venv, with: { prefix: _env, python: '3.10' } }`,
    right: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  old: { uses: venv, with: { prefix: _old, python: '3.10' } }`,
  },
  cycle: {
    wrong: `steps:
  library: { needs: [tool], uses: run, with: { argv: [make, library] } }
  tool: { needs: [library], uses: run, with: { argv: [make, tool] } }`,
    right: `steps:
  library: { uses: run, with: { argv: [make, library] } }
  tool: { needs: [library], uses: run, with: { argv: [make, tool] } }`,
  },
  'duplicate-attempt': {
    wrong: `steps:
  library:
    name: fetch
    uses: run
    with: { argv: [fetch, library] }
    fallbacks: [{ name: fetch, uses: run, with: { argv: [make, library] } }]`,
    right: `steps:
  library:
    name: fetch
    uses: run
    with: { argv: [fetch, library] }
    fallbacks: [{ name: build, uses: run, with: { argv: [make, library] } }]`,
  },
  'needs-excluded': {
    wrong: `platforms: { linux-64: {}, osx-arm64: {} }
steps:
  compiler: { when: { os: linux }, on-demand: true, uses: detect, with: { command: g++ } }
  library: { needs: [compiler], uses: run, with: { argv: [make] } }`,
    right: `platforms: { linux-64: {}, osx-arm64: {} }
steps:
  compiler: { when: { os: linux }, on-demand: true, uses: detect, with: { command: g++ } }
  library: { when: { os: linux }, needs: [compiler], uses: run, with: { argv: [make] } }`,
  },
  'never-taken': {
    wrong: `steps:
  greet: { uses: run, with: { argv: [echo, hello] } }
  clang: { when: { os: macos }, uses: detect, with: { command: clang++ } }`,
    right: `platforms: { linux-64: {}, osx-arm64: {} }
steps:
  greet: { uses: run, with: { argv: [echo, hello] } }
  clang: { when: { os: macos }, uses: detect, with: { command: clang++ } }`,
  },
  'no-attempt': {
    wrong: `platforms: { linux-64: {}, win-64: {} }
steps:
  compiler:
    attempts:
      - { when: { os: linux }, uses: detect, with: { command: g++ } }`,
    right: `platforms: { linux-64: {}, win-64: {} }
steps:
  compiler:
    attempts:
      - { name: g++, when: { os: linux }, uses: detect, with: { command: g++ } }
      - { name: cl, when: { os: windows }, uses: detect, with: { command: cl } }`,
  },
  'no-interpreter': {
    wrong: `steps:
  packages: { uses: pip, with: { packages: [pillow] } }`,
    right: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  packages: { needs: [env], uses: pip, with: { packages: [pillow] } }`,
  },
  'optional-output': {
    wrong: `steps:
  tool: { optional: true, uses: detect, with: { command: ninja } }
  build: { uses: run, with: { argv: ['\${steps.tool.path}'] } }`,
    right: `steps:
  tool: { uses: detect, with: { command: ninja } }
  build: { uses: run, with: { argv: ['\${steps.tool.path}'] } }`,
  },
  'unknown-output': {
    wrong: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  greet: { uses: run, with: { argv: ['\${steps.env.pyton}', --version] } }`,
    right: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  greet: { uses: run, with: { argv: ['\${steps.env.python}', --version] } }`,
  },
  'unknown-step': {
    wrong: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  packages: { needs: [evn], uses: pip, with: { packages: [pillow] } }`,
    right: `steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  packages: { needs: [env], uses: pip, with: { packages: [pillow] } }`,
  },
  'unneeded-on-demand': {
    wrong: `steps:
  greet: { uses: run, with: { argv: [echo, hello] } }
  compiler: { on-demand: true, uses: detect, with: { command: g++ } }`,
    right: `steps:
  greet: { needs: [compiler], uses: run, with: { argv: [echo, hello] } }
  compiler: { on-demand: true, uses: detect, with: { command: g++ } }`,
  },
};
