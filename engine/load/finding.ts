import type { Diagnostic } from '../base/diagnostic.js';
import type { Span } from '../base/span.js';
import type { LoadCode } from './codes.js';

/** An error of this stage: its code must be one of the list. */
export function finding(
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
