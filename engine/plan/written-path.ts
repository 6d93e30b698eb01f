import { FILTERS, type DeferredText } from '../model/value.js';

const REFERENCE = /\$\{steps\.([^.}|]+)\.([^.}|]+)((?:\|[a-z]+)*)\}/g;

/**
 * The absolute path that a written one stands for. One that begins with a step's output (which is absolute) stays as
 * it is; wherever `${steps.…}` stands, the path waits for that step.
 */
export function writtenPath(path: string, below: (path: string) => string): string | DeferredText {
  const whole = path.startsWith('${steps.') ? path : below(path);
  const parts: DeferredText['$deferred'][number][] = [];
  let end = 0;
  for (const match of whole.matchAll(REFERENCE)) {
    const [reference, step = '', output = '', filters = ''] = match;
    if (match.index > end) parts.push(whole.slice(end, match.index));
    parts.push({ step, output, filters: filters.split('|').flatMap(name => FILTERS.filter(known => known === name)) });
    end = match.index + reference.length;
  }
  if (parts.length === 0) return whole;
  return { $deferred: end < whole.length ? [...parts, whole.slice(end)] : parts };
}
