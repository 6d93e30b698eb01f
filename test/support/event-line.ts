import type { Event } from '../../engine/model/event.js';
import type { Outcome } from '../../engine/model/outcome.js';

/** An event as one short line, without its time. */
export function eventLine(event: Event): string {
  switch (event.type) {
    case 'run-started':
      return `run started: ${event.steps.map(({ id, onDemand }) => (onDemand ? `(${id})` : id)).join(' ')}`;
    case 'step-started':
      return `${event.step} started`;
    case 'attempt-started':
      return `${event.step} > ${event.attempt}`;
    case 'progress':
      return `${event.step} ${event.progress.phase} ${event.progress.done}`;
    case 'output':
      return `${event.step} | ${event.line}`;
    case 'attempt-failed':
      return `${event.step} x ${event.failed.attempt} ${event.failed.class}${event.next === undefined ? '' : ` -> ${event.next}`}`;
    case 'retry-scheduled':
      return `${event.step} again in ${event.inMs} ms, ${event.remaining} left`;
    case 'step-settled':
      return `${event.step} = ${outcomeLine(event.outcome)}`;
    case 'run-finished':
      return `run finished: ${event.summary.result}`;
  }
}

export function outcomeLine(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'succeeded':
    case 'up-to-date':
      return `${outcome.kind} ${outcome.attempt}`;
    case 'failed':
      return `failed after ${outcome.ladder.map(({ attempt }) => attempt).join(', ')}`;
    case 'blocked':
      return `blocked by ${outcome.by}`;
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'cancelled':
      return 'cancelled';
  }
}
