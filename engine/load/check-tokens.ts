import { CST, Lexer } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.js';
import type { Span } from '../base/span.js';
import type { LoadCode } from './codes.js';
import { loadDiagnostic } from './load-diagnostic.js';
import { DepthMeter, MAX_DEPTH } from './depth-meter.js';
import type { Source } from './source.js';
import { unquotedReference, type UnquotedReference } from './unquoted-reference.js';

const MAX_TOKENS = 100_000;
const MAX_ALIASES = 64;

export interface CheckedTokens {
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the text may be given to the parser. */
  readonly parseable: boolean;
  /** The text, in which every unquoted `${…}` of a flow list is now plain letters: no offset moves. */
  readonly text: string;
}

/**
 * One pass over the lexer's tokens, before the parser sees the text: the parser recurses with the depth of the text,
 * and deep enough text ends the process. The lexer does not recurse.
 */
export function checkTokens(source: Source): CheckedTokens {
  const pass = new TokenPass(source);
  for (const token of new Lexer().lex(source.text)) {
    if (!pass.take(token)) break;
  }
  return pass.result();
}

/** Where a token stands in the text. */
interface Extent {
  readonly start: number;
  readonly length: number;
}

/** The state of one pass; `take` says whether to go on. */
class TokenPass {
  readonly #source: Source;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #depth = new DepthMeter();
  /** Offsets of the brackets that are open. */
  readonly #brackets: number[] = [];
  readonly #unquoted: UnquotedReference[] = [];
  #parseable = true;
  #offset = 0;
  #tokens = 0;
  #aliases = 0;
  #documents = 0;
  #ended = false;
  #plainText = false;
  #previous = '';
  /** The last token that is neither space nor comment. */
  #content = ' ';

  constructor(source: Source) {
    this.#source = source;
  }

  take(token: string): boolean {
    // The token after the mark of a scalar is a text, whatever it begins with.
    const type = this.#plainText ? 'text' : (CST.tokenType(token) ?? 'text');
    this.#plainText = type === 'scalar';
    if (type === 'scalar' || type === 'doc-mode') return true;
    if (type === 'flow-error-end') return this.#bracketsStayOpen();
    const start = this.#offset;
    this.#offset += token.length;
    this.#tokens += 1;
    const extent = { start, length: token.length };
    if (this.#tokens > MAX_TOKENS) return this.#stop('too-large', extent, `the file has more than ${MAX_TOKENS} parts`);
    if (this.#depth.take(type, token, start) > MAX_DEPTH) {
      return this.#stop('too-deep', extent, `values are nested more than ${MAX_DEPTH} deep here`);
    }
    const goOn = this.#checkToken(type, token, extent);
    this.#previous = token;
    return goOn;
  }

  #checkToken(type: string, token: string, extent: Extent): boolean {
    switch (type) {
      case 'space':
      case 'newline':
      case 'comment':
      case 'byte-order-mark':
        return true;
      case 'directive-line':
        return this.#stop(
          'yaml-directive',
          extent,
          'directives are not part of the manifest language',
          'remove the line',
        );
      case 'doc-end':
        this.#ended = true;
        return true;
      case 'doc-start':
        this.#documents += 1;
        return this.#documents > 1 || this.#ended ? this.#secondDocument(extent) : true;
    }
    this.#documents = Math.max(this.#documents, 1);
    return this.#ended ? this.#secondDocument(extent) : this.#checkContent(type, token, extent);
  }

  #checkContent(type: string, token: string, extent: Extent): boolean {
    const before = this.#content;
    this.#content = token;
    switch (type) {
      case 'flow-map-start':
      case 'flow-seq-start':
        this.#brackets.push(extent.start);
        if (type === 'flow-map-start') this.#lookForReference(extent.start);
        return true;
      case 'flow-map-end':
      case 'flow-seq-end':
        return this.#closeBracket(token, extent);
      case 'comma':
        if (!['[', '{', ','].includes(before)) return true;
        return this.#stop('yaml-syntax', extent, 'nothing stands before this comma', 'remove it');
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        if (token.length > 1 && token.endsWith(token.charAt(0))) return true;
        return this.#stop(
          'yaml-syntax',
          { ...extent, length: 1 },
          'this quote is never closed',
          'close it on the line where the text ends',
        );
      case 'tag':
        this.#parseable = false;
        this.#say(
          'yaml-tag',
          extent,
          `the tag \`${shown(token)}\` is not part of the manifest language`,
          'remove it, or quote a text that starts with `!`',
        );
        return true;
      case 'alias':
        this.#aliases += 1;
        return (
          this.#aliases <= MAX_ALIASES ||
          this.#stop('too-many-aliases', extent, `the file has more than ${MAX_ALIASES} aliases`)
        );
      default:
        return true;
    }
  }

  #lookForReference(brace: number): void {
    const last = this.#unquoted.at(-1);
    if (this.#brackets.length < 2 || !this.#previous.endsWith('$') || (last !== undefined && brace < last.end)) return;
    const found = unquotedReference(this.#source.text, brace - this.#previous.length, brace);
    if (found === undefined) return;
    this.#unquoted.push(found);
    const extent = { start: found.start, length: found.end - found.start };
    this.#say(
      'quote-it',
      extent,
      `\`${found.reference}\` needs quotes inside \`[ ]\` and \`{ }\``,
      `quote it: "${found.item}"`,
    );
  }

  #closeBracket(token: string, extent: Extent): boolean {
    const opened = this.#brackets.pop();
    if (opened === undefined) return this.#stop('yaml-syntax', extent, `this \`${token}\` closes nothing`);
    const bracket = this.#source.text.charAt(opened);
    if ((bracket === '[') === (token === ']')) return true;
    const related = [{ message: 'it is opened here', span: this.#source.span(opened, opened + 1) }];
    const message = `\`${token}\` does not close the \`${bracket}\` before it`;
    this.#diagnostics.push(loadDiagnostic('yaml-syntax', this.#span(extent), { message, related }));
    this.#parseable = false;
    return false;
  }

  /** The text goes on where a line may not, or ends. */
  #bracketsStayOpen(): boolean {
    const opened = this.#brackets.at(-1);
    if (opened === undefined) return true;
    const message = `this \`${this.#source.text.charAt(opened)}\` is never closed`;
    return this.#stop(
      'yaml-syntax',
      { start: opened, length: 1 },
      message,
      'close it, and indent all lines up to its end',
    );
  }

  #secondDocument(extent: Extent): false {
    return this.#stop(
      'several-documents',
      extent,
      'a second YAML document starts here',
      'a file is one document: remove this one, or put it into a file of its own',
    );
  }

  #stop(code: LoadCode, extent: Extent, message: string, help?: string): false {
    this.#parseable = false;
    this.#say(code, extent, message, help);
    return false;
  }

  #say(code: LoadCode, extent: Extent, message: string, help?: string): void {
    this.#diagnostics.push(loadDiagnostic(code, this.#span(extent), { message, help }));
  }

  #span({ start, length }: Extent): Span {
    return this.#source.span(start, start + length);
  }

  result(): CheckedTokens {
    if (this.#parseable) this.#bracketsStayOpen();
    const pieces: string[] = [];
    let done = 0;
    for (const { start, end, letters } of this.#unquoted) {
      pieces.push(this.#source.text.slice(done, start), letters);
      done = end;
    }
    pieces.push(this.#source.text.slice(done));
    return { diagnostics: this.#diagnostics, parseable: this.#parseable, text: pieces.join('') };
  }
}

function shown(token: string): string {
  return token.length > 40 ? `${token.slice(0, 40)}...` : token;
}
