import type { Failure } from '../model/failure.js';
import { countText } from './amount.js';
import { failureText } from './failure-text.js';

/** One request: the shape that `lock-packages.ts` gives, which this floor does not see. */
export interface PackageLine {
  readonly key: string;
  readonly kind: 'new' | 'same' | 'changed' | 'failed' | 'unused';
  readonly count?: number;
  readonly failure?: Failure;
}

/** A line a request; what failed alike is told once, with the first of them. */
export function packageVerdictsText(lines: readonly PackageLine[]): string {
  const told = new Set<string>();
  return lines
    .flatMap(({ key, kind, count, failure }) => {
      const head = `${kind.padEnd(9)} ${key}${count === undefined ? '' : `: ${countText(count, 'package')}`}`;
      const why =
        failure === undefined ? [] : [...failureText(failure), ...helpFor(failure)].map(text => `            ${text}`);
      const isTold = told.has(why.join('\n'));
      told.add(why.join('\n'));
      return isTold ? [head] : [head, ...why];
    })
    .join('\n');
}

/** What the one file alone does not have. */
function helpFor(failure: Failure): readonly string[] {
  const help = failure.kind === 'not-found' ? HELP[failure.what] : undefined;
  return help === undefined ? [] : [help];
}

const HELP: Readonly<Record<string, string>> = {
  uv: 'help: python3 -m pip install uv, or put uv on PATH; all else is locked without it',
  'the solver of conda packages': 'help: run lock from the installed package (npm); all else is locked without it',
};
