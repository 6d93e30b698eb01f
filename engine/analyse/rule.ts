import type { Diagnostic, Severity } from '../base/diagnostic.js';
import type { Subject } from './subject.js';

/** One check of a manifest. `code` is what its findings are called, here and in the docs. */
export interface Rule {
  readonly code: string;
  /** What it looks for, in one line, for the docs. */
  readonly about: string;
  check(subject: Subject): readonly Diagnostic[];
}

/** What a rule's own file says of a finding; code and severity are the rule's. */
export type Finding = Omit<Diagnostic, 'code' | 'severity'>;

export interface RuleDefinition {
  readonly code: string;
  readonly severity: Severity;
  readonly about: string;
  find(subject: Subject): Iterable<Finding>;
}

export function rule(definition: RuleDefinition): Rule {
  const { code, severity, about } = definition;
  const check = (subject: Subject) => Array.from(definition.find(subject), finding => ({ code, severity, ...finding }));
  return { code, about, check };
}
