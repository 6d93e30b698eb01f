import { CST, Lexer } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.js';
import type { LoadCode } from './codes.js';
import { finding } from './finding.js';
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

/** The state of one pass; `take` says whether to go on. */
class TokenPass {
  readonly #source: Source;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #depth = new DepthMeter();
  readonly #unquoted: UnquotedReference[] = [];
  #parseable = true;
  #offset = 0;
  #tokens = 0;
  #aliases = 0;
  #documents = 0;
  #ended = false;
  #previous = '';

  constructor(source: Source) {
    this.#source = source;
  }

  take(token: string): boolean {
    const type = CST.tokenType(token) ?? 'scalar-text';
    // These marks are not part of the text.
    if (type === 'doc-mode' || type === 'scalar' || type === 'flow-error-end') {
      if (type === 'flow-error-end') this.#depth.endFlow();
      return true;
    }
    const start = this.#offset;
    this.#offset += token.length;
    this.#tokens += 1;
    if (this.#tokens > MAX_TOKENS)
      return this.#stop('too-large', start, token, `the file has more than ${MAX_TOKENS} parts`);
    if (this.#depth.take(type, token, start) > MAX_DEPTH) {
      return this.#stop('too-deep', start, token, `values are nested more than ${MAX_DEPTH} deep here`);
    }
    const goOn = this.#checkToken(type, token, start);
    this.#previous = token;
    return goOn;
  }

  #checkToken(type: string, token: string, start: number): boolean {
    switch (type) {
      case 'flow-map-start':
        this.#lookForReference(start);
        return true;
      case 'directive-line':
        return this.#stop(
          'yaml-directive',
          start,
          token,
          'directives are not part of the manifest language',
          'remove the line',
        );
      case 'tag':
        this.#refuse(
          'yaml-tag',
          start,
          token,
          `the tag \`${shown(token)}\` is not part of the manifest language`,
          'remove it, or quote a text that starts with `!`',
        );
        return true;
      case 'alias':
        this.#aliases += 1;
        if (this.#aliases <= MAX_ALIASES) return true;
        return this.#stop('too-many-aliases', start, token, `the file has more than ${MAX_ALIASES} aliases`);
      case 'doc-end':
        this.#ended = true;
        return true;
      case 'doc-start':
        this.#documents += 1;
        if (this.#documents === 1 && !this.#ended) return true;
        return this.#secondDocument(start, token);
      case 'space':
      case 'newline':
      case 'comment':
      case 'byte-order-mark':
        return true;
      default:
        this.#documents = Math.max(this.#documents, 1);
        return this.#ended ? this.#secondDocument(start, token) : true;
    }
  }

  #lookForReference(start: number): void {
    const last = this.#unquoted.at(-1);
    if (!this.#previous.endsWith('$') || (last !== undefined && start < last.end)) return;
    const found = unquotedReference(this.#source.text, start - this.#previous.length, start);
    if (found === undefined) return;
    this.#unquoted.push(found);
    this.#diagnostics.push(
      finding('quote-it', this.#source.span(found.start, found.end), {
        message: `\`${found.reference}\` needs quotes inside \`[ ]\` and \`{ }\``,
        help: `quote it: "${found.item}"`,
      }),
    );
  }

  #secondDocument(start: number, token: string): boolean {
    return this.#stop(
      'several-documents',
      start,
      token,
      'a second YAML document starts here',
      'a manifest is one document: remove this one, or put it into a file of its own',
    );
  }

  #stop(code: LoadCode, start: number, token: string, message: string, help?: string): false {
    this.#refuse(code, start, token, message, help);
    return false;
  }

  #refuse(code: LoadCode, start: number, token: string, message: string, help?: string): void {
    this.#parseable = false;
    this.#diagnostics.push(finding(code, this.#source.span(start, start + token.length), { message, help }));
  }

  result(): CheckedTokens {
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
