import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '../engine/base/diagnostic.js';
import { openSource } from '../engine/load/source.js';
import { diagnosticText } from '../engine/report/diagnostic-text.js';

/** A finding about the first occurrence of `marked` in a text. */
function about(text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const source = openSource('some.yaml', text);
  const start = source.text.indexOf(marked);
  assert.notEqual(start, -1, `${marked} is not in the text`);
  return {
    code: 'some-code',
    severity: 'error',
    message: 'not like this',
    span: source.span(start, start + marked.length),
    ...more,
  };
}

function shown(text: string, marked: string, options: { readonly unicode?: boolean } = {}): string {
  return diagnosticText([about(text, marked)], new Map([['some.yaml', text]]), options);
}

test('a finding has its place, its line, carets, the fix and what explains it', () => {
  const text = 'a: 1\nb: 2\n';
  const related = [{ message: 'because of this', span: about(text, 'a').span }];
  const diagnostic = about(text, '2', { help: 'write 3', related });
  assert.equal(
    diagnosticText([diagnostic], new Map([['some.yaml', text]])),
    `some.yaml:2:4: error[some-code]: not like this
  2 | b: 2
    |    ^
help: write 3
some.yaml:1:1: note: because of this
  1 | a: 1
    | ^

1 error
`,
  );
});

test('findings are counted at the end, errors and warnings apart', () => {
  const text = 'a: 1\n';
  const sources = new Map([['some.yaml', text]]);
  const [error, warning] = [about(text, 'a'), about(text, '1', { severity: 'warning' })];
  assert.match(diagnosticText([error, error, warning], sources), /\n\n2 errors, 1 warning\n$/);
  assert.match(
    diagnosticText([warning], sources),
    /^some.yaml:1:4: warning\[some-code\]: not like this\n[^]*\n\n1 warning\n$/,
  );
  assert.equal(diagnosticText([], sources), '');
});

test('a tab is shown as four spaces, and the carets stand under what they mean', () => {
  assert.equal(
    shown('\ta:\tb\n', 'b'),
    `some.yaml:1:5: error[some-code]: not like this
  1 |     a:    b
    |           ^

1 error
`,
  );
});

test('wide characters take two carets, combining marks none', () => {
  assert.equal(
    shown('名前: 値段 x\n', '値段', { unicode: true }),
    `some.yaml:1:5: error[some-code]: not like this
  1 | 名前: 値段 x
    |       ^^^^

1 error
`,
  );
  assert.equal(
    shown('e\u0301: z\n', 'z', { unicode: true }),
    `some.yaml:1:5: error[some-code]: not like this
  1 | e\u0301: z
    |    ^

1 error
`,
  );
});

test('on a console that is not UTF-8 other characters are escapes, and the carets still stand right', () => {
  assert.equal(
    shown('é: x\n', 'x'),
    `some.yaml:1:4: error[some-code]: not like this
  1 | \\u{e9}: x
    |         ^

1 error
`,
  );
});

test('what would steer a terminal is shown as an escape, wherever it stands', () => {
  const text = 'a: \u001b[31mred\n';
  const diagnostic = about(text, 'red', { message: 'no \u001b[2J here', help: 'not \u0007' });
  assert.equal(
    diagnosticText([diagnostic], new Map([['some.yaml', text]]), { unicode: true }),
    `some.yaml:1:9: error[some-code]: no \\u{1b}[2J here
  1 | a: \\u{1b}[31mred
    |              ^^^
help: not \\u{7}

1 error
`,
  );
});

test('a long line is cut around what is meant', () => {
  const text = `a: [${'before, '.repeat(40)}THIS, ${'after, '.repeat(40)}]\n`;
  assert.equal(
    shown(text, 'THIS'),
    `some.yaml:1:325: error[some-code]: not like this
  1 | ... before, before, before, before, before, before, before, THIS, after, after, after, after, after, ...
    |                                                             ^^^^

1 error
`,
  );
});

test('a long text is cut, with a caret under each character that is shown', () => {
  const text = `a: ${'x'.repeat(500)} # b\n`;
  assert.equal(
    shown(text, 'x'.repeat(500)),
    `some.yaml:1:4: error[some-code]: not like this
  1 | a: ${'x'.repeat(57)}... # b
    |    ${'^'.repeat(60)}

1 error
`,
  );
});

test('of a value over lines the first is shown', () => {
  assert.equal(
    shown('a:\n  b: [1,\n    2]\n', '[1,\n    2]'),
    `some.yaml:2:6: error[some-code]: not like this
  2 |   b: [1,
    |      ^^^

1 error
`,
  );
});

test('line ends of Windows and a byte order mark are not shown', () => {
  assert.equal(
    shown('\uFEFFa: b\r\nc: d\r\n', 'b'),
    `some.yaml:1:4: error[some-code]: not like this
  1 | a: b
    |    ^

1 error
`,
  );
});

test('numbers of lines of more than one digit keep the carets in place', () => {
  assert.equal(
    shown(`${'\n'.repeat(99)}a: b`, 'b'),
    `some.yaml:100:4: error[some-code]: not like this
  100 | a: b
      |    ^

1 error
`,
  );
});

test('a place on an empty line, or in a file that is not at hand, is told without the line', () => {
  const diagnostic = about('a\n\n', '\n\n');
  const place = { ...diagnostic, span: openSource('some.yaml', 'a\n\n').span(2, 2) };
  const expected = 'some.yaml:2:1: error[some-code]: not like this\n\n1 error\n';
  assert.equal(diagnosticText([place], new Map([['some.yaml', 'a\n\n']])), expected);
  assert.equal(diagnosticText([place], new Map()), expected);
});

test('colours mark the place, the kind and the carets', () => {
  const text = 'a: b\n';
  assert.equal(
    diagnosticText([about(text, 'b', { help: 'c' })], new Map([['some.yaml', text]]), { color: true }),
    [
      '\u001b[1msome.yaml:1:4:\u001b[0m \u001b[31merror[some-code]:\u001b[0m not like this',
      '  1 | a: b',
      '    |    \u001b[31m^\u001b[0m',
      '\u001b[36mhelp:\u001b[0m c',
      '',
      '1 error',
      '',
    ].join('\n'),
  );
});
