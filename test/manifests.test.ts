import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ACTION_KINDS } from '../engine/actions/registry.js';
import { analyse } from '../engine/analyse/analyse.js';
import { combinationName, combinations, foreignHost } from '../engine/model/combinations.js';
import { NO_CHOICES, type Choices } from '../engine/model/in-force.js';
import type { Plan } from '../engine/model/plan.js';
import type { Platform } from '../engine/model/platform.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { printed } from './support/load-text.js';
import { shippedManifest, SHIPPED, shippedText } from './support/shipped-manifests.js';

for (const name of SHIPPED) {
  test(`${name}.yaml: nothing is found but artifacts that no hash covers yet`, async () => {
    const manifest = await shippedManifest(name);
    const others = analyse(manifest, { kinds: ACTION_KINDS }).filter(({ code }) => code !== 'unverified-download');
    assert.equal(printed(others, manifest), '');
  });
}

for (const name of SHIPPED) {
  test(`${name}.yaml: there is a plan for every platform with every profile that it can have`, async () => {
    const manifest = await shippedManifest(name);
    const names = combinations(manifest).map(combinationName);
    assert.deepEqual(
      names
        .map(combination => combination.replace(/ with profile.*/, ''))
        .filter((value, i, all) => all.indexOf(value) === i),
      name === 'trellis2' ? ['linux-64', 'win-64'] : ['linux-64', 'win-64', 'osx-arm64', 'osx-64', 'linux-aarch64'],
    );
    for (const { platform, profile } of combinations(manifest)) {
      const plan = await planFor(name, platform.name, profile?.name);
      assert.equal(plan.steps.at(-1)?.id, 'check');
    }
  });
}

test('a host is given the profile that its card and its driver allow', async () => {
  const manifest = await shippedManifest('default');
  const profileOf = (facts: object) => {
    const host = { ...foreignHost('linux-64', undefined), ...facts };
    const plan = makePlan({ ...planInput, manifest, host, choices: NO_CHOICES });
    return plan.ok ? plan.value.profile : JSON.stringify(plan.error);
  };
  const nvidia = (computeCapability: string, cudaDriver: string) =>
    profileOf({ gpu: 'nvidia', computeCapability, cudaDriver });
  assert.equal(nvidia('8.9', '12.4'), 'cuda-12.1');
  assert.equal(nvidia('9.0', '13.0'), 'cuda-12.1');
  assert.equal(nvidia('12.0', '12.8'), 'cuda-12.8');
  assert.equal(nvidia('12.0', '12.7'), 'cpu', 'the driver is too old for the only CUDA that knows this card');
  assert.equal(nvidia('8.9', '11.8'), 'cpu');
  assert.equal(profileOf({ gpu: 'none' }), 'cpu');
});

test('PyTorch3D is tried as the archive that was asked for, then as a wheel, then from source with compilers', async () => {
  const plan = await planFor('default', 'linux-64', 'cuda-12.1');
  const step = stepOf(plan, 'pytorch3d');
  assert.deepEqual(
    step.attempts.map(({ name, needs }) => [name, needs]),
    [
      ['conda archive', []],
      ['prebuilt wheel', []],
      ['build from source', ['nvcc', 'cxx', 'build-tools', 'pytorch3d-source']],
    ],
  );
  assert.deepEqual(plan.artifacts.get('pytorch3d-conda')?.sources, [
    'https://conda.anaconda.org/pytorch3d/linux-64/pytorch3d-0.7.7-py311_cu121_pyt251.tar.bz2',
  ]);
  assert.deepEqual(step.attempts[1]?.params['packages'], ['pytorch3d==0.7.8+pt2.5.1cu121']);
  assert.equal(step.attempts[2]?.env['FORCE_CUDA'], '1');
  for (const id of ['nvcc', 'cxx', 'pytorch3d-source']) assert.ok(stepOf(plan, id).onDemand, id);
});

test('with the profile for torch 2.4.1 the archive is the one that the channel really has', async () => {
  const plan = await planFor('default', 'linux-64', 'cuda-12.1-torch-2.4');
  assert.deepEqual(plan.artifacts.get('pytorch3d-conda')?.sources, [
    'https://conda.anaconda.org/pytorch3d/linux-64/pytorch3d-0.7.8-py311_cu121_pyt241.tar.bz2',
  ]);
  assert.deepEqual(stepOf(plan, 'torch').attempts[0].params['packages'], ['torch==2.4.1', 'torchvision==0.19.1']);
});

test('a Mac has no step for CUDA, and torch from the default index', async () => {
  for (const [platform, torch] of [
    ['osx-arm64', '2.5.1'],
    ['osx-64', '2.2.2'],
  ] as const) {
    const plan = await planFor('default', platform, 'cpu');
    const ids = plan.steps.map(({ id }) => id);
    assert.deepEqual(
      ids.filter(id => ['nvcc', 'kaolin', 'spconv', 'nvdiffrast', 'msvc'].includes(id)),
      [],
    );
    const [first, ...others] = stepOf(plan, 'torch').attempts;
    assert.deepEqual(others, []);
    assert.equal(first.params['index-url'], undefined);
    assert.deepEqual((first.params['packages'] as readonly string[])[0], `torch==${torch}`);
    assert.ok(plan.notes.some(note => note.includes('no CUDA on macOS')));
  }
});

test('Windows says where to get the compiler that no package can bring', async () => {
  const plan = await planFor('default', 'win-64', 'cuda-12.1');
  assert.ok(plan.notes[0]?.includes('https://visualstudio.microsoft.com/visual-cpp-build-tools/'));
  assert.deepEqual(stepOf(plan, 'micromamba').attempts[0].params['pick'], {
    'Library/bin/micromamba.exe': 'micromamba.exe',
  });
  const build = stepOf(plan, 'pytorch3d').attempts.at(-1);
  assert.deepEqual(build?.needs, ['nvcc', 'msvc', 'build-tools', 'pytorch3d-source']);
});

test('--option compilers decides where compilers come from', async () => {
  const attempts = async (compilers: string) => {
    const choices = { ...NO_CHOICES, options: new Map([['compilers', compilers]]) };
    const plan = await planFor('default', 'linux-64', 'cuda-12.1', choices);
    return ['nvcc', 'cxx'].map(id => stepOf(plan, id).attempts.map(({ name }) => name));
  };
  const host = ['g++ on this host', 'g++-12 on this host', 'g++-11 on this host'];
  assert.deepEqual(await attempts('system'), [['on this host'], host]);
  assert.deepEqual(await attempts('download'), [['conda-forge, Linux'], ['conda-forge']]);
  assert.deepEqual(await attempts('auto'), [
    ['on this host', 'conda-forge, Linux'],
    [...host, 'conda-forge'],
  ]);
});

test('venv.yaml uses no conda at all', async () => {
  const plan = await planFor('venv', 'linux-64', 'cuda-12.1');
  const kinds = plan.steps.flatMap(({ attempts }) => attempts.map(({ action }) => action));
  assert.ok(!kinds.includes('conda'));
  assert.equal(stepOf(plan, 'env').attempts[0].action, 'venv');
});

test('whatever installs packages after torch is kept from replacing it', async () => {
  for (const name of SHIPPED) {
    for (const { platform, profile } of combinations(await shippedManifest(name))) {
      const plan = await planFor(name, platform.name, profile?.name);
      const kept = ['torch', 'torchvision'].map(id => `${id}==${plan.versions.get(id) ?? ''}`);
      const later = plan.steps.filter(({ id }) => !['uv', 'build-tools'].includes(id));
      for (const { action, params } of later.flatMap(({ attempts }) => attempts)) {
        if (action !== 'pip' || params['no-deps'] === true) continue;
        const [torch, torchvision, numpy, ...others] = params['constraints'] as readonly string[];
        assert.deepEqual([torch, torchvision, ...others], [...kept, 'setuptools<81']);
        assert.match(numpy ?? '', /^numpy>=1\./);
      }
    }
  }
});

test('a ready-made wheel is taken only for the card that it was built for', async () => {
  const attempts = async (platform: Platform, profile: string) => {
    const plan = await planFor('trellis2', platform, profile);
    return stepOf(plan, 'cumesh').attempts.map(({ name }) => name);
  };
  assert.deepEqual(await attempts('linux-64', 'rtx-50-linux'), ['ready-made wheel', 'build from source']);
  assert.deepEqual(await attempts('linux-64', 'built'), ['build from source']);
  assert.deepEqual(await attempts('win-64', 'built'), ['build from source, Windows']);
  const manifest = await shippedManifest('trellis2');
  const profileOf = (platform: Platform, computeCapability: string) => {
    const host = { ...foreignHost(platform, undefined), gpu: 'nvidia' as const, cudaDriver: '12.9', computeCapability };
    const plan = makePlan({ ...planInput, manifest, host, choices: NO_CHOICES });
    return plan.ok ? plan.value.profile : plan.error.kind;
  };
  assert.equal(profileOf('linux-64', '12.0'), 'rtx-50-linux');
  assert.equal(profileOf('linux-64', '8.9'), 'built');
  assert.equal(profileOf('win-64', '8.9'), 'rtx-30-40-windows');
  assert.equal(profileOf('win-64', '12.0'), 'built');
});

test('what a manifest says of a failure is more than what every manifest says of it already', async () => {
  const known = parse(await shippedText('base/diagnoses')) as { readonly diagnose: readonly Record<string, string>[] };
  for (const name of SHIPPED) {
    const { diagnose } = await shippedManifest(name);
    for (const { match, remedy } of diagnose) {
      const same = known.diagnose.find(rule => rule['match'] === match.value);
      assert.notEqual(remedy.value, same?.['remedy'], `${name} repeats ${match.value}`);
    }
    assert.ok(diagnose.length <= 3, `${name}: what is true of every manifest belongs in base/diagnoses.yaml`);
  }
});

test('every byte of the ready-made wheels is covered by a hash', async () => {
  const plan = await planFor('trellis2', 'win-64', 'rtx-30-40-windows');
  const wheels = [...plan.artifacts.values()].filter(({ id }) => id.endsWith('-wheel'));
  assert.equal(wheels.length, 5);
  for (const { id, sha256 } of wheels) assert.match(sha256 ?? '', /^[0-9a-f]{64}$/, id);
});

const planInput = { root: '<root>', join: (...parts: string[]) => parts.join('/'), kinds: ACTION_KINDS };

async function planFor(
  name: string,
  platform: Platform,
  profile: string | undefined,
  choices: Choices = NO_CHOICES,
): Promise<Plan> {
  const manifest = await shippedManifest(name);
  const spec = profile === undefined ? undefined : manifest.profiles.get(profile)?.value;
  const asked = profile === undefined ? choices : { ...choices, profile };
  const plan = makePlan({ ...planInput, manifest, host: foreignHost(platform, spec), choices: asked });
  if (!plan.ok) assert.fail(JSON.stringify(plan.error, undefined, 2));
  return plan.value;
}

function stepOf(plan: Plan, id: string) {
  const step = plan.steps.find(candidate => candidate.id === id);
  assert.ok(step !== undefined, `the plan has no step ${id}`);
  return step;
}
