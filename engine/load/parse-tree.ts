import { parseDocument, type YAMLError } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { MapTree } from '../model/tree.js';
import { checkText } from './check-text.js';
import { checkTokens } from './check-tokens.js';
import { finding } from './finding.js';
import { openSource, type Source } from './source.js';
import { treeOf } from './tree-of.js';

export interface ParsedText {
  readonly tree: MapTree;
  /** Findings that leave a tree to go on with: no manifest comes of it, but more can be found. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A text as a map with places; everything that is wrong with it as YAML, when it is none. */
export function parseTree(file: string, raw: string): Result<ParsedText, readonly Diagnostic[]> {
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
  const { tree, diagnostics } = treeOf(source, document.contents);
  const all = [...checked.diagnostics, ...diagnostics];
  if (tree?.kind !== 'map') return err(all.length > 0 ? all : [notAMap(source, tree === undefined)]);
  return ok({ tree, diagnostics: all });
}

const MAX_FINDINGS = 20;

/** One finding a line, since one slip makes many errors. */
function syntaxFindings(source: Source, errors: readonly YAMLError[]): readonly Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  for (const error of errors) {
    const span = source.span(error.pos[0], Math.max(error.pos[1], error.pos[0] + 1));
    const message = messageOf(error);
    if (!byLine.has(span.start.line)) {
      byLine.set(span.start.line, finding('yaml-syntax', span, { message, help: HELP[error.code] }));
    }
    if (byLine.size === MAX_FINDINGS) break;
  }
  return [...byLine.values()];
}

/** The parser's own words, as a part of a sentence. */
function messageOf(error: YAMLError): string {
  const [line = ''] = error.message.split('\n');
  return `this is not YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}

const HELP: Partial<Readonly<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'quote a text that starts with `*`',
  BAD_SCALAR_START: 'quote a text that starts with a sign of YAML',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_DQ_ESCAPE: "write `\\\\` for a backslash, or use single quotes: 'C:\\dir'",
  BAD_INDENT: 'indent the entries of one map or list alike',
  MULTILINE_IMPLICIT_KEY: 'put `:` and a space after the key, and quote a text that goes over lines',
};

function notAMap(source: Source, empty: boolean): Diagnostic {
  const span = source.span(0, 0);
  return empty
    ? finding('empty-manifest', span, { message: 'the file is empty', help: 'start with `manifest: 1`' })
    : finding('not-a-map', span, { message: 'the file does not hold a map', help: 'start with `manifest: 1`' });
}
