import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTree } from '../engine/load/parse-tree.js';
import { plainValue } from '../engine/model/plain-value.js';
import { diagnosticText } from '../engine/report/diagnostic-text.js';
import { aManifest, findingsOf, loadText, printed } from './support/load-text.js';

/** What is wrong, the text, what a user reads. */
const SLIPS: readonly (readonly [string, string, string])[] = [
  [
    'an unquoted reference in a flow list must be quoted',
    `paths: [\${env}]
`,
    `manifest.yaml:1:9: error[quote-it]: \`\${env}\` needs quotes inside \`[ ]\` and \`{ }\`
  1 | paths: [\${env}]
    |         ^^^^^^
help: quote it: "\${env}"

1 error
`,
  ],
  [
    'what must be quoted is the whole item',
    `paths: { a: \${env}/bin, b: [x, lib\${python|minor}-dev] } # as ever
`,
    `manifest.yaml:1:13: error[quote-it]: \`\${env}\` needs quotes inside \`[ ]\` and \`{ }\`
  1 | paths: { a: \${env}/bin, b: [x, lib\${python|minor}-dev] } # as ever
    |             ^^^^^^^^^^
help: quote it: "\${env}/bin"

manifest.yaml:1:32: error[quote-it]: \`\${python|minor}\` needs quotes inside \`[ ]\` and \`{ }\`
  1 | paths: { a: \${env}/bin, b: [x, lib\${python|minor}-dev] } # as ever
    |                                ^^^^^^^^^^^^^^^^^^^^^^
help: quote it: "lib\${python|minor}-dev"

2 errors
`,
  ],
  [
    'a literal ${ needs its quotes too',
    `paths: [$\${env}]
`,
    `manifest.yaml:1:9: error[quote-it]: \`\${env}\` needs quotes inside \`[ ]\` and \`{ }\`
  1 | paths: [$\${env}]
    |         ^^^^^^^
help: quote it: "$\${env}"

1 error
`,
  ],
  [
    'a reference that is not closed',
    `paths: [\${env]
`,
    `manifest.yaml:1:14: error[yaml-syntax]: \`]\` does not close the \`{\` before it
  1 | paths: [\${env]
    |              ^
manifest.yaml:1:10: note: it is opened here
  1 | paths: [\${env]
    |          ^

1 error
`,
  ],
  [
    'a list that is not closed',
    `steps:
  a: { needs: [b, c
  d: {}
`,
    `manifest.yaml:2:15: error[yaml-syntax]: this \`[\` is never closed
  2 |   a: { needs: [b, c
    |               ^
help: close it, and indent all lines up to its end

1 error
`,
  ],
  [
    'the wrong closing bracket',
    `steps: { a: [b, c }
`,
    `manifest.yaml:1:19: error[yaml-syntax]: \`}\` does not close the \`[\` before it
  1 | steps: { a: [b, c }
    |                   ^
manifest.yaml:1:13: note: it is opened here
  1 | steps: { a: [b, c }
    |             ^

1 error
`,
  ],
  [
    'a quote that is not closed',
    `title: "A sample
name: sample
`,
    `manifest.yaml:1:8: error[yaml-syntax]: this quote is never closed
  1 | title: "A sample
    |        ^
help: close it on the line where the text ends

1 error
`,
  ],
  [
    'a tab where spaces are meant',
    `steps:
\ta: {}
`,
    `manifest.yaml:2:1: error[yaml-syntax]: a line is indented with a tab
  2 |     a: {}
    | ^
help: indent with spaces

1 error
`,
  ],
  [
    'a colon in a text',
    `title: Sample: the second
`,
    `manifest.yaml:1:8: error[yaml-syntax]: a second key may not follow on one line
  1 | title: Sample: the second
    |        ^
help: quote a text with \`: \` in it, or start the inner map on a line of its own, indented

1 error
`,
  ],
  [
    'a backslash in double quotes',
    `paths: { env: "C:\\dir" }
`,
    `manifest.yaml:1:18: error[yaml-syntax]: this is no escape that YAML knows
  1 | paths: { env: "C:\\dir" }
    |                  ^
help: write \\\\ for a backslash, or use single quotes: 'C:\\dir'

1 error
`,
  ],
  [
    'an apostrophe in single quotes',
    `title: 'it's'
`,
    `manifest.yaml:1:12: error[yaml-syntax]: something follows after the end of this value
  1 | title: 'it's'
    |            ^^
help: quote the whole text; within '...' write '' for '

1 error
`,
  ],
  [
    'a text that starts with a sign',
    `title: @home
name: \`x\`
`,
    `manifest.yaml:1:8: error[yaml-syntax]: a text cannot start with this sign
  1 | title: @home
    |        ^
help: quote it

manifest.yaml:2:7: error[yaml-syntax]: a text cannot start with this sign
  2 | name: \`x\`
    |       ^
help: quote it

2 errors
`,
  ],
  [
    'a text that starts with %',
    `title: %x
`,
    `manifest.yaml:1:8: error[yaml-syntax]: a text cannot start with this sign
  1 | title: %x
    |        ^
help: quote it

1 error
`,
  ],
  [
    'a text that starts with a star',
    `steps: { a: { with: { files: [*.whl] } } }
`,
    `manifest.yaml:1:31: error[unknown-alias]: no anchor \`&.whl\` stands before this alias
  1 | steps: { a: { with: { files: [*.whl] } } }
    |                               ^^^^^
help: quote a text that starts with \`*\`: "*.whl"

1 error
`,
  ],
  [
    'a key in another column',
    `steps:
    a: {}
  b: {}
`,
    `manifest.yaml:3:3: error[yaml-syntax]: this line is not in one column with the other keys
  3 |   b: {}
    |   ^
help: indent all of one map or list alike

1 error
`,
  ],
  [
    'a key that stands further right than those beside it, and all that follows from it',
    `steps:
  a:
   title: one
    uses: run

    needs: [b]
  b: {}
`,
    `manifest.yaml:4:5: error[yaml-syntax]: \`uses\` stands further right than the key in line 3, which has its value already
  4 |     uses: run
    |     ^^^^
help: indent all of one map or list alike

1 error
`,
  ],
  [
    'a line that is indented with a tab, and all that follows from it',
    `steps:
  a:
\ttitle: one
    uses: run
  b: {}
`,
    `manifest.yaml:3:1: error[yaml-syntax]: a line is indented with a tab
  3 |     title: one
    | ^
help: indent with spaces

1 error
`,
  ],
  [
    'an item of a list among keys',
    `steps:
  a:
    uses: run

  - b:
    uses: run
`,
    `manifest.yaml:5:3: error[yaml-syntax]: an item of a list stands among the keys of a map
  5 |   - b:
    |   ^
help: take its \`- \` away, or indent the list below a key

1 error
`,
  ],
  [
    'a key without a colon',
    `manifest: 1
name
title: A sample
`,
    `manifest.yaml:2:1: error[yaml-syntax]: a key may not go over lines
  2 | name
    | ^^^^
help: put \`:\` and a space after the key

1 error
`,
  ],
  [
    'a list on the line of its key',
    `needs: - a
`,
    `manifest.yaml:1:8: error[yaml-syntax]: a list may not start on the line of its key
  1 | needs: - a
    |        ^
help: start it on a line of its own

1 error
`,
  ],
  [
    'a closing bracket too many',
    `needs: [a]]
`,
    `manifest.yaml:1:11: error[yaml-syntax]: this \`]\` closes nothing
  1 | needs: [a]]
    |           ^

1 error
`,
  ],
  [
    'a comma too many',
    `steps: { a: [b, , c] }
`,
    `manifest.yaml:1:17: error[yaml-syntax]: nothing stands before this comma
  1 | steps: { a: [b, , c] }
    |                 ^
help: remove it

1 error
`,
  ],
  [
    'a comma at the start',
    `needs: [ , b]
`,
    `manifest.yaml:1:10: error[yaml-syntax]: nothing stands before this comma
  1 | needs: [ , b]
    |          ^
help: remove it

1 error
`,
  ],
  [
    'a comma at the end may stand',
    `needs: [a, b, ]
`,
    ``,
  ],
  [
    'a closing bracket may stand below its key',
    `needs: [
  a
]
`,
    ``,
  ],
  [
    'no space after a colon',
    `manifest:1
`,
    `manifest.yaml:1:1: error[not-a-map]: the file does not hold a map
  1 | manifest:1
    | ^^^^^^^^^^
help: put a space after \`:\`

1 error
`,
  ],
  [
    'a list where a map is meant',
    `- manifest: 1
`,
    `manifest.yaml:1:1: error[not-a-map]: the file does not hold a map
  1 | - manifest: 1
    | ^^^^^^^^^^^^^
help: start with \`manifest: 1\`

1 error
`,
  ],
  [
    'a text that starts with & or !',
    `vars: [!x, &y]
`,
    `manifest.yaml:1:8: error[yaml-tag]: the tag \`!x\` is not part of the manifest language
  1 | vars: [!x, &y]
    |        ^^
help: remove it, or quote a text that starts with \`!\`

1 error
`,
  ],
  [
    'nothing at all',
    ``,
    `manifest.yaml:1:1: error[empty-file]: the file is empty
help: start with \`manifest: 1\`

1 error
`,
  ],
  [
    'nothing but comments',
    `# manifest: 1
`,
    `manifest.yaml:1:1: error[empty-file]: the file is empty
  1 | # manifest: 1
    | ^
help: start with \`manifest: 1\`

1 error
`,
  ],
  [
    'a key that stands three times',
    `vars:
  a: x
  b: y
  a: z
  "a": w
`,
    `manifest.yaml:4:3: error[duplicate-key]: the key \`a\` stands twice in one map
  4 |   a: z
    |   ^
help: remove one of the two
manifest.yaml:2:3: note: the first is here
  2 |   a: x
    |   ^

manifest.yaml:5:3: error[duplicate-key]: the key \`a\` stands twice in one map
  5 |   "a": w
    |   ^^^
help: remove one of the two
manifest.yaml:2:3: note: the first is here
  2 |   a: x
    |   ^

2 errors
`,
  ],
  [
    'a key that is a list',
    `? [a, b]
: c
`,
    `manifest.yaml:1:3: error[key-not-text]: this key is no text
  1 | ? [a, b]
    |   ^^^^^^
help: a key is a text: quote it where it has signs in it

1 error
`,
  ],
  [
    'a key that is an alias',
    `x: &a y
*a : z
`,
    `manifest.yaml:2:1: error[key-not-text]: this key is no text
  2 | *a : z
    | ^^
help: quote a text that starts with \`*\`

1 error
`,
  ],
  [
    'a key that is nothing',
    `: x
`,
    `manifest.yaml:1:1: error[key-not-text]: this key is no text
  1 | : x
    | ^
help: a key is a text: quote it where it has signs in it

1 error
`,
  ],
  [
    'a merge key',
    `vars: &v { a: x }
profiles: { p: { vars: { <<: *v } } }
`,
    `manifest.yaml:2:26: error[merge-key]: merge keys are not part of the manifest language
  2 | profiles: { p: { vars: { <<: *v } } }
    |                          ^^
help: use \`extends\`, or write the entries out

1 error
`,
  ],
  [
    'an alias inside what it names',
    `vars: &v { a: *v }
`,
    `manifest.yaml:1:15: error[alias-cycle]: \`*v\` stands inside what it names
  1 | vars: &v { a: *v }
    |               ^^
help: write the value out

1 error
`,
  ],
  [
    'a directive',
    `%YAML 1.1
---
manifest: 1
`,
    `manifest.yaml:1:1: error[yaml-directive]: directives are not part of the manifest language
  1 | %YAML 1.1
    | ^^^^^^^^^
help: remove the line

1 error
`,
  ],
  [
    'a tag',
    `vars: { a: !!set { x } }
`,
    `manifest.yaml:1:12: error[yaml-tag]: the tag \`!!set\` is not part of the manifest language
  1 | vars: { a: !!set { x } }
    |            ^^^^^
help: remove it, or quote a text that starts with \`!\`

1 error
`,
  ],
  [
    'a tag of its own',
    `vars: { a: !env HOME }
`,
    `manifest.yaml:1:12: error[yaml-tag]: the tag \`!env\` is not part of the manifest language
  1 | vars: { a: !env HOME }
    |            ^^^^
help: remove it, or quote a text that starts with \`!\`

1 error
`,
  ],
  [
    'a second document',
    `manifest: 1
---
manifest: 1
`,
    `manifest.yaml:2:1: error[several-documents]: a second YAML document starts here
  2 | ---
    | ^^^
help: a file is one document: remove this one, or put it into a file of its own

1 error
`,
  ],
  [
    'something after the end of the document',
    `manifest: 1
...
name: x
`,
    `manifest.yaml:3:1: error[several-documents]: a second YAML document starts here
  3 | name: x
    | ^^^^
help: a file is one document: remove this one, or put it into a file of its own

1 error
`,
  ],
  [
    'a NUL byte',
    `name: a\0b
`,
    `manifest.yaml:1:8: error[control-character]: the character U+0000 may not stand in a manifest
  1 | name: a\\u{0}b
    |        ^^^^^
help: save the file as UTF-8; in UTF-16 every other byte is NUL

1 error
`,
  ],
  [
    'bytes of another encoding than UTF-8, which are told once',
    Buffer.from('title: f\xfcr M\xfcller\n', 'latin1').toString('utf8'),
    `manifest.yaml:1:9: error[control-character]: this is not UTF-8
  1 | title: f\\u{fffd}r M\\u{fffd}ller
    |         ^^^^^^^^
help: save the file as UTF-8

1 error
`,
  ],
  [
    'a NUL that is written as an escape',
    `name: "a\\0b"
`,
    `manifest.yaml:1:7: error[control-character]: the character U+0000 may not stand in a text
  1 | name: "a\\0b"
    |       ^^^^^^
help: take it out

1 error
`,
  ],
  [
    'a byte order mark inside the text',
    `name: a
title: \uFEFFb
`,
    `manifest.yaml:2:8: error[control-character]: the character U+FEFF may not stand in a manifest
  2 | title: \\u{feff}b
    |        ^^^^^^^^
help: a byte order mark may only be the first character of the file

1 error
`,
  ],
  [
    'a carriage return without a line feed',
    `name: a\rtitle: b
`,
    `manifest.yaml:1:8: error[control-character]: the character U+000D may not stand in a manifest
  1 | name: a\\rtitle: b
    |        ^^
help: end lines with LF or CR LF

1 error
`,
  ],
  [
    'half of a surrogate pair',
    `name: a\uD83D
`,
    `manifest.yaml:1:8: error[control-character]: the character U+D83D may not stand in a manifest
  1 | name: a\\u{d83d}
    |        ^^^^^^^^
help: take it out

1 error
`,
  ],
  [
    'CR LF ends lines as LF does',
    `manifest: 1\r
name: [\r
`,
    `manifest.yaml:2:7: error[yaml-syntax]: this \`[\` is never closed
  2 | name: [
    |       ^
help: close it, and indent all lines up to its end

1 error
`,
  ],
  [
    'a byte order mark before the text moves no place',
    `\uFEFFmanifest: @
`,
    `manifest.yaml:1:11: error[yaml-syntax]: a text cannot start with this sign
  1 | manifest: @
    |           ^
help: quote it

1 error
`,
  ],
];

for (const [what, text, expected] of SLIPS) {
  test(`YAML: ${what}`, () => {
    const parsed = parseTree('manifest.yaml', text);
    const found = parsed.ok ? parsed.value.diagnostics : parsed.error;
    assert.equal(diagnosticText(found, new Map([['manifest.yaml', text]])), expected);
  });
}

test('after an unquoted reference the rest of the manifest is still looked at', async () => {
  const text = aManifest('steps: { a: { uses: run, with: { argv: [${env}/tool] }, neds: [b] } }');
  assert.equal(
    await findingsOf(text),
    `manifest.yaml:5:41: error[quote-it]: \`\${env}\` needs quotes inside \`[ ]\` and \`{ }\`
  5 | steps: { a: { uses: run, with: { argv: [\${env}/tool] }, neds: [b] } }
    |                                         ^^^^^^^^^^^
help: quote it: "\${env}/tool"

manifest.yaml:5:57: error[unknown-property]: \`a\` has no property \`neds\`
  5 | steps: { a: { uses: run, with: { argv: [\${env}/tool] }, neds: [b] } }
    |                                                         ^^^^
help: did you mean \`needs\`?

2 errors
`,
  );
});

test('of what could not be read, the schema says nothing more', async () => {
  const text = aManifest('versions: { a: *b, c: "d\\0e" }');
  assert.equal(
    await findingsOf(text),
    `manifest.yaml:6:16: error[unknown-alias]: no anchor \`&b\` stands before this alias
  6 | versions: { a: *b, c: "d\\0e" }
    |                ^^
help: quote a text that starts with \`*\`: "*b"

manifest.yaml:6:23: error[control-character]: the character U+0000 may not stand in a text
  6 | versions: { a: *b, c: "d\\0e" }
    |                       ^^^^^^
help: take it out

2 errors
`,
  );
});

test('keys are as they are written, whatever YAML makes of them', () => {
  const parsed = parseTree('manifest.yaml', 'on: a\n3.10: b\nnull: c\n"true": d\n');
  assert.ok(parsed.ok);
  assert.deepEqual(
    parsed.value.tree.entries.map(({ key }) => key.value),
    ['on', '3.10', 'null', 'true'],
  );
});

test('an alias stands for what its anchor names', () => {
  const parsed = parseTree('manifest.yaml', 'a: &list [x, y]\nb: *list\n');
  assert.ok(parsed.ok);
  assert.deepEqual(plainValue(parsed.value.tree), { a: ['x', 'y'], b: ['x', 'y'] });
});

test('a text that ends at ` #` is warned of where no blank follows, and only there', async () => {
  const warned = async (parts: string) => {
    const loaded = await loadText(aManifest(parts));
    assert.ok(loaded.ok);
    return printed(loaded.value.warnings, loaded.value.manifest);
  };
  assert.equal(
    await warned('title: packages #1'),
    `manifest.yaml:5:17: warning[text-cut-short]: the text ends before \`#1\`: YAML begins a comment there
  5 | title: packages #1
    |                 ^^
help: quote the whole text, or put a space behind the # of a comment

1 warning
`,
  );
  const steps = (argv: string) => `steps: { greet: { uses: run, with: { argv: ${argv} } } }`;
  assert.match(await warned(steps('[echo,\n    red #fff\n  ]')), /^manifest\.yaml:6:9: .*`#fff`/);
  for (const right of ["'packages #1'", 'packages#1', 'packages # 1', 'packages #', 'packages ##', 'packages\n#1']) {
    assert.equal(await warned(`title: ${right}`), '', right);
  }
  assert.equal(await warned(`description: |\n  packages #1\npreflight: {} #none\n${steps('[a]')} #all`), '');
});
