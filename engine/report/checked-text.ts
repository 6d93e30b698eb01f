import type { Failure } from '../model/failure.js';
import { failureText } from './failure-text.js';
import { stepName } from './step-name.js';

/** One step as `verify` found it. */
export function checkedText(checked: {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly failure?: Failure;
}): string {
  const reasons = checked.failure === undefined ? [] : failureText(checked.failure);
  return [
    `${MARKS[checked.state] ?? '?'} ${stepName(checked)}: ${checked.state}`,
    ...reasons.map(line => `    ${line}`),
  ].join('\n');
}

const MARKS: Readonly<Record<string, string>> = {
  holds: '+',
  broken: 'x',
  'not done': '!',
  'not needed': '-',
  'not checked': '/',
};
