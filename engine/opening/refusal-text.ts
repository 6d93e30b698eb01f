import { nearest } from '../base/nearest.js';
import { diagnosticText, type DiagnosticTextOptions } from '../report/diagnostic-text.js';
import { failureText } from '../report/failure-text.js';
import { planRefusalText } from '../report/plan-refusal-text.js';
import type { Refusal } from './refusal.js';

/** Why nothing was begun, and what helps, in lines for the user. */
export function refusalText(refusal: Refusal, options: DiagnosticTextOptions = {}): string {
  switch (refusal.kind) {
    case 'manifest':
      return diagnosticText(refusal.diagnostics, refusal.sources, options);
    case 'no-manifest': {
      const { name, builtIn } = refusal;
      const none = 'error: there is no manifest';
      return told(
        name === undefined ? `${none} here, and no built-in one` : `${none} ${name}`,
        helpWith(name, builtIn),
      );
    }
    case 'plan': {
      const { message, help } = planRefusalText(refusal.refusal);
      return told(`error: ${message}`, help);
    }
    case 'no-step': {
      const { flag, step, known } = refusal;
      const close = nearest(step, known);
      const help = close === undefined ? `the steps are ${known.join(', ')}` : `did you mean ${close}?`;
      return told(`error: ${flag} names ${step}, which is no step of the plan`, help);
    }
    case 'usage':
    case 'host':
      return told(`error: ${refusal.reason}`, refusal.help);
    case 'failure':
      return `error: ${failureText(refusal.failure).join('\n')}`;
  }
}

function helpWith(name: string | undefined, builtIn: readonly string[]): string {
  const close = name === undefined ? undefined : nearest(name, builtIn);
  return close === undefined
    ? `name a file, or a built-in one with --manifest: ${builtIn.join(', ')}`
    : `did you mean ${close}, a built-in one?`;
}

function told(what: string, help: string): string {
  return `${what}\nhelp: ${help}`;
}
