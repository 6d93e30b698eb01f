import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { place, platformHere, shown, treeOf, yamlList, type CliEnd, type Place } from './support/cli.js';

/** What is said, and where: `--json`, `--quiet`, `--verbose`, and the same from the environment. */

const here = fileURLToPath(new URL('.', import.meta.url));
const schema = JSON.parse(readFileSync(join(here, '..', '..', 'schemas', 'events.schema.json'), 'utf8')) as object;
const isEvent = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const node = (script: string) => yamlList([process.execPath, '-e', script]);

/** Every way to end, a retry, a download that fails, output, a check, an export. */
const MANIFEST = `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {} }
artifacts:
  gone: { sources: ['https://one.invalid/gone', 'https://two.invalid/gone'], sha256: '${'0'.repeat(64)}' }
steps:
  made: { uses: write, with: { path: made.txt, text: x }, exports: { MADE: yes-it-is }, estimate: { time: 2 min } }
  talks: { uses: run, with: { argv: ${node("console.log('a line of a tool')")} }, verify: [{ file: made.txt }], needs: [made] }
  ladder:
    attempts:
      - { name: archive, uses: download, with: { artifact: gone, to: gone } }
      - { name: broken, after: [unreachable], uses: run, with: { argv: ${node('process.exit(3)')} }, retry: { times: 1, delay: 1 s } }
      - { name: by hand, uses: write, with: { path: hand.txt, text: x } }
  fails: { optional: true, uses: run, with: { argv: ${node("console.error('a known line'); process.exit(4)")} } }
  unused: { on-demand: true, uses: write, with: { path: unused.txt, text: x } }
  uses-it: { attempts: [{ uses: write, with: { path: u.txt, text: x } }, { name: other, uses: write, with: { path: v.txt, text: x }, needs: [unused] }] }
  elsewhere: { when: { gpu: nvidia }, uses: write, with: { path: gpu.txt, text: x } }
  last: { uses: run, needs: [made], with: { argv: ${node('process.exit(Number(process.env.LAST ?? 5))')} } }
  behind: { uses: write, needs: [last], with: { path: behind.txt, text: x } }
diagnose:
  - { match: a known line, cause: it is known, remedy: do otherwise }
`;

function samplePlace(t: TestContext): Place {
  const place_ = place(t);
  place_.write('sam3d-install.yaml', MANIFEST);
  return place_;
}

const linesOf = ({ stdout }: CliEnd) =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);

function assertEvents(end: CliEnd): readonly string[] {
  return linesOf(end).map(line => {
    assert.ok(isEvent(line), `${JSON.stringify(line)}\n${JSON.stringify(isEvent.errors)}`);
    assert.equal(Object.keys(line)[0], 'type');
    return String(line['type']);
  });
}

test('every line of --json is an event as the schema describes it, of an install, a second one and a verify', async t => {
  const place_ = samplePlace(t);
  const first = await place_.cli(['--json', '--offline']);
  assert.equal(first.code, 1, shown(first));
  assert.equal(first.stderr, '');
  const types = new Set(assertEvents(first));
  assert.deepEqual([...types].sort(), [
    'attempt-failed',
    'attempt-started',
    'output',
    'retry-scheduled',
    'run-finished',
    'run-started',
    'step-settled',
    'step-started',
  ]);
  const endings = linesOf(first).flatMap(({ type, step, outcome }) =>
    type === 'step-settled' ? [`${String(step)} ${(outcome as { kind: string }).kind}`] : [],
  );
  assert.deepEqual(endings.sort(), [
    'behind blocked',
    'fails failed',
    'ladder succeeded',
    'last failed',
    'made succeeded',
    'talks succeeded',
    'unused skipped',
    'uses-it succeeded',
  ]);
  assertEvents(await place_.cli([], { env: { SAM3D_INSTALL_JSON: '1', SAM3D_INSTALL_OFFLINE: '1' } }));
  const verified = await place_.cli(['verify', '--json']);
  assert.deepEqual([...new Set(assertEvents(verified))], ['step-checked']);
});

test('--quiet says what failed and nothing else, and --verbose what the tools say', async t => {
  const place_ = samplePlace(t);
  const quiet = await place_.cli(['--quiet', '--offline', '--only', 'talks']);
  assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', ''], shown(quiet));
  const failing = await place_.cli([], { env: { SAM3D_INSTALL_QUIET: 'yes', SAM3D_INSTALL_ONLY: 'last' } });
  assert.equal(failing.code, 1, shown(failing));
  assert.equal(failing.stderr.match(/^ +because: /gm)?.length, 1, shown(failing));
  assert.match(failing.stderr, /^ +because: .* ended with exit code 5$/m, shown(failing));
  assert.doesNotMatch(failing.stderr, /made/);
  const verbose = await place_.cli(['--verbose', '--only', 'talks', '--force', 'talks']);
  assert.match(verbose.stderr, /talks \| a line of a tool/);
  const plain = await place_.cli(['--only', 'talks', '--force', 'talks']);
  assert.doesNotMatch(plain.stderr, /talks \| a line of a tool/);
});

test('validate --quiet is silent about a manifest that is valid, warnings and all', async t => {
  const place_ = samplePlace(t);
  place_.write('bare.yaml', MANIFEST.replace(/, sha256: '0+'/, ''));
  const loud = await place_.cli(['validate', '--manifest', 'bare.yaml']);
  assert.match(loud.stderr, /warning\[unverified-download\]/);
  assert.match(loud.stdout, /^bare\.yaml is valid: 9 steps, 1 platform, 0 profiles\n$/);
  const quiet = await place_.cli(['validate', '--manifest', 'bare.yaml', '--quiet']);
  assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', '']);
});

test('commands that only look start no step, write nothing, and make no root', async t => {
  const place_ = samplePlace(t);
  const before = treeOf(place_.folder);
  for (const args of [
    ['plan'],
    ['plan', '--json'],
    ['plan', '--format', 'mermaid'],
    ['--dry-run'],
    ['validate'],
    ['validate', '--json'],
    ['status'],
    ['status', '--json'],
    ['schema'],
    ['log'],
    ['--help'],
  ]) {
    const end = await place_.cli(args);
    assert.equal(end.code, args[0] === 'log' ? 1 : 0, shown(end));
    if (args.includes('--json')) assert.doesNotThrow(() => JSON.parse(end.stdout) as unknown);
  }
  assert.deepEqual(treeOf(place_.folder), before);
});
