import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformHere } from '../../test/support/cli.js';
import { seededRandom } from '../../test/support/seeded-random.js';
import { wordsOf } from '../look-after.js';
import { cannotInstall, referenceInstall, type ReferenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Trial } from '../trial.js';

const BATCH = 60;

/** `count`: strings; the first are chosen, the others made by the seed. */
export const oddStrings: Trial = {
  name: 'odd-strings',
  title: 'odd strings in every field, with a program that writes down what it was given',
  full: 515,
  cannot: cannotInstall,
  async run(scope, { count, seed, say }) {
    const install = await referenceInstall(scope);
    // one argument a record, then what the environment had: byte for byte, as the shell's own words do it
    const record = `out="$1"; shift; { for given; do printf '%s\\000' "$given"; done; printf '%s\\000' "$ODD"; } > "$out"`;
    install.here.program('record', record);
    const strings = stringsOf(count, seed);
    const wrong: string[] = [];
    for (let at = 0; at < strings.length; at += BATCH) {
      wrong.push(...(await arrive(install, strings.slice(at, at + BATCH))));
      say?.(`${Math.min(at + BATCH, strings.length)} strings, ${wrong.length} wrong`);
    }
    return { done: strings.length, notes: ['each as an argument, in a variable, in a title, in a file'], wrong };
  },
};

async function arrive(install: ReferenceInstall, strings: readonly string[]): Promise<readonly string[]> {
  install.clear();
  install.here.write('sam3d-install.yaml', manifestOf(strings));
  const end = await startEngine(install, ['--json']).ended;
  if (end.code !== 0) return [wordsOf(end)];
  return strings.flatMap((text, index) => {
    const wanted = Buffer.from([text, text, `before ${text} after`, '-', `=${text}`, ''].join('\0'));
    const got = bytesAt(join(install.here.root, `argv${index}`));
    const file = bytesAt(join(install.here.root, `file${index}`));
    return [
      ...(got.equals(wanted) ? [] : [`${JSON.stringify(text)} arrived as ${JSON.stringify(got.toString())}`]),
      ...(file.equals(Buffer.from(text))
        ? []
        : [`${JSON.stringify(text)} was written as ${JSON.stringify(file.toString())}`]),
    ];
  });
}

function bytesAt(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.from('nothing');
}

function manifestOf(strings: readonly string[]): string {
  const written = strings.map(text => JSON.stringify(text.replaceAll('${', () => '$${')));
  const inside = (text: string | undefined, before: string, after: string) =>
    `"${before}${text?.slice(1, -1)}${after}"`;
  return [
    'manifest: 1',
    'name: odd',
    'title: Odd strings',
    `platforms: { ${platformHere()}: {} }`,
    'vars:',
    ...written.map((text, n) => `  odd${n}: ${text}`),
    'steps:',
    ...written.flatMap((text, n) => [
      `  argv${n}:`,
      `    title: ${inside(text, 'run ', '')}`,
      '    uses: run',
      `    with: { argv: [record, argv${n}, ${text}, "\${odd${n}}", ${inside(text, 'before ', ' after')}, "-"], creates: [argv${n}] }`,
      `    env: { ODD: ${inside(text, '=', '')} }`,
      `  file${n}: { uses: write, with: { path: file${n}, text: ${text} } }`,
    ]),
    '',
  ].join('\n');
}

const CHOSEN: readonly string[] = [
  ...[
    'a b',
    '"',
    "'",
    '\\',
    '\\\\',
    '\\"',
    'a\\',
    '"a b"',
    '$HOME',
    '$$',
    '${HOME}',
    '$(id)',
    '`id`',
    '%PATH%',
    '^',
    '&',
    '|',
  ],
  ...[
    '<',
    '>',
    ';',
    '*',
    '?',
    '~',
    '!',
    '#',
    '(',
    ')',
    '{a,b}',
    '[a]',
    'a\tb',
    '-rf',
    '--',
    '=',
    ',',
    '@',
    'a=b',
    ' ',
    '  ',
  ],
  ...[
    'grüße',
    '\u{1f600}',
    '\u202e',
    'e\u0301',
    '\u200b',
    'null',
    'true',
    '~',
    '0x10',
    '1e3',
    'a: b',
    '- a',
    'a # b',
    '{{a}}',
  ],
  ...[
    '../..',
    '/etc/passwd',
    'C:\\x',
    '\\\\host\\share',
    'con',
    'a'.repeat(2000),
    '*.txt',
    '!!binary',
    '&a',
    '|-',
    '<<',
  ],
];

const ALPHABET = [...` "'\\$\`{}()[]<>|&;*?~!#%^=,@:-_./abcXYZ019äß\u{1f600}\u00a0é`];

function stringsOf(count: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const one = () =>
    Array.from({ length: 1 + Math.floor(random() * 24) }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join(
      '',
    );
  return Array.from({ length: count }, (_, n) => CHOSEN[n] ?? one());
}
