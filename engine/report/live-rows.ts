import { howItEnded } from './failure-text.js';
import type { Event } from '../model/event.js';
import type { Outcome } from '../model/outcome.js';
import type { Progress } from '../model/ports.js';
import { secondsText } from './progress-text.js';
import { transferRate, type TransferRate } from './transfer-rate.js';

/** What a live view knows of one step. */
export interface LiveRow {
  readonly title: string;
  readonly onDemand: boolean;
  readonly estimateMinutes: number | undefined;
  readonly rate: TransferRate;
  /** Since when it is worked on. A download ahead of its step is work too, while it lasts. */
  since?: number;
  doing: string;
  /** Told last, where an amount is what there is to say. */
  progress?: Progress;
  /** The last words of its tool, and when they came. */
  said?: { readonly line: string; readonly at: number };
  hasBegun: boolean;
  end?: { readonly outcome: Outcome; readonly ms: number };
}

export interface LiveRows {
  readonly rows: readonly LiveRow[];
  readonly take: (event: Event) => void;
}

/** The rows of a live view, brought on by each event. */
export function liveRows(): LiveRows {
  const byStep = new Map<string, LiveRow>();
  const rows: LiveRow[] = [];
  return {
    rows,
    take: event => {
      if (event.type === 'run-started') {
        for (const { id, title, onDemand, estimateMinutes } of event.steps) {
          const row = { title, onDemand, estimateMinutes, rate: transferRate(), doing: '', hasBegun: false };
          byStep.set(id, row);
          rows.push(row);
        }
        return;
      }
      const row = 'step' in event ? byStep.get(event.step) : undefined;
      if (row !== undefined) bringOn(row, event);
    },
  };
}

function bringOn(row: LiveRow, event: Event): void {
  switch (event.type) {
    case 'attempt-started':
      if (!row.hasBegun) row.since = event.at;
      row.hasBegun = true;
      delete row.progress;
      delete row.said;
      row.doing = event.description;
      return;
    case 'progress':
      bringOnProgress(row, event.progress, event.at);
      return;
    case 'output':
      row.said = { line: event.line.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim(), at: event.at };
      return;
    case 'attempt-failed':
      delete row.progress;
      row.doing = `${howItEnded(event.failed)}${event.next === undefined ? '' : `, next is "${event.next}"`}`;
      delete row.said;
      return;
    case 'retry-scheduled':
      delete row.progress;
      row.doing = `again in ${secondsText(event.inMs)}`;
      return;
    case 'step-settled':
      row.end = { outcome: event.outcome, ms: event.ms };
      return;
    case 'run-started':
    case 'step-started':
    case 'run-finished':
      return;
  }
}

/** A file that is here before its step may begin is no work any more: the step waits. */
function bringOnProgress(row: LiveRow, progress: Progress, at: number): void {
  row.rate.tell(progress, at);
  row.progress = progress;
  if (row.hasBegun) return;
  if (progress.done === progress.total) delete row.since;
  else row.since ??= at;
}
