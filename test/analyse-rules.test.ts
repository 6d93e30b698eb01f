import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RULES } from '../engine/analyse/rules.js';
import { analysed } from './support/analysed.js';
import { GRAPH_EXAMPLES } from './support/rule-examples/graph.js';
import { NAME_EXAMPLES } from './support/rule-examples/names.js';
import { TRUST_EXAMPLES } from './support/rule-examples/trust.js';
import { VERSION_EXAMPLES } from './support/rule-examples/versions.js';

const EXAMPLES = [...NAME_EXAMPLES, ...GRAPH_EXAMPLES, ...TRUST_EXAMPLES, ...VERSION_EXAMPLES];

for (const { code, title, manifest, lock, reads } of EXAMPLES) {
  test(`${code}: ${title}`, async () => {
    assert.equal(await analysed(manifest, lock === undefined ? {} : { lock }), reads);
  });
}

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
