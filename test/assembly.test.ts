import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ASSEMBLIES, compiledAssembly } from '../build/assembly.js';

for (const assembly of ASSEMBLIES) {
  test(`the WebAssembly in the engine is what ${assembly.source} compiles to: else run \`npm run wasm\``, async () => {
    assert.equal(readFileSync(assembly.module, 'utf8'), await compiledAssembly(assembly));
  });
}
