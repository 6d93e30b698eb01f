import type { Event } from '../model/event.js';
import { progressText, secondsText } from './progress-text.js';
import { cutText } from './text-width.js';

/** For a reader of lines: tells of steps that work on in silence. */
export interface Heartbeat {
  readonly take: (event: Event) => void;
  /** A line of each step of which nothing was shown for long. */
  readonly lines: (at: number) => readonly string[];
}

interface Pulse {
  readonly since: number;
  /** When something was shown of it. */
  shownAt: number;
  beats: number;
  /** The end of its line: what its tool said last, or how far it is. */
  last: string;
}

/** `showsOutput`: the reader sees the words of tools as well, so that these break the silence. */
export function heartbeat({ showsOutput }: { readonly showsOutput: boolean }): Heartbeat {
  const estimates = new Map<string, number | undefined>();
  const pulses = new Map<string, Pulse>();
  return {
    take: event => {
      if (event.type === 'run-started')
        for (const { id, estimateMinutes } of event.steps) estimates.set(id, estimateMinutes);
      else if ('step' in event) follow(pulses, event, { showsOutput });
    },
    lines: at =>
      [...pulses].flatMap(([step, pulse]) => {
        if (at - pulse.shownAt < silenceBefore(pulse.beats)) return [];
        pulse.shownAt = at;
        pulse.beats += 1;
        return [lineOf(step, pulse, { at, estimate: estimates.get(step) })];
      }),
  };
}

type StepEvent = Extract<Event, { readonly step: string }>;

function follow(
  pulses: Map<string, Pulse>,
  event: StepEvent,
  { showsOutput }: { readonly showsOutput: boolean },
): void {
  // between two attempts it may wait for what the next one needs
  if (event.type === 'step-settled' || event.type === 'attempt-failed') pulses.delete(event.step);
  if (event.type === 'attempt-started')
    pulses.set(event.step, { since: event.at, shownAt: event.at, beats: 0, last: '' });
  const pulse = pulses.get(event.step);
  if (pulse === undefined) return;
  if (event.type === 'progress') pulse.last = `; ${progressText(event.progress)}`;
  if (event.type !== 'output' || event.line.trim() === '') return;
  pulse.last = `; it last said: ${cutText(event.line.trim(), LONGEST, { unicode: false })}`;
  if (showsOutput) Object.assign(pulse, { shownAt: event.at, beats: 0 });
}

const LONGEST = 100;

/** After one minute, two more, then every five: a build of an hour fills no log. */
function silenceBefore(beats: number): number {
  return ([1, 2][beats] ?? 5) * 60_000;
}

function lineOf(
  step: string,
  { since, last }: Pulse,
  { at, estimate }: { readonly at: number; readonly estimate: number | undefined },
): string {
  const typical = estimate === undefined ? '' : `, typically ${estimate} min`;
  return `  ${step}: still at work, ${secondsText(at - since)} so far${typical}${last}`;
}
