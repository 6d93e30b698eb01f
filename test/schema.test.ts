import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ACTIONS } from '../engine/actions/registry.js';
import type { Json, JsonObject } from '../engine/model/value.js';
import { CHECK_OPTIONS } from '../engine/load/compile-check.js';
import { composeSchema } from '../engine/schema/compose-schema.js';
import { aManifest, findingsOf } from './support/load-text.js';

const committed = new URL('../../schemas/manifest.schema.json', import.meta.url);
const schema = composeSchema(ACTIONS);

test('the committed schema is the one that the skeleton and the actions make', () => {
  assert.ok(
    readFileSync(committed, 'utf8') === `${JSON.stringify(schema, null, 2)}\n`,
    'schemas/manifest.schema.json is stale: run `npm run schema` and commit it',
  );
});

test('every property is described and has an example', () => {
  const bare = propertiesOf(schema)
    .filter(({ property }) => typeof property.description !== 'string' || !Array.isArray(property.examples))
    .map(({ pointer }) => pointer);
  assert.deepEqual(bare, []);
});

test('every example fits its property', () => {
  const ajv = new Ajv2020({ ...CHECK_OPTIONS, allErrors: false });
  ajv.addSchema(schema, 'manifest');
  const wrong: string[] = [];
  let examples = 0;
  for (const { pointer, property } of propertiesOf(schema)) {
    const validate = ajv.compile({ $ref: `manifest#${pointer}` });
    for (const example of property.examples as readonly unknown[]) {
      examples += 1;
      if (!validate(example)) wrong.push(`${pointer}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(examples > 100, `${examples}`);
});

test('every map with fixed properties is closed', () => {
  const open = objectsOf(schema, '')
    .filter(({ node, pointer }) => 'properties' in node && !/\/(if|then|allOf|anyOf|oneOf|not)(\/|$)/.test(pointer))
    .filter(({ node }) => node.additionalProperties !== false)
    .map(({ pointer }) => pointer);
  assert.deepEqual(open, []);
});

test('no pattern has more than one way to match a text', () => {
  // A quantified group that holds a quantifier must not be able to end where it could go on: each is looked at here.
  const range = '(>=|<=|>|<|=)?[0-9]+(\\.[0-9]+){0,3}( +(>=|<=|>|<|=)?[0-9]+(\\.[0-9]+){0,3})*';
  const looked = [`^${range}$`, `^(${range}$|.*\\$\\{)`];
  const patterns = objectsOf(schema, '').flatMap(({ node }) =>
    typeof node.pattern === 'string' ? [node.pattern] : [],
  );
  const nested = [...new Set(patterns)].filter(pattern => /\([^()]*[+*][^()]*(\([^()]*\)[^()]*)*\)[+*]/.test(pattern));
  assert.ok(patterns.length > 10);
  assert.deepEqual(
    nested.filter(pattern => !looked.includes(pattern)),
    [],
  );
});

test('what each action accepts and rejects as its examples, the schema does in a step and in a fallback', async () => {
  for (const { kind, examples } of ACTIONS) {
    const inStep = (params: JsonObject) => `steps: { s: { uses: ${kind}, with: ${JSON.stringify(params)} } }`;
    const inFallback = (params: JsonObject) =>
      `steps: { s: { uses: run, with: { argv: [x] }, fallbacks: [{ uses: ${kind}, with: ${JSON.stringify(params)} }] } }`;
    for (const place of [inStep, inFallback]) {
      for (const params of examples.accepts) assert.equal(await findingsOf(aManifest(place(params))), '', kind);
      for (const { params, because } of examples.rejects) {
        assert.notEqual(
          await findingsOf(aManifest(place(params))),
          '',
          `${kind} accepts ${JSON.stringify(params)}: ${because}`,
        );
      }
    }
  }
});

interface Placed {
  readonly pointer: string;
  readonly node: JsonObject;
}

/** Every object of the schema but examples, with its JSON pointer. */
function objectsOf(node: Json, pointer: string): readonly Placed[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((item: Json, index) => objectsOf(item, `${pointer}/${index}`));
  const inside = Object.entries(node as JsonObject).flatMap(([key, value]) =>
    key === 'examples' ? [] : objectsOf(value, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [{ pointer, node: node as JsonObject }, ...inside];
}

/** Every property that an author can write, except where one is only named again by a condition. */
function propertiesOf(root: JsonObject): readonly { readonly pointer: string; readonly property: JsonObject }[] {
  return objectsOf(root, '')
    .filter(({ pointer }) => /\/(properties|patternProperties)\/[^/]+$/.test(pointer))
    .filter(({ pointer }) => !/\/(if|then)\//.test(pointer))
    .map(({ pointer, node }) => ({ pointer: encodeURI(pointer), property: node }));
}
