import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSlips } from './support/load-slips.js';
import { aManifest, findingsOf, loadText, printed } from './support/load-text.js';

/** Of texts that need quotes, or that quotes end. */
testSlips([
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
]);

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
