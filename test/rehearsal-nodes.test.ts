import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { endings, runCli } from './support/built-cli.js';
import { platformHere } from './support/cli.js';
import { anyPython } from './support/rehearsal-python.js';
import { tempFolder } from './support/temp-folder.js';

// The manifests of other nodes, each once on its way that says most: a build after a wheel that is absent, a build of a
// folder of an archive, wheels that are unpacked and checked by hash.

const python = await anyPython();
const skip =
  platformHere() === 'linux-64' ? python === undefined && 'no Python 3 with venv here' : 'written for linux-64';

describe('other nodes are rehearsed to their end', { concurrency: true, skip }, () => {
  test('SAM 3D Body: its wheel of detectron2 is absent, so the compilers come, and it is built', async t => {
    const ended = await rehearsed(t, 'sam3d-body', '--absent', 'detectron2');
    assert.equal(ended['detectron2'], 'by build from source');
    assert.equal(ended['torch-geometric'], 'by wheels of PyTorch Geometric');
    assert.equal(ended['bpy'], 'by pip');
  });

  test('Hunyuan3D-2: its rasterizer is built from one folder of the sources of the node', async t => {
    const ended = await rehearsed(t, 'hunyuan3d');
    assert.equal(ended['rasterizer'], 'by build from source');
    assert.equal(ended['node-source'], 'by unpack');
  });

  test('TRELLIS.2: for an RTX 50 every compiled package is a ready-made wheel, and no compiler is looked for', async t => {
    const ended = await rehearsed(t, 'trellis2');
    for (const id of ['nvdiffrast', 'cumesh', 'flex-gemm', 'o-voxel']) assert.equal(ended[id], 'by ready-made wheel');
    assert.equal(ended['nvdiffrec'], 'by unpack');
    assert.equal(ended['nvcc'], 'not needed');
  });
});

async function rehearsed(t: TestContext, name: string, ...flags: string[]): Promise<Readonly<Record<string, string>>> {
  const words = ['rehearse', '--manifest', `${name}.yaml`, '--root', 'try', '--json', ...flags];
  const end = await runCli([...words, '--set', `python=${python?.version ?? ''}`], { cwd: tempFolder(t) });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stderr, /no other host was asked\n$/);
  const ended = endings(end.events());
  assert.match(ended['check'] ?? '', /^by /);
  return ended;
}
