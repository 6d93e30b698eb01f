import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aManifest, findingsOf } from './load-text.js';

/** What is wrong, the part of a manifest that is wrong, and what a user reads of it. */
export type LoadFault = readonly [string, string, string];

/** A test for each, of what the schema finds. */
export function testFaults(faults: readonly LoadFault[]): void {
  for (const [what, parts, expected] of faults) {
    test(`schema: ${what}`, async () => {
      assert.equal(await findingsOf(aManifest(parts)), expected);
    });
  }
}
