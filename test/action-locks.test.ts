import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixOfPython } from '../engine/actions/python-environment.js';
import { pip } from '../engine/actions/pip.js';

test('pip changes the whole environment of its Python, whichever platform wrote the path', () => {
  const prefixes = {
    '/r/_env/bin/python': '/r/_env',
    '/r/_env/bin/python3.11': '/r/_env',
    'C:\\r\\_env\\python.exe': 'C:\\r\\_env',
    'C:\\r\\_env\\Scripts\\python.exe': 'C:\\r\\_env',
    '/r/python tools/bin/python': '/r/python tools',
  };
  for (const [python, prefix] of Object.entries(prefixes)) {
    assert.equal(prefixOfPython(python), prefix);
    assert.deepEqual(pip.locks({ packages: ['x'], python }), [prefix]);
  }
});

test('a Python that is not known yet stays a reference', () => {
  assert.deepEqual(pip.locks({ packages: ['x'], python: '${steps.env.python}' }), ['${steps.env.python}']);
});
