import { createInterface } from 'node:readline/promises';

/** Asks whoever sits at the terminal; no answer, the end of input and Ctrl-C mean no. Undefined where nobody does. */
export async function askYesOrNo(question: string): Promise<boolean | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  lines.once('close', () => stop.abort());
  lines.once('SIGINT', () => {
    stop.abort();
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: stop.signal })).trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}
