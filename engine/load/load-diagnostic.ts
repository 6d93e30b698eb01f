import { inFileOrder, type Diagnostic } from '../base/diagnostic.js';
import type { Span } from '../base/span.js';
import type { LoadCode } from './codes.js';

/** An error of this stage: its code must be one of the list. */
export function loadDiagnostic(
  code: LoadCode,
  span: Span,
  said: { readonly message: string; readonly help?: string | undefined; readonly related?: Diagnostic['related'] },
): Diagnostic {
  const help = said.help ?? USUAL_HELP[code];
  return {
    code,
    severity: 'error',
    message: said.message,
    span,
    ...(help === undefined ? {} : { help }),
    ...(said.related === undefined ? {} : { related: said.related }),
  };
}

/** What to do, where it is the same for all that a code stands for. */
const USUAL_HELP: Partial<Readonly<Record<LoadCode, string>>> = {
  'alias-cycle': 'write the value out',
  'control-character': 'take it out',
  'extends-cycle': 'take one `extends` out',
  'extends-too-long': 'put some of them into one file',
  'more-findings': 'mend those above first',
  'too-deep': 'put fewer lists and maps inside each other',
  'too-many-aliases': 'write the values out',
};

const MAX_FINDINGS = 100;

/** The first findings, in file order; of a text that is wrong throughout, no one reads them all. */
export function firstDiagnostics(diagnostics: readonly Diagnostic[], files: readonly string[]): readonly Diagnostic[] {
  const ordered = inFileOrder(diagnostics, files);
  const next = ordered[MAX_FINDINGS];
  if (next === undefined) return ordered;
  const message = `more is wrong from here on: ${ordered.length - MAX_FINDINGS} findings are not shown`;
  return [...ordered.slice(0, MAX_FINDINGS), loadDiagnostic('more-findings', next.span, { message })];
}
