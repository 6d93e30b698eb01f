import type { Event } from '../model/event.js';

/** A report for programs: one JSON object a line, `type` first. Its shape is `schemas/events.schema.json`. */
export function ndjsonReport(write: (line: string) => void): (event: Event) => void {
  return ({ type, at, ...rest }) => {
    write(JSON.stringify({ type, at, ...rest }));
  };
}
