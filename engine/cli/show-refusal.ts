import { refusalText } from '../opening/refusal-text.js';
import type { Refusal } from '../opening/refusal.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { inkFor, streams } from './streams.js';

/** Says why nothing was begun, and what the program ends with. */
export function showRefusal(refusal: Refusal, flags: { readonly color: boolean }): ExitCode {
  streams.talk(refusalText(refusal, inkFor(process.stderr, flags)));
  switch (refusal.kind) {
    case 'manifest':
      return EXIT.invalid;
    case 'no-manifest':
    case 'no-step':
    case 'usage':
      return EXIT.usage;
    case 'plan':
      return refusal.refusal.kind === 'platform' || isHostRefusal(refusal.refusal) ? EXIT.refused : EXIT.usage;
    case 'host':
    case 'failure':
      return EXIT.refused;
  }
}

function isHostRefusal(refusal: Extract<Refusal, { readonly kind: 'plan' }>['refusal']): boolean {
  return refusal.kind === 'profile' && refusal.problem !== 'unknown';
}
