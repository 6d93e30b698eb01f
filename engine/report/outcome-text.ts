import type { Outcome } from '../model/outcome.js';

/** How a step ended, in a few words that follow its title. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return outcome.rung === 0 ? 'done' : `done by "${outcome.attempt}"`;
    case 'up-to-date':
      return 'up to date';
    case 'failed':
      return 'failed';
    case 'blocked':
      return `blocked by ${outcome.by}`;
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'cancelled':
      return 'interrupted';
  }
}

/** A mark that is safe on every console. */
export function outcomeMark(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return outcome.rung === 0 ? '+' : '~';
    case 'up-to-date':
      return '=';
    case 'failed':
      return 'x';
    case 'blocked':
      return '!';
    case 'skipped':
      return '-';
    case 'cancelled':
      return '/';
  }
}
