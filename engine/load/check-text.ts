import type { Diagnostic } from '../base/diagnostic.js';
import { loadDiagnostic } from './load-diagnostic.js';
import type { Source } from './source.js';

const MAX_BYTES = 256 * 1024;
const MAX_FINDINGS = 20;

/** What is wrong with a text before anyone reads it as YAML: its size and its characters. */
export function checkText(source: Source): readonly Diagnostic[] {
  // Characters are counted first: a text of gigabytes is not encoded only to be refused.
  if (source.text.length > MAX_BYTES || new TextEncoder().encode(source.text).length > MAX_BYTES) {
    return [tooLarge(source)];
  }
  return checkCharacters(source);
}

function tooLarge(source: Source): Diagnostic {
  return loadDiagnostic('too-large', source.span(0, 0), {
    message: 'the file is larger than 256 KiB',
    help: 'move common parts to a file of their own and name it in `extends`',
  });
}

// All of C0 but tab and line feed, DEL, C1 but NEL, BOM inside a text, what stands for bytes that are not UTF-8,
// halves of surrogate pairs.
const ODD =
  /[\x00-\x08\x0B-\x1F\x7F-\x84\x86-\x9F\uFEFF\uFFFD-\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function checkCharacters(source: Source): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const match of source.text.matchAll(ODD)) {
    if (match[0] === '\r' && source.text[match.index + 1] === '\n') continue;
    const message =
      match[0] === REPLACED ? 'this is not UTF-8' : `${characterName(match[0])} may not stand in a manifest`;
    const help = CHARACTER_HELP[match[0]];
    found.push(loadDiagnostic('control-character', source.span(match.index, match.index + 1), { message, help }));
    // a file of another encoding is one slip
    if (match[0] === '\0' || match[0] === REPLACED || found.length === MAX_FINDINGS) break;
  }
  return found;
}

/** What decoding puts in the place of bytes that are not UTF-8. */
const REPLACED = '\uFFFD';

const CHARACTER_HELP: Readonly<Record<string, string>> = {
  '\0': 'save the file as UTF-8; in UTF-16 every other byte is NUL',
  [REPLACED]: 'save the file as UTF-8',
  '\r': 'end lines with LF or CR LF',
  '\uFEFF': 'a byte order mark may only be the first character of the file',
};

/** "the character U+0007". */
export function characterName(character: string): string {
  return `the character U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Where in a value (which escapes may have put together) the first such character stands, or undefined. */
export function oddCharacterIn(value: string): string | undefined {
  for (const match of value.matchAll(ODD)) {
    if (match[0] !== '\r') return match[0];
  }
  return undefined;
}
