import { isAlias, isMap, isScalar, isSeq, type Alias, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.js';
import type { Located, Span } from '../base/span.js';
import type { ListTree, MapTree, Tree, TreeEntry } from '../model/tree.js';
import { characterName, oddCharacterIn } from './check-text.js';
import type { LoadCode } from './codes.js';
import { MAX_DEPTH } from './depth-meter.js';
import { loadDiagnostic } from './load-diagnostic.js';
import type { Source } from './source.js';

const MAX_VALUES = 100_000;

/** A parsed document as a tree with places, keys checked, aliases put in place. No tree: the document is empty. */
export function treeOf(
  source: Source,
  contents: unknown,
): { tree?: Tree; diagnostics: readonly Diagnostic[]; warnings: readonly Diagnostic[] } {
  if (contents === null || (isScalar(contents) && contents.value === null)) return { diagnostics: [], warnings: [] };
  const walk = new TreeWalk(source);
  const tree = walk.value(contents, source.span(0, 0), 0);
  return { tree, diagnostics: walk.diagnostics, warnings: walk.warnings };
}

/** What an anchor names: undefined while its own value is still being read. */
type Anchored = { readonly tree: Tree; readonly values: number; readonly depth: number } | undefined;

class TreeWalk {
  readonly diagnostics: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly #source: Source;
  readonly #anchors = new Map<string, Anchored>();
  #values = 0;
  #deepest = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /** `place` is for what is not written at all, such as the value of `key:`. The depth is bounded: the tokens were checked. */
  value(node: unknown, place: Span, depth: number): Tree {
    if (isAlias(node)) return this.#alias(node, depth);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#plain(node, place, depth);
    this.#anchors.set(anchor, undefined);
    const [before, deepestBefore] = [this.#values, this.#deepest];
    this.#deepest = depth;
    const tree = this.#plain(node, place, depth);
    this.#anchors.set(anchor, { tree, values: this.#values - before, depth: this.#deepest - depth });
    this.#deepest = Math.max(this.#deepest, deepestBefore);
    return tree;
  }

  #plain(node: unknown, place: Span, depth: number): Tree {
    this.#values += 1;
    this.#deepest = Math.max(this.#deepest, depth);
    if (isMap(node)) return this.#map(node, place, depth);
    if (isSeq(node)) return this.#list(node, place, depth);
    return this.#scalar(node as Scalar | null, place);
  }

  #map(node: YAMLMap, place: Span, depth: number): MapTree {
    const entries: TreeEntry[] = [];
    const first = new Map<string, Span>();
    for (const pair of node.items) {
      const key = this.#key(pair, place);
      if (key === undefined) continue;
      const value = this.value(pair.value, key.span, depth + 1);
      const before = first.get(key.value);
      if (before !== undefined) this.#duplicate(key, before);
      else {
        first.set(key.value, key.span);
        entries.push({ key, value });
      }
    }
    return { kind: 'map', entries, span: this.#span(node.range, place) };
  }

  #list(node: YAMLSeq, place: Span, depth: number): ListTree {
    const span = this.#span(node.range, place);
    return { kind: 'list', items: node.items.map(item => this.value(item, span, depth + 1)), span };
  }

  #scalar(node: Scalar | null, place: Span): Tree {
    const value = node?.value ?? null;
    const unwritten = node === null || (value === null && node.source === '');
    const span = unwritten ? place : this.#span(node.range, place);
    if (typeof value === 'string') {
      this.#checkCharacters(value, span);
      if (node?.type === 'PLAIN') this.#checkComment(span);
    }
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', value: known ? value : null, span };
  }

  #key(pair: Pair, place: Span): Located<string> | undefined {
    const node = pair.key;
    if (!isScalar(node) || (node.value === null && node.source === '')) {
      const range = isMap(node) || isSeq(node) || isAlias(node) || isScalar(node) ? node.range : undefined;
      const help = isAlias(node)
        ? 'quote a text that starts with `*`'
        : 'a key is a text: quote it where it has signs in it';
      this.#say('key-not-text', this.#span(range, place), 'this key is no text', help);
      return undefined;
    }
    // `3.10: x` and `on: x` are keys as they are written, whatever YAML would make of them.
    const value = node.type === 'PLAIN' ? (node.source ?? String(node.value)) : String(node.value);
    const span = this.#span(node.range, place);
    this.#checkCharacters(value, span);
    if (value === '<<') {
      this.#say(
        'merge-key',
        span,
        'merge keys are not part of the manifest language',
        'use `extends`, or write the entries out',
      );
      return undefined;
    }
    if (FORBIDDEN.has(value)) {
      this.#say('forbidden-key', span, `\`${value}\` may not be a key`, 'choose another name');
      return undefined;
    }
    return { value, span };
  }

  #alias(node: Alias, depth: number): Tree {
    const span = this.#span(node.range, this.#source.span(0, 0));
    const nothing: Tree = { kind: 'scalar', value: null, span };
    const anchored = this.#anchors.get(node.source);
    if (anchored === undefined) {
      if (this.#anchors.has(node.source))
        this.#say('alias-cycle', span, `\`*${node.source}\` stands inside what it names`);
      else
        this.#say(
          'unknown-alias',
          span,
          `no anchor \`&${node.source}\` stands before this alias`,
          `quote a text that starts with \`*\`: "*${node.source}"`,
        );
      return nothing;
    }
    this.#values += anchored.values;
    this.#deepest = Math.max(this.#deepest, depth + anchored.depth);
    if (this.#values > MAX_VALUES) {
      if (this.diagnostics.at(-1)?.code !== 'too-many-aliases') {
        this.#say('too-many-aliases', span, `with its aliases in place the file has more than ${MAX_VALUES} values`);
      }
      return nothing;
    }
    if (depth + anchored.depth > MAX_DEPTH) {
      this.#say('too-deep', span, `with this alias in place values are nested more than ${MAX_DEPTH} deep`);
      return nothing;
    }
    return anchored.tree;
  }

  #duplicate(key: Located<string>, first: Span): void {
    this.diagnostics.push(
      loadDiagnostic('duplicate-key', key.span, {
        message: `the key \`${key.value}\` stands twice in one map`,
        help: 'remove one of the two',
        related: [{ message: 'the first is here', span: first }],
      }),
    );
  }

  #checkCharacters(value: string, span: Span): void {
    const odd = oddCharacterIn(value);
    if (odd !== undefined) this.#say('control-character', span, `${characterName(odd)} may not stand in a text`);
  }

  /** `packages #1` is `packages`. What follows a blank, such as `# so many`, is surely meant as a comment. */
  #checkComment({ end }: Span): void {
    const cut = /^[ \t]+(#[\p{L}\p{N}]\S*)/u.exec(this.#source.text.slice(end.offset, end.offset + 200));
    if (cut === null) return;
    const [all, begun = ''] = cut;
    const after = end.offset + all.length;
    const warning = loadDiagnostic('text-cut-short', this.#source.span(after - begun.length, after), {
      message: `the text ends before \`${begun}\`: YAML begins a comment there`,
      help: 'quote the whole text, or put a space behind the # of a comment',
    });
    this.warnings.push({ ...warning, severity: 'warning' });
  }

  #say(code: LoadCode, span: Span, message: string, help?: string): void {
    this.diagnostics.push(loadDiagnostic(code, span, { message, help }));
  }

  /** The parser's ranges go on over the line ends after a value: those are cut off. */
  #span(range: readonly [number, number, number] | null | undefined, place: Span): Span {
    if (range === null || range === undefined) return place;
    let end = range[1];
    while (end > range[0] && isBlank(this.#source.text.charCodeAt(end - 1))) end -= 1;
    return this.#source.span(range[0], end);
  }
}

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
