import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from '../engine/report/printable.js';
import { valueLines } from '../engine/report/value-lines.js';

test('what could steer a terminal is shown as an escape', () => {
  assert.equal(printable('a\u001b[31mred\r\n\tb', { unicode: true }), 'a\\u{1b}[31mred\\r\\n\\tb');
});

test('characters beyond ASCII pass only to a console that takes them', () => {
  assert.equal(printable('José \u{1f600}', { unicode: true }), 'José \u{1f600}');
  assert.equal(printable('José \u{1f600}', { unicode: false }), 'Jos\\u{e9} \\u{1f600}');
});

test('marks that turn the reading direction never pass', () => {
  assert.equal(printable('a\u202eb', { unicode: true }), 'a\\u{202e}b');
});

test('values are shown a thing a line', () => {
  const value = {
    prefix: '/r/_env',
    packages: ['a==1', { $deferred: ['b @ ', { step: 'env', output: 'path', filters: ['lower'] as const }] }],
    pick: { 'bin/x': 'x' },
    sources: [{ url: 'u', to: 't' }, {}, []],
    none: [],
    isolation: false,
    content: 'first\n\n  second\n',
    match: 'release ',
    empty: '',
  };
  assert.deepEqual(
    valueLines(value, text => text),
    [
      'prefix: /r/_env',
      'packages:',
      '  - a==1',
      '  - b @ ${steps.env.path|lower}',
      'pick:',
      '  bin/x: x',
      'sources:',
      '  - url: u',
      '    to: t',
      '  - {}',
      '  - []',
      'none: []',
      'isolation: false',
      'content:',
      '  | first',
      '  |',
      '  |   second',
      'match: "release "',
      'empty: ""',
    ],
  );
});
