/** Of an artifact. */
export const HASH = 'ab'.repeat(32);

/** A manifest with something of each kind that a plan shows. */
export const EXAMPLE = `
versions: { tool: "2.9.0", python: "3.11", cuda: "12.1", package: "0.7" }
vars: { py-tag: "py\${python|digits}" }
profiles:
  gpu: { when: { gpu: nvidia, cuda-driver: ">=12.1" } }
  cpu: { versions: { cuda: cpu } }
options: { compilers: { values: [auto, download], default: auto, description: Where compilers come from } }
paths: { env: _env, tools: _tools }
platforms:
  linux-64: {}
  osx-arm64: { notes: [there is no CUDA \u{1f600} on macOS] }
preflight: { disk: 15 GB, glibc: ">=2.28" }
artifacts:
  tool:
    sources: ["https://a.example/\${platform}/tool-\${tool}.tar.bz2", "https://b.example/tool/\${platform}"]
    sha256: { linux-64: "${HASH}" }
    size: 7340032
  prebuilt:
    sources: ["https://a.example/package-\${package}-\${py-tag}.tar.bz2"]
steps:
  package:
    needs: [env]
    uses: take
    with: { artifact: prebuilt, to: "\${steps.env.path}/lib" }
    fallbacks:
      - name: wheel
        when: { gpu: nvidia }
        uses: add
        with: { packages: ["package==\${package}"] }
        retry: { times: 2 }
      - name: build from source
        after: [absent, failed]
        when: { os: [linux, windows] }
        needs: [compiler]
        uses: add
        with: { packages: ["package @ source"] }
        env: { FORCE_CUDA: "1" }
        estimate: { time: 25 min }
        timeout: { total: 1 h, silence: 10 min }
    estimate: { time: 30 s }
    verify:
      - python: |
          import package
          print("two lines")
  tool:
    title: the tool \${tool}
    uses: take
    with: { artifact: tool, to: "\${paths.tools}", pick: { "bin/tool\${host.exe}": tool } }
    verify: [{ run: ["\${steps.tool.path}", --version, two words], prints: "\${tool}" }, { file: "\${paths.tools}/tool" }]
  env:
    uses: make
    with: { prefix: "\${paths.env}", with: "\${steps.tool.path}" }
    estimate: { time: 2 min }
  compiler:
    when: { os: [linux, windows] }
    on-demand: true
    uses: make
    with: { prefix: cxx }
    exports: { CXX: "\${steps.compiler.path}" }
`;
