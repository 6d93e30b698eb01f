import { nearest } from '../base/nearest.js';
import { diagnosticText } from '../report/diagnostic-text.js';
import { failureText } from '../report/failure-text.js';
import { planRefusalText } from '../report/plan-refusal-text.js';
import type { Refusal } from '../opening/refusal.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { inkFor, streams } from './streams.js';

/** Says why nothing was begun, and what the program ends with. */
export function showRefusal(refusal: Refusal, flags: { readonly color: boolean }): ExitCode {
  switch (refusal.kind) {
    case 'manifest':
      streams.talk(diagnosticText(refusal.diagnostics, refusal.sources, inkFor(process.stderr, flags)));
      return EXIT.invalid;
    case 'no-manifest': {
      const { name, builtIn } = refusal;
      const close = name === undefined ? undefined : nearest(name, builtIn);
      const none = 'error: there is no manifest';
      streams.talk(name === undefined ? `${none} here, and no built-in one` : `${none} ${name}`);
      streams.talk(
        close === undefined
          ? `help: name a file, or a built-in one with --manifest: ${builtIn.join(', ')}`
          : `help: did you mean ${close}, a built-in one?`,
      );
      return EXIT.usage;
    }
    case 'plan':
      streams.talk(
        `error: ${planRefusalText(refusal.refusal).message}\nhelp: ${planRefusalText(refusal.refusal).help}`,
      );
      return refusal.refusal.kind === 'platform' || isHostRefusal(refusal.refusal) ? EXIT.refused : EXIT.usage;
    case 'no-step': {
      const close = nearest(refusal.step, refusal.known);
      streams.talk(`error: ${refusal.flag} names ${refusal.step}, which is no step of the plan`);
      streams.talk(
        close === undefined ? `help: the steps are ${refusal.known.join(', ')}` : `help: did you mean ${close}?`,
      );
      return EXIT.usage;
    }
    case 'usage':
      streams.talk(`error: ${refusal.reason}\nhelp: ${refusal.help}`);
      return EXIT.usage;
    case 'host':
      streams.talk(`error: ${refusal.reason}\nhelp: ${refusal.help}`);
      return EXIT.refused;
    case 'failure':
      streams.talk(`error: ${failureText(refusal.failure).join('\n')}`);
      return EXIT.refused;
  }
}

function isHostRefusal(refusal: Extract<Refusal, { readonly kind: 'plan' }>['refusal']): boolean {
  return refusal.kind === 'profile' && refusal.problem !== 'unknown';
}
