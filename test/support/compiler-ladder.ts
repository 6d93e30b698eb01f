import type { FoundPython } from '../../engine/host/rehearsal/find-python.js';
import { makeWheel, wheelFileName } from '../../engine/host/rehearsal/make-wheel.js';
import { bzip2, tarOf, zipOf } from './make-archive.js';
import { sha256Of, type Mirror } from './mirror.js';

/**
 * A small manifest with the shape of PyTorch3D in `default.yaml`: a prebuilt archive, else a build from source, for
 * which two compilers are found on the host or come from the mirror. The compilers are scripts for `sh`.
 */

const NVCC = `[ "$1" = --version ] && echo 'Cuda compilation tools, release 12.1, V12.1.105'`;

/** Copies its source, and says in the copy which compiler it is. */
export function gxxScript(version: string, from: string): string {
  return [
    `case "$1" in`,
    `  -dumpfullversion) echo ${version} ;;`,
    `  --version) echo 'g++ ${version}' ;;`,
    `  *) { while read -r line; do echo "$line"; done < "$1"; echo "compiled by g++ of the ${from}"; } > "$3" ;;`,
    'esac',
  ].join('\n');
}

export const nvccScript = NVCC;

const BUILD_BACKEND = `
import base64, hashlib, os, subprocess, zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    subprocess.run([os.environ["CUDACXX"], "--version"], check=True)
    subprocess.run([os.environ["CXX"], "kernel.cpp", "-o", "kernel.txt"], check=True)
    files = {
        "meshes/__init__.py": b"from pathlib import Path\\nmade = (Path(__file__).parent / 'kernel.txt').read_text()\\n",
        "meshes/kernel.txt": open("kernel.txt", "rb").read(),
        "meshes-0.7.8.dist-info/METADATA": b"Metadata-Version: 2.1\\nName: meshes\\nVersion: 0.7.8\\n",
        "meshes-0.7.8.dist-info/WHEEL": b"Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    digest = lambda data: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\\n" for name, data in files.items())
    files["meshes-0.7.8.dist-info/RECORD"] = (record + "meshes-0.7.8.dist-info/RECORD,,\\n").encode()
    name = "meshes-0.7.8-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for path, data in files.items():
            wheel.writestr(path, data)
    return name
`;

/** What the mirror has, and what the manifest must know of it. */
export interface Served {
  readonly hashes: Readonly<Record<'nvcc' | 'gxx' | 'source', string>>;
}

const executable = { mode: 0o755 };

/** Puts compilers, sources and wheels on a mirror that stands for `https://packages.test/`; the prebuilt archive where it is wanted. */
export function serveLadder(mirror: Mirror, { prebuilt }: { readonly prebuilt: boolean }): Served {
  const put = (path: string, body: Buffer) => {
    mirror.serve(path, { kind: 'file', body });
    return sha256Of(body);
  };
  const nvcc = tarOf({ name: 'bin/nvcc', body: `#!/bin/sh\n${NVCC}\n`, ...executable });
  const gxx = tarOf({ name: 'bin/g++', body: `#!/bin/sh\n${gxxScript('12.3.0', 'mirror')}\n`, ...executable });
  const source = zipOf(
    { name: 'meshes-0.7.8/kernel.cpp', body: 'int answer() { return 42; }\n' },
    { name: 'meshes-0.7.8/backend.py', body: BUILD_BACKEND },
    {
      name: 'meshes-0.7.8/pyproject.toml',
      body: '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    },
  );
  if (prebuilt) {
    const site = 'lib/python3/site-packages';
    const made = tarOf({ name: `${site}/meshes/__init__.py`, body: "made = 'prebuilt'\n" });
    mirror.serve('/meshes-prebuilt.tar.bz2', { kind: 'file', body: bzip2(made) });
  }
  const wheel = { name: 'arrays', version: '1.26', modules: ['arrays'] };
  put(`/wheels/${wheelFileName(wheel)}`, makeWheel(wheel));
  const page = `<!DOCTYPE html><html><body><a href="${wheelFileName(wheel)}">arrays</a></body></html>`;
  mirror.serve('/wheels/', { kind: 'page', body: page });
  return {
    hashes: {
      nvcc: put('/nvcc.tar.bz2', bzip2(nvcc)),
      gxx: put('/gxx.tar.bz2', bzip2(gxx)),
      source: put('/meshes.zip', source),
    },
  };
}

function head({ hashes }: Served): string {
  return `manifest: 1
name: meshes
title: Meshes
versions: { cuda: '12.1', meshes: '0.7.8', arrays: '1.26' }
options:
  compilers: { values: [auto, system, download], default: auto, description: Where g++ and nvcc come from }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {} }
artifacts:
  prebuilt: { sources: ['https://packages.test/meshes-prebuilt.tar.bz2'] }
  nvcc: { sources: ['https://packages.test/nvcc.tar.bz2'], sha256: ${hashes.nvcc} }
  gxx: { sources: ['https://packages.test/gxx.tar.bz2'], sha256: ${hashes.gxx} }
  source: { sources: ['https://packages.test/meshes.zip'], sha256: ${hashes.source} }
steps:
  nvcc:
    on-demand: true
    attempts:
      - name: on this host
        when: { option.compilers: [auto, system] }
        uses: detect
        with: { command: nvcc, version: '>=12.1 <12.2', version-match: 'release ' }
      - name: downloaded
        when: { option.compilers: [auto, download] }
        uses: unpack
        with: { artifact: nvcc, pick: { bin/nvcc: bin/nvcc }, to: _tools/cuda }
    verify: [{ run: ['\${steps.nvcc.path}', --version], prints: 'release \${cuda},' }]
    exports: { CUDACXX: '\${steps.nvcc.path}' }
  cxx:
    on-demand: true
    attempts:
      - name: on this host
        when: { option.compilers: [auto, system] }
        uses: detect
        with: { command: g++, version: '>=9 <13', version-args: [-dumpfullversion] }
      - name: downloaded
        when: { option.compilers: [auto, download] }
        uses: unpack
        with: { artifact: gxx, pick: { bin/g++: bin/g++ }, to: _tools/gxx }
    verify: [{ run: ['\${steps.cxx.path}', --version] }]
    exports: { CXX: '\${steps.cxx.path}' }
  source:
    on-demand: true
    uses: unpack
    with: { artifact: source, strip: 1, to: _tools/src }
`;
}

/** With an environment: a venv of this Python, a wheel into it, the package built by pip. */
export function pythonLadder(served: Served, python: FoundPython): string {
  return `${head(served)}
  env:
    uses: venv
    with: { prefix: _env, python: '${python.version}' }
    exports: { PATH: '\${steps.env.search-path}' }
  arrays:
    uses: pip
    needs: [env]
    with: { packages: ['arrays==\${arrays}'], find-links: ['https://packages.test/wheels/'] }
    verify: [{ python: 'import arrays; assert arrays.__version__ == "\${arrays}"' }]
  meshes:
    title: meshes \${meshes}
    needs: [arrays]
    attempts:
      - name: prebuilt archive
        uses: unpack
        with: { artifact: prebuilt, select: 'lib/python3/site-packages/**', to: '\${steps.env.site-packages}' }
      - name: build from source
        after: [absent, failed]
        needs: [nvcc, cxx]
        uses: pip
        with: { packages: ['\${steps.source.folder}'], build-isolation: false, no-deps: true }
    verify: [{ python: import meshes }]
`;
}

/** Without one: the same ladder, and a build that only compiles. */
export function plainLadder(served: Served): string {
  return `${head(served)}
  meshes:
    title: meshes \${meshes}
    attempts:
      - name: prebuilt archive
        uses: unpack
        with: { artifact: prebuilt, strip: 3, to: built }
      - name: build from source
        after: [absent, failed]
        needs: [nvcc, cxx]
        uses: run
        with:
          argv: ['\${steps.cxx.path}', '\${steps.source.folder}/kernel.cpp', -o, built.txt]
          creates: [built.txt]
`;
}
