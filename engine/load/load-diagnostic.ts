import { inFileOrder, type Diagnostic } from '../base/diagnostic.js';
import type { Span } from '../base/span.js';
import type { LoadCode } from './codes.js';

/** An error of this stage: its code must be one of the list. */
export function loadDiagnostic(
  code: LoadCode,
  span: Span,
  said: { readonly message: string; readonly help?: string | undefined; readonly related?: Diagnostic['related'] },
): Diagnostic {
  return {
    code,
    severity: 'error',
    message: said.message,
    span,
    ...(said.help === undefined ? {} : { help: said.help }),
    ...(said.related === undefined ? {} : { related: said.related }),
  };
}

const MAX_FINDINGS = 100;

/** The first findings, in file order; of a text that is wrong throughout, no one reads them all. */
export function firstDiagnostics(diagnostics: readonly Diagnostic[], files: readonly string[]): readonly Diagnostic[] {
  const ordered = inFileOrder(diagnostics, files);
  const next = ordered[MAX_FINDINGS];
  if (next === undefined) return ordered;
  const message = `more is wrong from here on: ${ordered.length - MAX_FINDINGS} findings are not shown`;
  return [...ordered.slice(0, MAX_FINDINGS), loadDiagnostic('more-findings', next.span, { message })];
}
