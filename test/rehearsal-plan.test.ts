import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTION_KINDS } from '../engine/actions/registry.js';
import { foreignHost } from '../engine/model/combinations.js';
import { NO_CHOICES } from '../engine/model/in-force.js';
import type { Plan } from '../engine/model/plan.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { unknownFault } from '../engine/rehearse/faults.js';
import { rehearsalEnvironment } from '../engine/rehearse/rehearsal-environment.js';
import { withFailures, withStandInHashes } from '../engine/rehearse/rehearsed-plan.js';
import { rehearsalProfile } from '../engine/rehearse/rehearsal-profile.js';
import { parseRequirement, satisfyingVersion } from '../engine/rehearse/satisfying-version.js';
import { standInCommands } from '../engine/rehearse/stand-in-commands.js';
import type { Hints, StandIns } from '../engine/rehearse/stand-in.js';
import { standInsFor } from '../engine/rehearse/stand-ins.js';
import { wantedPython } from '../engine/rehearse/wanted-python.js';
import { aManifest, manifestOf } from './support/load-text.js';
import { shippedManifest } from './support/shipped-manifests.js';

test('a stand-in takes a version that satisfies what is asked', () => {
  const versions = {
    torch: '1.0',
    'torch==2.5.1': '2.5.1',
    'pytorch3d==0.7.8+pt2.5.1cu121': '0.7.8+pt2.5.1cu121',
    'numpy>=1.24,<2': '1.24',
    'setuptools<81': '80',
    'a<2.0': '1.0',
    'a<1.2.3': '1.2.2',
    'a>3': '3.1',
    'a~=1.4': '1.4',
    'a==1.*': '1.0',
    'uvicorn[standard] >= 0.3 ; python_version > "3"': '0.3',
  };
  for (const [text, version] of Object.entries(versions)) {
    const requirement = parseRequirement(text);
    assert.ok(requirement !== undefined, text);
    assert.equal(satisfyingVersion(requirement), version, text);
  }
  for (const text of [
    '/a/path',
    './path',
    'git+https://host/a',
    'a @ https://host/a.zip',
    '--index-url x',
    '# note',
    '',
  ]) {
    assert.equal(parseRequirement(text), undefined, text);
  }
});

test('what stands in for what is read off the plan', async () => {
  const { standIns } = await shipped();
  const content = (id: string) => standIns.artifacts.find(artifact => artifact.id === id)?.content;
  assert.deepEqual(content('micromamba'), {
    kind: 'programs',
    programs: [{ member: 'bin/micromamba', prints: '2.9.0', makesEnvironments: true }],
  });
  assert.deepEqual(content('pytorch3d-conda'), {
    kind: 'package',
    folder: 'lib/python3.11/site-packages',
    package: { name: 'pytorch3d', version: '0.7.7', modules: ['pytorch3d._C'] },
  });
  assert.deepEqual(content('pytorch3d-source'), {
    kind: 'source',
    folder: 'pytorch3d-source-stand-in',
    source: {
      name: 'pytorch3d',
      version: '0.7.8',
      modules: ['pytorch3d._C'],
      native: true,
      expects: ['CC', 'CUDA_HOME', 'CUDA_INC_PATH', 'CXX', 'FORCE_CUDA'],
      buildsWith: { CUDA_HOME: 'bin/nvcc' },
    },
  });
  const moge = content('moge-source');
  assert.ok(moge?.kind === 'source' && !moge.source.native && moge.source.name === 'moge');
  assert.deepEqual(standIns.packages.get('opencv-python'), { versions: ['1.0'], modules: ['cv2'] });
  assert.deepEqual(standIns.packages.get('numpy')?.versions, ['1.24']);
  assert.deepEqual(standIns.packages.get('torch')?.versions, ['2.5.1']);
  assert.deepEqual(
    [...standIns.pages],
    [
      [
        'https://nvidia-kaolin.s3.us-east-2.amazonaws.com/torch-2.5.1_cu121.html',
        ['kaolin', 'torch', 'torchvision', 'numpy', 'setuptools'],
      ],
      ['https://miropsota.github.io/torch_packages_builder/pytorch3d/', ['pytorch3d']],
    ],
  );
  assert.deepEqual(standIns.indexes, ['https://download.pytorch.org/whl/cu121']);
  assert.deepEqual(standIns.channels, ['https://conda.anaconda.org/conda-forge']);
});

test('requirements and constraints that a step writes to a file are asked for too', async () => {
  const manifest = await manifestOf(
    aManifest(`
steps:
  env: { uses: venv, with: { prefix: _env, python: '3.11' } }
  pins: { uses: write, with: { path: pins.txt, text: "numpy<2\\n# a note\\n-r other.txt\\n" } }
  all: { uses: pip, needs: [env], with: { packages: [numpy], constraints: ['\${steps.pins.path}'] } }
`),
  );
  const { standIns } = await planned(manifest);
  assert.deepEqual([...standIns.packages], [['numpy', { versions: ['1.0', '1'], modules: ['numpy'] }]]);
});

test('hashes become those of the stand-ins only where a hash covers the artifact', async () => {
  const { plan } = await shipped();
  const sum = { sha256: 'f'.repeat(64), size: 7 };
  const rehearsed = withStandInHashes(
    plan,
    new Map([
      ['micromamba', sum],
      ['moge-source', sum],
    ]),
  );
  assert.equal(rehearsed.artifacts.get('micromamba')?.sha256, sum.sha256);
  assert.equal(rehearsed.artifacts.get('moge-source')?.sha256, undefined);
  assert.deepEqual(rehearsed.steps, plan.steps);
});

test('a step that is told to fail does so in the way its next attempt is meant for', async () => {
  const { plan } = await shipped();
  const failing = withFailures(plan, new Set(['env', 'pytorch3d']), failure => `https://nowhere/${failure}`);
  const env = failing.steps.find(({ id }) => id === 'env');
  assert.equal(env?.attempts[0].action, 'download');
  assert.equal(
    env?.attempts[0].description,
    `fail, as --fail env asks (the real attempt: ${plan.steps.find(({ id }) => id === 'env')?.attempts[0].description})`,
  );
  assert.deepEqual(env?.attempts.slice(1), plan.steps.find(({ id }) => id === 'env')?.attempts.slice(1));
  assert.deepEqual(failing.artifacts.get('rehearsal-failure-of-env')?.sources, ['https://nowhere/absent']);
});

test('a fault that names nothing of the plan is found before anything is rehearsed', async () => {
  const manifest = await shippedManifest('default');
  const { standIns } = await shipped();
  const none: StandIns = { ...standIns, packages: new Map() };
  assert.equal(unknownFault({ absent: ['pytorch3d-conda', 'PyTorch3D'], fail: ['env'] }, manifest, none), undefined);
  assert.equal(unknownFault({ absent: ['scipy'], fail: [] }, manifest, standIns), undefined);
  assert.equal(unknownFault({ absent: ['pytorch4d'], fail: [] }, manifest, standIns)?.name, 'pytorch4d');
  assert.deepEqual(unknownFault({ absent: [], fail: ['enf'] }, manifest, standIns)?.flag, '--fail');
});

test('nothing of the host says where packages come from, or whom to ask', () => {
  const host = {
    PATH: '/bin',
    PIP_FIND_LINKS: '/wheels',
    PIP_EXTRA_INDEX_URL: 'https://elsewhere',
    UV_INDEX: 'https://elsewhere',
    https_proxy: 'http://proxy',
    CONDA_PREFIX: '/conda',
    EMPTY: undefined,
  };
  assert.deepEqual(rehearsalEnvironment(host, 'http://127.0.0.1:1'), {
    PATH: '/bin',
    http_proxy: 'http://127.0.0.1:1',
    HTTP_PROXY: 'http://127.0.0.1:1',
    https_proxy: 'http://127.0.0.1:1',
    HTTPS_PROXY: 'http://127.0.0.1:1',
    all_proxy: 'http://127.0.0.1:1',
    ALL_PROXY: 'http://127.0.0.1:1',
    no_proxy: '127.0.0.1,localhost',
    NO_PROXY: '127.0.0.1,localhost',
    PIP_INDEX_URL: 'http://127.0.0.1:1/simple/',
    PIP_RETRIES: '0',
    UV_DEFAULT_INDEX: 'http://127.0.0.1:1/simple/',
  });
});

test('the first profile that the platform can have is rehearsed, whatever card the host has', async () => {
  const manifest = await shippedManifest('default');
  assert.equal(rehearsalProfile(manifest, 'linux-64'), 'cuda-12.1');
  assert.equal(rehearsalProfile(manifest, 'osx-arm64'), 'cpu');
  assert.equal(rehearsalProfile(await manifestOf(aManifest('')), 'linux-64'), undefined);
});

test('the Python that a plan wants is known, and what its version is called', async () => {
  assert.deepEqual(wantedPython((await shipped()).plan), { version: '3.11', named: 'python' });
  assert.deepEqual(wantedPython((await shipped('venv')).plan), { version: '3.11', named: 'python' });
  const none = await planned(await manifestOf(aManifest('')));
  assert.equal(wantedPython(none.plan), undefined);
});

test('what a stand-in program prints may use the versions in force', async () => {
  const { plan, hints } = await shipped();
  const commands = standInCommands(hints, plan.versions);
  assert.deepEqual(commands['cuda-nvcc']?.['bin/nvcc'], {
    prints: 'Cuda compilation tools, release 12.1, V12.1.105',
  });
  assert.deepEqual(commands['gxx_linux-64'], { 'bin/x86_64-conda-linux-gnu-g++': { forwards: 'g++' } });
});

interface Case {
  readonly plan: Plan;
  readonly hints: Hints;
  readonly standIns: StandIns;
}

async function shipped(name = 'default'): Promise<Case> {
  return planned(await shippedManifest(name), 'cuda-12.1');
}

async function planned(manifest: Awaited<ReturnType<typeof manifestOf>>, profile?: string): Promise<Case> {
  const spec = profile === undefined ? undefined : manifest.profiles.get(profile)?.value;
  const plan = makePlan({
    manifest,
    host: foreignHost('linux-64', spec),
    choices: { ...NO_CHOICES, ...(profile !== undefined && { profile }) },
    root: '/root',
    join: (...parts) => parts.join('/'),
    kinds: ACTION_KINDS,
  });
  if (!plan.ok) assert.fail(JSON.stringify(plan.error, undefined, 2));
  const hints: Hints = new Map([...manifest.rehearsal.packages].map(([id, { value }]) => [id, value]));
  return { plan: plan.value, hints, standIns: standInsFor(plan.value, hints) };
}
