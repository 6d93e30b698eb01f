import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACTIONS } from '../engine/actions/registry.js';
import { composeSchema } from '../engine/schema/compose.js';

const committed = new URL('../../schemas/manifest.schema.json', import.meta.url);

test('the committed schema is the one that the skeleton and the actions make', () => {
  assert.ok(
    readFileSync(committed, 'utf8') === `${JSON.stringify(composeSchema(ACTIONS), null, 2)}\n`,
    'schemas/manifest.schema.json is stale: run `npm run schema` and commit it',
  );
});
