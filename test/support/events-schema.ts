import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { packageFolder } from '../../engine/host/package-folder.js';

const schema = JSON.parse(readFileSync(join(packageFolder, 'schemas', 'events.schema.json'), 'utf8')) as object;
const isLine = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

/** The one line that a command prints with `--json`, held against the schema of such lines. */
export function theLine<T = Readonly<Record<string, unknown>>>(stdout: string): T {
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 1, stdout);
  const line = JSON.parse(lines[0] ?? '') as T & object;
  assert.ok(isLine(line), `${stdout}\n${JSON.stringify(isLine.errors, null, 1)}`);
  assert.equal(Object.keys(line)[0], 'type');
  return line;
}
