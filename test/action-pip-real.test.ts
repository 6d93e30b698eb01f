import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { venv } from '../engine/actions/venv.js';
import { pip } from '../engine/actions/pip.js';
import { realContext } from './support/real-context.js';
test('x', async t => {
  const c = realContext(t as TestContext);
  const made = await venv.run({ prefix: '_env', python: '3.11' }, c);
  console.log(JSON.stringify(made), c.printed);
  const p = await pip.run({ python: '_env/bin/python', packages: ['uv'] }, c);
  console.log(JSON.stringify(p), c.printed);
  assert.ok(made.ok);
});
