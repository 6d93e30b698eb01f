import { ACTION_KINDS } from '../../../engine/actions/registry.js';
import { analyse } from '../../../engine/analyse/analyse.js';
import { RULES } from '../../../engine/analyse/rules.js';
import type { Diagnostic } from '../../../engine/base/diagnostic.js';
import { LOAD_CODES } from '../../../engine/load/codes.js';
import { diagnosticText } from '../../../engine/report/diagnostic-text.js';
import { loadText } from '../load-text.js';
import { wholeManifest, type CodeExample } from './code-example.js';
import { LOAD_EXAMPLES } from './load-examples.js';
import { fenced, laidOut, madeNotice } from './page-parts.js';
import { RULE_EXAMPLES } from './rule-examples.js';

const INTRO = `# Findings

Every code that a finding about a manifest can have, with a manifest that brings it about, what is shown then, and how it
is right. \`sam3d-install validate\` shows all findings at once, with exit code 2 where one of them is an error. Only the
lines that matter are given here; what is not in them (\`name\`, \`title\`, ...) is as it should be.
`;

/** `docs/diagnostics.md`: each code with what the program really prints of its example. */
export async function diagnosticsPage(): Promise<string> {
  const text = Object.entries(LOAD_CODES).map(([code, about]) => ({ code, about }));
  const parts = [
    madeNotice('the codes, the rules and the examples in test/support/docs'),
    INTRO,
    '## About the text',
    ...(await Promise.all(text.map(({ code, about }) => section(code, about)))),
    '## About what it means',
    ...(await Promise.all(RULES.map(({ code, about }) => section(code, about)))),
  ];
  return laidOut(parts.join('\n\n'));
}

/** The example of a code. */
export function exampleOf(code: string): CodeExample {
  const example = { ...LOAD_EXAMPLES, ...RULE_EXAMPLES }[code];
  if (example === undefined) throw new Error(`the docs have no example of the code ${code}: test/support/docs`);
  return example;
}

/** All that is found in a manifest, and as it is printed. */
export async function found(
  text: string,
  { lock }: Pick<CodeExample, 'lock'>,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly print: (some: readonly Diagnostic[]) => string }> {
  const chain = Array.from({ length: 20 }, (_, at) => [`b${at}`, `extends: b${at + 1}`] as const);
  const bases: Readonly<Record<string, string>> = {
    ...Object.fromEntries<string>(chain),
    'base/common': 'description: What our nodes share',
  };
  const loaded = await loadText(text, { bases });
  if (!loaded.ok) {
    const { diagnostics, sources } = loaded.error;
    return { diagnostics, print: some => diagnosticText(some, sources) };
  }
  const { manifest, warnings } = loaded.value;
  const meant = analyse(manifest, { kinds: ACTION_KINDS, ...(lock !== undefined && { lock }) });
  const diagnostics = [...warnings, ...meant];
  return { diagnostics, print: some => diagnosticText(some, manifest.sources) };
}

async function section(code: string, about: string): Promise<string> {
  const example = exampleOf(code);
  const { diagnostics, print } = await found(
    example.whole === true ? example.wrong : wholeManifest(example.wrong),
    example,
  );
  const first = diagnostics.find(diagnostic => diagnostic.code === code);
  if (first === undefined) throw new Error(`the example of ${code} does not bring it about`);
  const [printed = ''] = print([first]).split(/\n\n1 (?:error|warning)/);
  const wrong = example.shownAs === undefined ? fenced('yaml', example.wrong) : `For example ${example.shownAs}.`;
  return [
    `### ${code}`,
    `${first.severity === 'error' ? 'Error' : 'Warning'}: ${about}.`,
    wrong,
    fenced('console', shortened(printed)),
    `Right:`,
    fenced('yaml', example.right),
  ].join('\n\n');
}

/** A source line that is long, or that cannot be shown, is cut as a reader would. */
function shortened(text: string): string {
  return text
    .split('\n')
    .map(line => (line.length > 160 ? `${line.slice(0, 157)}...` : line))
    .join('\n');
}
