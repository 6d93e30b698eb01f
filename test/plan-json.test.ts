import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planJson } from '../engine/report/plan-json.js';
import { planText } from '../engine/report/plan-text.js';
import { plannedFrom } from './support/plan-of.js';
import { HASH, EXAMPLE } from './support/plan-example.js';

test('what a manifest or a host says cannot steer the terminal', async () => {
  const plan = { ...(await plannedFrom('')), title: 'x\u001b[2Jy', root: '/r\u001b]0;t\u0007' };
  const text = planText(plan, { unicode: true });
  assert.match(text, /^x\\u\{1b\}\[2Jy\n/);
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
});

test('the plan as JSON holds what the text holds, outputs of steps as they are written', async () => {
  const plan = await plannedFrom(EXAMPLE, { host: { gpu: 'nvidia', cudaDriver: '12.4' } });
  const json = planJson(plan);
  assert.deepEqual(JSON.parse(JSON.stringify(json)), json);
  const { steps, ...rest } = json;
  assert.deepEqual(rest, {
    format: 1,
    name: 'example',
    title: 'An example',
    file: 'm.yaml',
    platform: 'linux-64',
    profile: 'gpu',
    profileReason: 'gpu is nvidia, cuda-driver is 12.4',
    root: '/r',
    facts: {
      platform: 'linux-64',
      os: 'linux',
      arch: 'x86_64',
      libc: 'glibc',
      container: 'none',
      wsl: 'none',
      gpu: 'nvidia',
      'cuda-driver': '12.4',
      'option.compilers': 'auto',
      profile: 'gpu',
    },
    versions: { tool: '2.9.0', python: '3.11', cuda: '12.1', package: '0.7' },
    options: { compilers: 'auto' },
    paths: { env: '/r/_env', tools: '/r/_tools' },
    notes: [],
    preflight: { disk: 15_000_000_000, glibc: '>=2.28' },
    artifacts: [
      {
        id: 'tool',
        sources: ['https://a.example/linux-64/tool-2.9.0.tar.bz2', 'https://b.example/tool/linux-64'],
        sha256: HASH,
        coveredBy: 'manifest',
        size: 7_340_032,
      },
      { id: 'prebuilt', sources: ['https://a.example/package-0.7-py311.tar.bz2'] },
    ],
    skipped: [],
    diagnose: [],
    totals: {
      steps: 4,
      onDemand: 1,
      notForThisHost: 0,
      artifacts: 2,
      bareArtifacts: 1,
      unverifiedAttempts: 3,
      knownBytes: 7_340_032,
      ofUnknownSize: 1,
      longestChainMinutes: 2.5,
    },
  });
  assert.deepEqual(steps[1], {
    id: 'env',
    title: 'env',
    needs: ['tool'],
    onDemand: false,
    optional: false,
    weight: 2,
    attempts: [
      {
        name: 'make',
        action: 'make',
        params: { prefix: '/r/_env', with: '${steps.tool.path}' },
        after: ['absent', 'refused', 'failed'],
        retry: { times: 0, delayMs: 0 },
        timeout: {},
        env: {},
        artifacts: [],
        locks: ['/r/_env'],
        description: 'make /r/_env',
        unverified: 'packages by name',
        estimateMinutes: 2,
        needs: [],
      },
    ],
    passedOver: [],
    verify: [],
    exports: {},
  });
});
