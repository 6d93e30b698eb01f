import type { Diagnostic } from '../base/diagnostic.js';
import { redacted } from '../base/redacted.js';
import type { Span } from '../base/span.js';
import { countText } from './amount.js';
import { excerpt } from './excerpt.js';
import { printable } from './printable.js';

export interface DiagnosticTextOptions {
  readonly color?: boolean;
  readonly unicode?: boolean;
}

/** Findings as a reader sees them: place, message, the line with carets, the fix, places that explain it; a count at the end. */
export function diagnosticText(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: DiagnosticTextOptions = {},
): string {
  if (diagnostics.length === 0) return '';
  const ink = inkOf(options);
  const blocks = diagnostics.map(diagnostic => block(diagnostic, sources, ink));
  return `${[...blocks, countLine(diagnostics)].join('\n\n')}\n`;
}

interface Ink {
  text(text: string): string;
  readonly unicode: boolean;
  readonly bold: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

type Paint = (text: string) => string;

function inkOf({ color = false, unicode = false }: DiagnosticTextOptions): Ink {
  const paint =
    (code: number): Paint =>
    text =>
      color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const text = (foreign: string) => printable(redacted(foreign), { unicode });
  return { text, unicode, bold: paint(1), red: paint(31), yellow: paint(33), cyan: paint(36) };
}

function block(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>, ink: Ink): string {
  const { code, severity, message, span, help, related = [] } = diagnostic;
  const paint = severity === 'error' ? ink.red : ink.yellow;
  const lines = [
    `${ink.bold(placeOf(span, ink))} ${paint(`${severity}[${code}]:`)} ${ink.text(message)}`,
    ...excerptLines(span, sources, { ink, paint }),
    ...(help === undefined ? [] : [`${ink.cyan('help:')} ${ink.text(help)}`]),
  ];
  for (const other of related) {
    lines.push(`${ink.bold(placeOf(other.span, ink))} ${ink.cyan('note:')} ${ink.text(other.message)}`);
    lines.push(...excerptLines(other.span, sources, { ink, paint: ink.cyan }));
  }
  return lines.join('\n');
}

function placeOf({ file, start }: Span, ink: Ink): string {
  return `${ink.text(file)}:${start.line}:${start.column}:`;
}

function excerptLines(
  span: Span,
  sources: ReadonlyMap<string, string>,
  { ink, paint }: { readonly ink: Ink; readonly paint: Paint },
): readonly string[] {
  const text = sources.get(span.file);
  const found = text === undefined ? undefined : excerpt(text, span, ink);
  if (found === undefined) return [];
  const number = String(span.start.line);
  const indent = found.carets.search(/\S/);
  return [
    `  ${number} | ${found.line}`,
    `  ${' '.repeat(number.length)} | ${found.carets.slice(0, indent)}${paint(found.carets.slice(indent))}`,
  ];
}

function countLine(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']) => diagnostics.filter(one => one.severity === severity).length;
  const parts = [
    ...(count('error') > 0 ? [countText(count('error'), 'error')] : []),
    ...(count('warning') > 0 ? [countText(count('warning'), 'warning')] : []),
  ];
  return parts.join(', ');
}
