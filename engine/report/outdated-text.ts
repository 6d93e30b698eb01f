import type { Failure } from '../model/failure.js';
import { failureText } from './failure-text.js';

/** One version: the shape that `find-outdated.ts` gives, which this floor does not see. */
export interface OutdatedLine {
  readonly name: string;
  readonly place: string;
  readonly current: string;
  readonly newest?: string;
  readonly failure?: Failure;
}

/** A line a version; below it how to bump it, or why nothing is known. */
export function outdatedText(lines: readonly OutdatedLine[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length), 0);
  return lines.flatMap(line => linesOf(line, width)).join('\n');
}

function linesOf({ name, place, current, newest, failure }: OutdatedLine, width: number): readonly string[] {
  const head = `${name.padEnd(width)}  ${current}`;
  const where = place === TOP ? '' : ` (${place})`;
  if (failure !== undefined) return [`${head}${where}: not known`, ...failureText(failure).map(text => `    ${text}`)];
  if (newest === undefined) return [`${head}${where}: the newest`];
  const flag = place === TOP ? '' : ` --${place}`;
  return [`${head} -> ${newest}${where}`, `    sam3d-install bump ${name} ${newest}${flag}`];
}

const TOP = '`versions`';
