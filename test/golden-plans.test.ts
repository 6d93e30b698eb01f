import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep, win32 } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ACTION_KINDS, ACTIONS } from '../engine/actions/registry.js';
import { compileCheck } from '../engine/load/compile-check.js';
import { load } from '../engine/load/load.js';
import { combinations, foreignHost, type Combination } from '../engine/model/combinations.js';
import { NO_CHOICES } from '../engine/model/in-force.js';
import type { Manifest } from '../engine/model/manifest.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { diagnosticText } from '../engine/report/diagnostic-text.js';
import { planRefusalText } from '../engine/report/plan-refusal-text.js';
import { planText } from '../engine/report/plan-text.js';
import { composeSchema } from '../engine/schema/compose-schema.js';

// What every manifest means on every machine it is for, so that a change of a manifest shows what it does to each.
// UPDATE_GOLDEN=1 writes the files anew: then read the diff.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const manifests = join(root, 'manifests');
const golden = join(root, 'test', 'golden');
const update = process.env.UPDATE_GOLDEN === '1';
const expectedFiles = new Set<string>();

for (const file of readdirSync(manifests).filter(name => name.endsWith('.yaml'))) {
  const manifest = await loaded(join(manifests, file));
  for (const combination of combinations(manifest)) {
    const { platform, profile } = combination;
    const name = posix.join(basename(file, '.yaml'), `${platform.name}.${profile?.name ?? 'default'}.txt`);
    expectedFiles.add(name);
    test(`the plan of ${name} is the one that was looked at`, () => {
      const printed = printedPlan(manifest, combination);
      const path = join(golden, ...name.split('/'));
      if (update) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, printed);
      }
      assert.ok(existsSync(path), `${name} is not there: look at the plan, and write it with UPDATE_GOLDEN=1`);
      assert.equal(printed, readFileSync(path, 'utf8'), 'changed: if it should be, write it with UPDATE_GOLDEN=1');
      assert.match(printed, /^[ -~\n]*$/, 'a plan is printed in ASCII');
    });
  }
}

test('every golden plan is the plan of some manifest', () => {
  const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.txt'));
  const stale = files.filter(name => !expectedFiles.has(name.split(sep).join('/')));
  if (update) for (const name of stale) rmSync(join(golden, name));
  else assert.deepEqual(stale, [], 'no manifest, platform and profile has these plans: delete them');
  assert.ok(expectedFiles.size > 0, 'no manifest was found');
});

/** As on a host that is just what the profile asks for. */
function printedPlan(manifest: Manifest, { platform, profile }: Combination): string {
  const paths = platform.name === 'win-64' ? win32 : posix;
  const planned = makePlan({
    manifest,
    host: foreignHost(platform.name, profile),
    choices: { ...NO_CHOICES, ...(profile !== undefined && { profile: profile.name }) },
    root: '<root>',
    join: (...parts) => paths.join(...parts),
    kinds: ACTION_KINDS,
  });
  if (planned.ok) return planText(planned.value);
  if (planned.error.kind !== 'manifest') assert.fail(planRefusalText(planned.error).message);
  assert.fail(diagnosticText(planned.error.diagnostics, manifest.sources));
}

async function loaded(path: string): Promise<Manifest> {
  const textAt = (file: string) => ({
    file: relative(root, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8'),
  });
  const result = await load({
    entry: textAt(path),
    check: await compileCheck(composeSchema(ACTIONS)),
    findBase: async name => {
      const base = join(manifests, `${name.replace(/\.yaml$/, '')}.yaml`);
      return existsSync(base) ? textAt(base) : undefined;
    },
  });
  if (!result.ok) throw new Error(diagnosticText(result.error.diagnostics, result.error.sources));
  return result.value.manifest;
}
