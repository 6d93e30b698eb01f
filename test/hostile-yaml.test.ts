import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseTree } from '../engine/load/parse-tree.js';
import type { Tree } from '../engine/model/tree.js';
import { diagnosticText } from '../engine/report/diagnostic-text.js';
import { loadText } from './support/load-text.js';
import { seededRandom } from './support/seeded-random.js';

// Text that is made to break a reader of YAML. Each ends in findings, within the limits on size, parts and depth that
// bound all later work; nothing here looks at the clock, but a reader without those limits would not come to an end.

const MANY = 100_000;
const DEEP = 20_000;

/** Codes of what `load` says about a text. */
async function codesOf(text: string): Promise<readonly string[]> {
  const loaded = await loadText(text);
  assert.ok(!loaded.ok, 'it was taken as a manifest');
  return [...new Set(loaded.error.diagnostics.map(({ code }) => code))];
}

const DEEP_TEXTS: Readonly<Record<string, string>> = {
  'lists in brackets': `a: ${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  'lists in brackets that are never closed': `a: ${'['.repeat(DEEP)}`,
  'maps in braces': `a: ${'{b: '.repeat(DEEP)}`,
  'maps in braces as keys': `a: ${'{'.repeat(DEEP)}`,
  'lists and maps in turn': `a: ${'[{b: '.repeat(DEEP)}`,
  'colons without commas': `a: [${'b: '.repeat(DEEP)}]`,
  'question marks in brackets': `a: [${'? '.repeat(DEEP)}]`,
  'list items on one line': '- '.repeat(DEEP),
  'question marks on one line': '? '.repeat(DEEP),
  'colons on one line': ': '.repeat(DEEP),
  'keys on one line': 'a: '.repeat(DEEP),
  'anchored keys on one line': '&x a: '.repeat(DEEP),
  'keys, each further right': Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
  'items, each further right': Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}-\n`).join(''),
  'items and keys in turn': Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- a:\n`).join(''),
  'maps over lines': `a: ${'{\n  b:\n  '.repeat(DEEP)}`,
};

for (const [what, text] of Object.entries(DEEP_TEXTS)) {
  test(`deep nesting is refused: ${what}`, async () => {
    assert.deepEqual(await codesOf(text), ['too-deep']);
  });
}

test('values nested 60 deep are read', () => {
  const parsed = parseTree('manifest.yaml', `a: ${'['.repeat(60)}${']'.repeat(60)}`);
  assert.ok(parsed.ok);
  assert.equal(depthOf(parsed.value.tree), 61);
});

const LARGE_TEXTS: Readonly<Record<string, readonly [string, string]>> = {
  'a megabyte of text': [`a: ${'x'.repeat(1_000_000)}`, 'too-large'],
  '256 KiB and one byte': [`a: ${'x'.repeat(256 * 1024 - 2)}`, 'too-large'],
  'bytes beyond ASCII': [`a: ${'é'.repeat(140_000)}`, 'too-large'],
  '100,000 keys': [Array.from({ length: MANY }, (_, index) => `k${index}: 1\n`).join(''), 'too-large'],
  'keys of few letters': ['a: \n'.repeat(60_000), 'too-large'],
  'items of nothing': ['- \n'.repeat(80_000), 'too-large'],
  items: [`a: [${'a,'.repeat(MANY)}]`, 'too-large'],
  commas: [`a: [${','.repeat(MANY)}]`, 'yaml-syntax'],
  'empty lines': ['\n'.repeat(200_000), 'too-large'],
  comments: ['#\n'.repeat(120_000), 'too-large'],
  anchors: [`a: ${'&a '.repeat(80_000)}`, 'too-large'],
  'closing brackets': [']'.repeat(200_000), 'yaml-syntax'],
  documents: ['---\n'.repeat(60_000), 'several-documents'],
  directives: ['%a\n'.repeat(80_000), 'yaml-directive'],
  aliases: [`a: &a 1\nb: [${'*a,'.repeat(1_000)}]`, 'too-many-aliases'],
  'NUL bytes': ['\0'.repeat(MANY), 'control-character'],
};

for (const [what, [text, code]] of Object.entries(LARGE_TEXTS)) {
  test(`too much is refused: ${what}`, async () => {
    assert.deepEqual(await codesOf(text), [code]);
  });
}

test('a huge text, a huge key and a huge number are no trouble', async () => {
  const size = 200_000;
  assert.deepEqual(await codesOf(`a: "${'x'.repeat(size)}"`), ['missing-property', 'unknown-property']);
  assert.deepEqual(await codesOf(`? ${'x'.repeat(size)}\n: 1`), ['missing-property', 'unknown-property']);
  assert.deepEqual(await codesOf(`a: ${'1'.repeat(size)}`), ['missing-property', 'unknown-property']);
  assert.deepEqual(await codesOf(`a: |\n${' x\n'.repeat(size / 4)}`), ['missing-property', 'unknown-property']);
});

test('thousands of equal keys are found in one pass', () => {
  const parsed = parseTree('manifest.yaml', 'a: 1\n'.repeat(10_000));
  assert.ok(parsed.ok);
  assert.equal(parsed.value.diagnostics.length, 9_999);
});

test('of thousands of findings the first hundred are shown', async () => {
  const text = `a: [${'${b},'.repeat(20_000)}]`;
  const loaded = await loadText(text);
  assert.ok(!loaded.ok);
  const { diagnostics, sources } = loaded.error;
  assert.equal(diagnostics.length, 101);
  assert.equal(diagnostics.at(-1)?.message, 'more is wrong from here on: 19900 findings are not shown');
  assert.ok(diagnosticText(diagnostics, sources).length < 40_000);
});

test('aliases that multiply are refused before they are put in place', async () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= 9; level += 1) {
    bomb.push(
      `a${level}: &a${level} [${Array(7)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  assert.ok((await codesOf(bomb.join('\n'))).includes('too-many-aliases'));
});

test('aliases that nest are refused before they are put in place', async () => {
  const open = '['.repeat(30);
  const close = ']'.repeat(30);
  const text = [`a: &a ${open}${close}`, `b: &b ${open}*a${close}`, `c: ${open}*b${close}`].join('\n');
  assert.ok((await codesOf(text)).includes('too-deep'));
});

test('keys that mean something to the engine are refused wherever they stand', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype', '"__proto__"', '"\\x5f_proto__"']) {
    const parsed = parseTree('manifest.yaml', `versions: { ${key}: "1" }\n${key}:\n  polluted: yes`);
    assert.ok(parsed.ok);
    const found = parsed.value.diagnostics.map(({ code, span }) => `${code} in line ${span.start.line}`);
    assert.deepEqual(found, ['forbidden-key in line 1', 'forbidden-key in line 2']);
  }
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'corpus', 'yaml', 'src');
const noCorpus = existsSync(corpus) ? false : 'the sample data ../shared/corpus is not here';

test('no case of the YAML test suite is a crash, and what must fail is never a tree', { skip: noCorpus }, async () => {
  let cases = 0;
  const taken: string[] = [];
  for (const name of readdirSync(corpus).sort()) {
    for (const [index, { text, fails }] of casesOf(readFileSync(join(corpus, name), 'utf8')).entries()) {
      cases += 1;
      const parsed = parseTree(name, text);
      const clean = parsed.ok && parsed.value.diagnostics.length === 0;
      if (fails && clean) taken.push(`${name} ${index}`);
      const loaded = await loadText(text);
      assert.ok(!loaded.ok, `${name} was taken as a manifest`);
    }
  }
  assert.ok(cases >= 351, `only ${cases} cases`);
  assert.deepEqual(taken, []);
});

interface SuiteCase {
  readonly text: string;
  readonly fails: boolean;
}

/** The cases of a file; the suite writes white space that would not be seen as signs of its own. */
function casesOf(file: string): readonly SuiteCase[] {
  const entries = parse(file) as readonly { readonly yaml?: string; readonly fail?: boolean }[];
  const first = entries[0]?.yaml ?? '';
  return entries.map(({ yaml = first, fail = false }) => ({
    fails: fail,
    text: yaml
      .replaceAll('␣', ' ')
      .replace(/—*»/g, '\t')
      .replaceAll('←', '\r')
      .replaceAll('⇔', '\uFEFF')
      .replaceAll('↵', '')
      .replace(/∎\n$/, ''),
  }));
}

const GOOD = `# a comment
manifest: 1
name: sample
title: "A sample"
versions: { python: "3.11", tool: '2.9' }
vars:
  py-tag: py\${python|digits}
profiles:
  gpu: { when: { gpu: nvidia, os: [linux, windows] } }
platforms: { linux-64: {}, win-64: { notes: [none] } }
artifacts:
  tool:
    sources: &sources
      - https://example.org/tool-\${tool}.tar.bz2
steps:
  greet:
    uses: run
    with: { argv: [echo, "\${python}"] }
    timeout: 5 min
    verify: [{ python: "import sys" }]
    fallbacks:
      - name: other
        after: [absent, failed]
        uses: run
        with:
          argv:
            - echo
            - |
              text
`;

test('a good manifest with random damage is read or refused, and nothing is thrown', async () => {
  assert.ok((await loadText(GOOD)).ok, 'the manifest without damage is good');
  const random = seededRandom(20_251_123);
  const outcomes = { taken: 0, refused: 0 };
  for (let round = 0; round < 3_000; round += 1) {
    const damaged = damage(GOOD, random);
    const loaded = await loadText(damaged);
    if (loaded.ok) outcomes.taken += 1;
    else {
      outcomes.refused += 1;
      assert.ok(loaded.error.diagnostics.length > 0, damaged);
      for (const { span } of loaded.error.diagnostics) assert.ok(span.end.offset >= span.start.offset, damaged);
    }
  }
  assert.ok(outcomes.refused > 1_000 && outcomes.taken > 10, JSON.stringify(outcomes));
});

const SIGNS = [
  ...'[]{}:,-?&*!|>\'"%@`#\n\t $<=~.',
  '  ',
  ': ',
  '- ',
  '? ',
  '${',
  '---\n',
  '...\n',
  '\0',
  '\r',
  '\uFEFF',
  '\uD800',
];

function damage(text: string, random: () => number): string {
  let damaged = text;
  for (let left = 1 + Math.floor(random() * 4); left > 0; left -= 1) {
    const [from, to] = [Math.floor(random() * damaged.length), Math.floor(random() * damaged.length)];
    const sign = SIGNS[Math.floor(random() * SIGNS.length)] ?? '';
    const length = Math.floor(random() * 12);
    switch (Math.floor(random() * 4)) {
      case 0:
        damaged = damaged.slice(0, from) + sign + damaged.slice(from);
        break;
      case 1:
        damaged = damaged.slice(0, from) + damaged.slice(from + length);
        break;
      case 2:
        damaged = damaged.slice(0, from) + sign + damaged.slice(from + 1);
        break;
      default:
        damaged = damaged.slice(0, from) + damaged.slice(to, to + length * 4) + damaged.slice(from);
    }
  }
  return damaged;
}

test('whatever signs a text is made of, the parser is never led deeper than the limit allows', () => {
  const random = seededRandom(7);
  const words = [
    ...SIGNS.filter(sign => !/[\0\r%\uFEFF\uD800]/.test(sign)),
    'a',
    'a: ',
    '[',
    '{',
    '[',
    '{',
    '- ',
    '\n ',
    '\n    ',
  ];
  let deepest = 0;
  for (let round = 0; round < 3_000; round += 1) {
    let text = 'a: ';
    for (let left = Math.floor(random() * 300); left > 0; left -= 1)
      text += words[Math.floor(random() * words.length)] ?? '';
    const parsed = parseTree('manifest.yaml', text);
    if (parsed.ok) deepest = Math.max(deepest, depthOf(parsed.value.tree));
  }
  assert.ok(deepest <= 64, `${deepest}`);
});

function depthOf(tree: Tree): number {
  if (tree.kind === 'scalar') return 0;
  const inside = tree.kind === 'list' ? tree.items : tree.entries.map(({ value }) => value);
  return 1 + Math.max(0, ...inside.map(depthOf));
}
