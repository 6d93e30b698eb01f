const CONTEXT = 3;

/** What an edit changes, as `patch` takes it. Both texts have as many lines: a bump edits within lines. */
export function lineDiff(file: string, before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const changed = old.flatMap((line, index) => (line === now[index] ? [] : [index]));
  const hunks = hunksOf(changed).map(([first, last]) => hunk(old, now, [first, last]));
  return [`--- ${file}`, `+++ ${file}`, ...hunks.flat()].map(line => line.replace(/\r$/, '')).join('\n');
}

/** Changed lines whose surroundings touch are shown together. */
function hunksOf(changed: readonly number[]): readonly (readonly [number, number])[] {
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    if (last !== undefined && index - last[1] <= 2 * CONTEXT) last[1] = index;
    else hunks.push([index, index]);
  }
  return hunks;
}

function hunk(
  old: readonly string[],
  now: readonly string[],
  [first, last]: readonly [number, number],
): readonly string[] {
  // what follows the last newline is no line
  const lines = old.at(-1) === '' ? old.length - 1 : old.length;
  const [from, to] = [Math.max(0, first - CONTEXT), Math.min(lines, last + 1 + CONTEXT)];
  const range = `${from + 1},${to - from}`;
  const body: string[] = [];
  const added: string[] = [];
  for (let index = from; index < to; index++) {
    const [line = '', other = ''] = [old[index], now[index]];
    if (line === other) body.push(...added.splice(0), ` ${line}`);
    else {
      body.push(`-${line}`);
      added.push(`+${other}`);
    }
  }
  return [`@@ -${range} +${range} @@`, ...body, ...added];
}
