import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endings, runCli } from './support/built-cli.js';
import { withQuickPython } from './support/quick-python.js';
import { anyPython } from './support/rehearsal-python.js';
import { tempFolder } from './support/temp-folder.js';

const python = await anyPython();

test(
  'a manifest of another node is rehearsed too, whatever it fetches, and without a word about rehearsals in it',
  { skip: python === undefined && 'no Python 3 with venv here' },
  async t => {
    const folder = tempFolder(t);
    writeFileSync(join(folder, 'sam3d-install.yaml'), manifest(python?.version ?? ''));
    const ended = await runCli(['rehearse', '--root', 'try', '--json'], {
      cwd: folder,
      env: withQuickPython(python?.path),
    });
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.match(ended.stderr, /no other host was asked\n$/);
    const steps = endings(ended.events());
    assert.deepEqual(
      Object.entries(steps).filter(([, ending]) => !ending.startsWith('by ')),
      [],
    );
    assert.equal(Object.keys(steps).length, 10);
    const root = join(folder, 'try');
    assert.equal(readFileSync(join(root, 'data', 'README.txt'), 'utf8'), 'A stand-in made by a rehearsal.\n');
  },
);

function manifest(version: string): string {
  return `manifest: 1
name: other
title: Another node
versions: { python: '${version}', tool: '3.4' }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
artifacts:
  tool: { sources: ['https://tools.example/tool-\${tool}.tar.gz'], sha256: ${'ab'.repeat(32)}, size: 12345 }
  library: { sources: ['https://forge.example/noarch/library-1.2-py_0.conda'] }
  data: { sources: ['https://files.example/data.zip'] }
  headers: { sources: ['https://files.example/headers.tar.bz2'] }
  weights: { sources: ['https://files.example/weights.bin'] }
steps:
  env: { uses: venv, with: { prefix: _env, python: '\${python}' } }
  tool:
    uses: unpack
    with: { artifact: tool, pick: { 'bin/tool\${host.exe}': 'tool\${host.exe}' }, to: _tools }
    verify: [{ run: ['\${steps.tool.path}', --version], prints: 'tool \${tool}' }]
  library:
    needs: [env]
    uses: unpack
    with: { artifact: library, select: 'site-packages/**', to: '\${steps.env.site-packages}' }
    verify: [{ python: 'import library; assert library.__version__ == "1.2"' }]
  data: { uses: unpack, with: { artifact: data, to: data, strip: 2 }, verify: [{ file: data/README.txt }] }
  headers: { uses: unpack, with: { artifact: headers, select: 'include/*.h', to: include } }
  weights: { uses: download, with: { artifact: weights, to: models/weights.bin } }
  pins: { uses: write, with: { path: pins.txt, text: "numbers-of-note<3\\n" } }
  checkout:
    uses: git
    with: { url: 'https://git.example/someone/own-project.git', commit: ${'a0'.repeat(20)}, to: src/own }
  packages:
    needs: [env]
    uses: pip
    with:
      packages:
        - numbers-of-note>=2
        - git+https://git.example/someone/other-project@${'b1'.repeat(20)}
        - https://wheels.example/Some_Wheel-5.6-py3-none-any.whl
        - own.archive @ https://files.example/own-archive-7.8.tar.gz
      constraints: ['\${steps.pins.path}']
    verify: [{ python: 'import numbers_of_note, other_project, some_wheel, own_archive; assert some_wheel.__version__ == "5.6"' }]
  own:
    needs: [env]
    uses: pip
    with: { packages: ['\${steps.checkout.path}'] }
    verify: [{ python: import own_project }]
`;
}
