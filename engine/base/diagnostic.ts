import type { Span } from './span.js';

export type Severity = 'error' | 'warning';

/** A finding about a manifest: the author's to mend. `code` is stable and listed in the docs. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** The fix, as an instruction. */
  readonly help?: string;
  /** Other places that explain this one, such as the first of two equal keys. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** File order: by file as first met, then by place; equal places keep the order in which they were found. */
export function inFileOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): readonly Diagnostic[] {
  const rank = (file: string) => {
    const index = files.indexOf(file);
    return index === -1 ? files.length : index;
  };
  return [...diagnostics].sort(
    (a, b) => rank(a.span.file) - rank(b.span.file) || a.span.start.offset - b.span.start.offset,
  );
}
