import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ACTION_KINDS } from '../engine/actions/registry.js';
import { RULES } from '../engine/analyse/rules.js';
import { combinations, foreignHost } from '../engine/model/combinations.js';
import { NO_CHOICES } from '../engine/model/in-force.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { analysed } from './support/analysed.js';
import { aManifest, manifestOf, printed } from './support/load-text.js';
import { CHOICE_EXAMPLES } from './support/rule-examples/choices.js';
import { DECLARED_EXAMPLES } from './support/rule-examples/declared.js';
import { GRAPH_EXAMPLES } from './support/rule-examples/graph.js';
import { HASH_EXAMPLES } from './support/rule-examples/hashes.js';
import { LADDER_EXAMPLES } from './support/rule-examples/ladders.js';
import { NAME_EXAMPLES } from './support/rule-examples/names.js';
import { REFERENCE_EXAMPLES } from './support/rule-examples/references.js';
import { VERSION_EXAMPLES } from './support/rule-examples/versions.js';
import { PATH_EXAMPLES } from './support/rule-examples/written-paths.js';

const EXAMPLES = [
  ...NAME_EXAMPLES,
  ...DECLARED_EXAMPLES,
  ...REFERENCE_EXAMPLES,
  ...CHOICE_EXAMPLES,
  ...GRAPH_EXAMPLES,
  ...LADDER_EXAMPLES,
  ...HASH_EXAMPLES,
  ...PATH_EXAMPLES,
  ...VERSION_EXAMPLES,
];

for (const { code, title, manifest, lock, reads } of EXAMPLES) {
  test(`${code}: ${title}`, async () => {
    assert.equal(await analysed(manifest, lock === undefined ? {} : { lock }), reads);
  });
}

test('what is accepted can be planned for every platform and profile, with a GPU and without', async () => {
  for (const { title, manifest: parts, lock } of EXAMPLES.filter(({ reads }) => !reads.includes('error['))) {
    const manifest = await manifestOf(aManifest(parts));
    for (const { platform, profile } of combinations(manifest)) {
      for (const gpu of ['nvidia', 'none'] as const) {
        const host = { ...foreignHost(platform.name, profile), gpu };
        const choices = { ...NO_CHOICES, ...(profile && { profile: profile.name }) };
        const join = (...parts: string[]) => posix.join(...parts);
        const input = { manifest, host, choices, root: '<root>', join, kinds: ACTION_KINDS };
        const plan = makePlan({ ...input, ...(lock && { lock }) });
        const refused = plan.ok || plan.error.kind !== 'manifest' ? [] : plan.error.diagnostics;
        assert.equal(printed(refused, manifest), '', `${title}, ${platform.name}`);
      }
    }
  }
});

test('every rule has a manifest that it finds fault with and one that it accepts', () => {
  const codes = (examples: typeof EXAMPLES) => [...new Set(examples.map(({ code }) => code))].sort();
  const known = RULES.map(({ code }) => code).sort();
  assert.deepEqual(codes(EXAMPLES.filter(({ reads }) => reads === '')), known, 'accepts');
  assert.deepEqual(codes(EXAMPLES.filter(({ code, reads }) => reads.includes(`[${code}]`))), known, 'finds fault');
});

test('the list of rules holds every file of rules/, each named by its code', () => {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../../engine/analyse/rules');
  const codes = readdirSync(folder).map(name => name.replace(/\.ts$/, ''));
  assert.deepEqual(
    RULES.map(({ code }) => code),
    codes.sort(),
  );
});
