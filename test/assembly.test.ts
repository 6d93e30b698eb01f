import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CODE, compiledAssembly } from '../build/assembly.js';

test('the WebAssembly in the engine is what its source compiles to: else run `npm run wasm`', async () => {
  assert.equal(readFileSync(CODE, 'utf8'), await compiledAssembly());
});
