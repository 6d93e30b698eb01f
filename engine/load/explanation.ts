import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../base/diagnostic.js';
import type { Span } from '../base/span.js';
import type { LoadCode } from './codes.js';
import type { Place } from './place.js';

/** One error of the validator, with the place it is about. */
export interface Faulty {
  readonly error: ErrorObject;
  readonly place: Place;
  readonly sources: ReadonlyMap<string, string>;
}

/** What a finding says. */
export interface Explanation {
  readonly code: LoadCode;
  readonly span: Span;
  readonly message: string;
  readonly help?: string | undefined;
  readonly related?: Diagnostic['related'];
}

/** What stands in the file at a place. */
export function writtenAt(span: Span, sources: ReadonlyMap<string, string>): string {
  return sources.get(span.file)?.slice(span.start.offset, span.end.offset) ?? '';
}

/** A text for a message: long ones are cut. */
export function shown(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
