import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plannedFrom, planOf, refusalOf, type PlanOfOptions } from './support/plan-of.js';

const PROFILES = `
versions: { cuda: "12.1", torch: "2.5.1" }
profiles:
  cuda-12.1: { when: { gpu: nvidia, cuda-driver: ">=12.1", compute-capability: "<=9.0" } }
  cuda-12.8: { when: { gpu: nvidia, cuda-driver: ">=12.8" }, versions: { cuda: "12.8" } }
  no-gpu: { when: { os: [linux, windows] }, assumes: { gpu: none }, versions: { cuda: cpu } }
options: { compilers: { values: [auto, download], default: auto, description: Where compilers come from } }
platforms:
  linux-64: {}
  osx-arm64: { versions: { torch: "2.2.2" } }
`;

async function chosen(body: string, options: PlanOfOptions): Promise<string> {
  const { profile, profileReason, versions } = await plannedFrom(body, options);
  return `${profile} (${profileReason}) cuda ${versions.get('cuda')}`;
}

test('the first profile that holds on the host is taken, and the plan says why', async () => {
  const old = { gpu: 'nvidia', cudaDriver: '12.8', computeCapability: '8.6' } as const;
  assert.equal(
    await chosen(PROFILES, { host: old }),
    'cuda-12.1 (gpu is nvidia, cuda-driver is 12.8, compute-capability is 8.6) cuda 12.1',
  );
  const newer = { ...old, computeCapability: '12.0' };
  assert.equal(await chosen(PROFILES, { host: newer }), 'cuda-12.8 (gpu is nvidia, cuda-driver is 12.8) cuda 12.8');
  assert.equal(await chosen(PROFILES, {}), 'no-gpu (os is linux) cuda cpu');
});

test('a host that no profile is for is refused, with what stands against each', async () => {
  assert.equal(
    await refusalOf(PROFILES, { platform: 'osx-arm64' }),
    'no profile of this manifest is for this host\n' +
      'help: cuda-12.1: gpu is none, not nvidia; cuda-12.8: gpu is none, not nvidia; ' +
      'no-gpu: os is macos, not linux or windows',
  );
});

test('a profile that is asked for is taken on a host that does not have what it wants', async () => {
  assert.equal(
    await chosen(PROFILES, { profile: 'cuda-12.1' }),
    'cuda-12.1 (asked for; taken as given: gpu is nvidia, cuda-driver is 12.1, compute-capability is 9.0) cuda 12.1',
  );
  const { facts } = await plannedFrom(PROFILES, { profile: 'cuda-12.8' });
  assert.deepEqual(
    ['gpu', 'cuda-driver', 'compute-capability', 'profile'].map(name => facts.get(name)),
    ['nvidia', '12.8', undefined, 'cuda-12.8'],
  );
});

test('what the host itself has of an asked profile stays as it is', async () => {
  const host = { gpu: 'nvidia', cudaDriver: '11.8' } as const;
  const { facts, profileReason } = await plannedFrom(PROFILES, { profile: 'cuda-12.8', host });
  assert.equal(profileReason, 'asked for');
  assert.equal(facts.get('cuda-driver'), '11.8');
});

test('a profile for another system is refused even when it is asked for', async () => {
  assert.equal(
    await refusalOf(PROFILES, { platform: 'osx-arm64', profile: 'no-gpu' }),
    'profile `no-gpu` is not for this host: os is macos, not linux or windows\n' +
      'help: choose another one with --profile, or none to have it chosen',
  );
});

test('a profile that wants another option is refused until that option is chosen', async () => {
  const body = `
profiles: { own: { when: { option.compilers: download } } }
options: { compilers: { values: [auto, download], default: auto, description: Where compilers come from } }
`;
  assert.match(await refusalOf(body, { profile: 'own' }), /option\.compilers is auto, not download/);
  const plan = await plannedFrom(body, { profile: 'own', options: { compilers: 'download' } });
  assert.equal(plan.profileReason, 'asked for');
});

test('an unknown profile is refused with the one that was meant, or with all there are', async () => {
  assert.equal(
    await refusalOf(PROFILES, { profile: 'cuda-12.7' }),
    'unknown profile `cuda-12.7`\nhelp: did you mean `cuda-12.1`?',
  );
  assert.equal(
    await refusalOf(PROFILES, { profile: 'mystery' }),
    'unknown profile `mystery`\nhelp: profiles of the manifest: cuda-12.1, cuda-12.8, no-gpu',
  );
  assert.equal(await refusalOf('', { profile: 'cpu' }), 'unknown profile `cpu`\nhelp: the manifest has no profiles');
});

test('what a profile assumes stands over what the host has', async () => {
  const host = { gpu: 'nvidia', cudaDriver: '11.0' } as const;
  const { facts, profile } = await plannedFrom(PROFILES, { host });
  assert.deepEqual([profile, facts.get('gpu')], ['no-gpu', 'none']);
});

test('a manifest without profiles has one plan for a platform', async () => {
  const plan = await plannedFrom('');
  assert.deepEqual([plan.profile, plan.profileReason], ['default', 'the manifest declares no profiles']);
});

test('a platform that the manifest does not list is refused with the list', async () => {
  assert.equal(
    await refusalOf(PROFILES, { platform: 'win-64' }),
    'this manifest is not written for win-64\nhelp: it is written for linux-64, osx-arm64',
  );
});

test('versions: the manifest, over it the profile, the platform, and what the user sets', async () => {
  const mac = `${PROFILES}`.replace('os: [linux, windows]', 'os: [linux, macos]');
  const versions = async (options: PlanOfOptions) => Object.fromEntries((await plannedFrom(mac, options)).versions);
  assert.deepEqual(await versions({}), { cuda: 'cpu', torch: '2.5.1' });
  assert.deepEqual(await versions({ platform: 'osx-arm64' }), { cuda: 'cpu', torch: '2.2.2' });
  assert.deepEqual(await versions({ platform: 'osx-arm64', set: { torch: '2.3.0' } }), { cuda: 'cpu', torch: '2.3.0' });
});

test('an option, a value or a version that the manifest does not have is refused before anything is planned', async () => {
  assert.equal(
    await refusalOf(PROFILES, { options: { compiler: 'auto' } }),
    'unknown option `compiler`\nhelp: did you mean `compilers`?',
  );
  assert.equal(
    await refusalOf(PROFILES, { options: { compilers: 'mine' } }),
    'option `compilers` has no value `mine`\nhelp: values of the manifest: auto, download',
  );
  assert.equal(
    await refusalOf(PROFILES, { set: { torch2: '2' } }),
    'unknown version `torch2`\nhelp: did you mean `torch`?',
  );
  assert.equal(
    await refusalOf('', { set: { anything: '2' } }),
    'unknown version `anything`\nhelp: the manifest has no versions',
  );
});

test('the same input gives the same plan', async () => {
  assert.deepEqual(await planOf(PROFILES), await planOf(PROFILES));
});
