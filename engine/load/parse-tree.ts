import { parseDocument, type YAMLError } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { MapTree, Tree } from '../model/tree.js';
import { checkText } from './check-text.js';
import { checkTokens } from './check-tokens.js';
import { loadDiagnostic } from './load-diagnostic.js';
import { openSource, type Source } from './source.js';
import { treeOf } from './tree-of.js';

export interface ParsedText {
  readonly tree: MapTree;
  /** Findings that leave a tree to go on with: no manifest comes of it, but more can be found. */
  readonly diagnostics: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

export interface ParseOptions {
  /** How such a file starts: what an empty one is told. */
  readonly opening: string;
}

/** A text as a map with places; everything that is wrong with it as YAML, when it is none. */
export function parseTree(
  file: string,
  raw: string,
  { opening }: ParseOptions = { opening: 'manifest: 1' },
): Result<ParsedText, readonly Diagnostic[]> {
  const source = openSource(file, raw);
  const refused = checkText(source);
  if (refused.length > 0) return err(refused);
  const checked = checkTokens(source);
  if (!checked.parseable) return err(checked.diagnostics);
  const document = parseDocument(checked.text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    // Its own check is quadratic; `treeOf` has one.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) return err([...checked.diagnostics, ...syntaxFindings(source, errors)]);
  const { tree, diagnostics, warnings } = treeOf(source, document.contents);
  const all = [...checked.diagnostics, ...diagnostics];
  if (tree?.kind !== 'map') return err(all.length > 0 ? all : [notAMap(source, { tree, opening })]);
  return ok({ tree, diagnostics: all, warnings });
}

const MAX_FINDINGS = 20;
const INDENT = 'indent all of one map or list alike';

/** One finding a line, since one slip makes many errors; and of lines out of their column only the first. */
function syntaxFindings(source: Source, errors: readonly YAMLError[]): readonly Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  for (const error of errors) {
    if (byLine.size > 0 && (goesOnBelow(source, error) || FOLLOWS.some(said => error.message.startsWith(said))))
      continue;
    const start = contentFrom(source.text, error.pos[0]);
    const span = source.span(start, Math.max(error.pos[1], start + 1));
    const found = indentedTooFar(source, error) ?? loadDiagnostic('yaml-syntax', span, saidOf(error));
    if (!byLine.has(found.span.start.line)) byLine.set(found.span.start.line, found);
    if (byLine.size === MAX_FINDINGS) break;
  }
  return [...byLine.values()];
}

/** What one slip before it brings about on every line that follows. */
const FOLLOWS = ['All mapping items must start', 'All sequence items must start', 'Implicit keys need to be on'];

/** The parser names the end of what went before; what is wrong stands after the space. */
function contentFrom(text: string, offset: number): number {
  const after = /^[ \n\r]*(?=[^ \n\r])/.exec(text.slice(offset))?.[0].length ?? 0;
  return offset + after;
}

/** The second key of a map in a map stands on a line below: to YAML that is more of the text before it. */
function goesOnBelow(source: Source, error: YAMLError): boolean {
  const [line = ''] = source.text.slice(error.pos[0]).split('\n', 1);
  return error.message.startsWith('Nested mappings') && !/:( |$)/.test(line);
}

/** A key that stands further right than the one above, which has its value already. */
function indentedTooFar(source: Source, error: YAMLError): Diagnostic | undefined {
  const lineEnd = source.text.indexOf('\n', error.pos[0]);
  if (lineEnd === -1 || !goesOnBelow(source, error)) return undefined;
  const next = contentFrom(source.text, lineEnd);
  const key = /^[^\s:]+(?=:)/.exec(source.text.slice(next))?.[0];
  const above = source.text.slice(source.text.lastIndexOf('\n', error.pos[0]) + 1).search(/[^ -]/);
  if (key === undefined || next - source.text.lastIndexOf('\n', next) - 1 <= above) return undefined;
  const { line } = source.span(error.pos[0], error.pos[0]).start;
  return loadDiagnostic('yaml-syntax', source.span(next, next + key.length), {
    message: `\`${key}\` stands further right than the key in line ${line}, which has its value already`,
    help: INDENT,
  });
}

interface Said {
  readonly message: string;
  readonly help?: string;
}

/** What is said in place of the parser's own words, by the way they begin. */
const SAID: readonly (readonly [string, Said])[] = [
  ['Tabs are not allowed', { message: 'a line is indented with a tab', help: 'indent with spaces' }],
  [
    'Nested mappings are not allowed',
    {
      message: 'a second key may not follow on one line',
      help: 'quote a text with `: ` in it, or start the inner map on a line of its own, indented',
    },
  ],
  [
    'Unexpected scalar at node end',
    {
      message: 'something follows after the end of this value',
      help: "quote the whole text; within '...' write '' for '",
    },
  ],
  [
    'Invalid escape sequence',
    {
      message: 'this is no escape that YAML knows',
      help: "write \\\\ for a backslash, or use single quotes: 'C:\\dir'",
    },
  ],
  ['Plain value cannot start with', { message: 'a text cannot start with this sign', help: 'quote it' }],
  [
    'A block sequence may not be used as an implicit map key',
    {
      message: 'an item of a list stands among the keys of a map',
      help: 'take its `- ` away, or indent the list below a key',
    },
  ],
  ['All mapping items must start', { message: 'this line is not in one column with the other keys', help: INDENT }],
  ['All sequence items must start', { message: 'this line is not in one column with the other items', help: INDENT }],
  [
    'Implicit keys need to be on a single line',
    { message: 'a key may not go over lines', help: 'put `:` and a space after the key' },
  ],
  [
    'Implicit map keys need to be followed',
    { message: 'this key has no `:`', help: 'put `:` and a space after the key' },
  ],
  [
    'Unexpected block-seq-ind on same line',
    { message: 'a list may not start on the line of its key', help: 'start it on a line of its own' },
  ],
  ['Alias cannot be an empty', { message: 'a text cannot start with this sign', help: 'quote it' }],
];

/** The commonest slips in words of our own, all others in the parser's. */
function saidOf(error: YAMLError): Said {
  const own = SAID.find(([start]) => error.message.startsWith(start));
  if (own !== undefined) return own[1];
  const [line = ''] = error.message.split('\n');
  return { message: `this is not YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}` };
}

function notAMap(source: Source, { tree, opening }: ParseOptions & { readonly tree: Tree | undefined }): Diagnostic {
  const start = `start with \`${opening}\``;
  if (tree === undefined) {
    return loadDiagnostic('empty-file', source.span(0, 0), { message: 'the file is empty', help: start });
  }
  const unspaced = tree.kind === 'scalar' && String(tree.value).includes(':');
  const help = unspaced ? 'put a space after `:`' : start;
  return loadDiagnostic('not-a-map', tree.span, { message: 'the file does not hold a map', help });
}
