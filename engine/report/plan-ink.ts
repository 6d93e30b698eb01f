import { redacted } from '../base/redacted.js';
import { printable } from './printable.js';

/** How the lines of a printed plan are made. What a manifest says goes through `text`, or it could steer a terminal or show a password. */
export interface PlanInk {
  text(text: string): string;
  bold(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  /** A label and what it says, on one line: about the whole plan, about a step, about an attempt. */
  field(label: string, text: string): string;
  stepField(label: string, text: string): string;
  attemptField(label: string, text: string): string;
}

const LABEL = 11;

export function planInk({ color, unicode }: { readonly color: boolean; readonly unicode: boolean }): PlanInk {
  const paint = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const text = (foreign: string) => printable(redacted(foreign), { unicode });
  const fieldAt = (indent: number) => (label: string, value: string) =>
    `${' '.repeat(indent)}${label.padEnd(LABEL)} ${text(value)}`;
  return {
    text,
    bold: paint(1),
    green: paint(32),
    yellow: paint(33),
    field: fieldAt(2),
    stepField: fieldAt(5),
    attemptField: fieldAt(7),
  };
}
