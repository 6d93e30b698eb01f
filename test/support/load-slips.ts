import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTree } from '../../engine/load/parse-tree.js';
import { diagnosticText } from '../../engine/report/diagnostic-text.js';

/** What is wrong, the whole text, and what a user reads of it. */
export type LoadSlip = readonly [string, string, string];

/** A test for each, of what is found before the schema is asked. */
export function testSlips(slips: readonly LoadSlip[]): void {
  for (const [what, text, expected] of slips) {
    test(`YAML: ${what}`, () => {
      const parsed = parseTree('manifest.yaml', text);
      const found = parsed.ok ? parsed.value.diagnostics : parsed.error;
      assert.equal(diagnosticText(found, new Map([['manifest.yaml', text]])), expected);
    });
  }
}
