import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import type { JsonObject } from '../model/value.js';

/** A TOML text as plain values; where it is none, the one place that the parser stops at. */
export async function parseToml(file: string, text: string): Promise<Result<JsonObject, readonly Diagnostic[]>> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return ok(JSON.parse(JSON.stringify(parse(text))) as JsonObject);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    const span = spanAt(file, text, { line: error.line, column: error.column });
    return err([{ code: 'toml-syntax', severity: 'error', message: `this is not TOML: ${first}`, span }]);
  }
}

function spanAt(
  file: string,
  text: string,
  { line, column }: { readonly line: number; readonly column: number },
): Span {
  const before = text.split('\n').slice(0, line - 1);
  const offset = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  return { file, start: { line, column, offset }, end: { line, column: column + 1, offset: offset + 1 } };
}
