import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinationName, combinations, foreignHost } from '../engine/model/combinations.js';
import { versionInside } from '../engine/model/version-range.js';
import { manifestOf, platforms, profile, table, when } from './support/hand-made.js';

const named = (profiles: readonly ReturnType<typeof profile>[]) =>
  combinations(
    manifestOf([], {
      platforms: platforms('linux-64', 'osx-arm64', 'win-64'),
      profiles: table(Object.fromEntries(profiles.map(value => [value.name, value]))),
    }),
  ).map(combinationName);

test('without profiles there is one combination a platform', () => {
  assert.deepEqual(named([]), ['linux-64', 'osx-arm64', 'win-64']);
});

test('a profile for other systems is left out, whatever else it asks for', () => {
  assert.deepEqual(
    named([
      profile('gpu', { when: when({ gpu: 'nvidia', os: ['linux', 'windows'] }) }),
      profile('alpine', { when: when({ libc: 'musl' }) }),
      profile('m1', { when: when({ arch: 'arm64', platform: ['osx-arm64', 'osx-64'] }) }),
      profile('cpu'),
    ]),
    [
      'linux-64 with profile gpu',
      'linux-64 with profile alpine',
      'linux-64 with profile cpu',
      'osx-arm64 with profile m1',
      'osx-arm64 with profile cpu',
      'win-64 with profile gpu',
      'win-64 with profile cpu',
    ],
  );
});

test('a foreign host has what the profile asks for', () => {
  const wanted = when({ 'cuda-driver': '>=12.1 <13', 'compute-capability': '<=9.0' });
  assert.deepEqual(foreignHost('linux-64', profile('cuda', { when: wanted })), {
    platform: 'linux-64',
    os: 'linux',
    arch: 'x86_64',
    libc: 'glibc',
    container: 'none',
    wsl: 'none',
    gpu: 'nvidia',
    computeCapability: '9.0',
    cudaDriver: '12.1',
  });
  assert.equal(foreignHost('linux-64', profile('alpine', { when: when({ libc: 'musl' }) })).libc, 'musl');
});

test('a foreign host without a profile is plain', () => {
  assert.deepEqual(foreignHost('osx-arm64', undefined), {
    platform: 'osx-arm64',
    os: 'macos',
    arch: 'arm64',
    container: 'none',
    wsl: 'none',
    gpu: 'none',
  });
});

test('a version inside a range is found when there is one', () => {
  assert.equal(versionInside('>=12.1 <13'), '12.1');
  assert.equal(versionInside('>12.1'), '12.2');
  assert.equal(versionInside('<9.0'), '8.0');
  assert.equal(versionInside('<11.8 >=11'), '11.7');
  assert.equal(versionInside('>12 <11'), undefined);
});
