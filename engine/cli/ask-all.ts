import { createInterface, type Interface } from 'node:readline';

export interface Question {
  readonly text: string;
  /** What an empty answer means, as it is shown. */
  readonly usual: string;
  /** What is wrong with an answer; then it is asked again. */
  readonly fault?: (answer: string) => string | undefined;
}

/**
 * Asks whoever sits at the terminal, one after the other; an empty answer is left out.
 * Undefined where Ctrl-C or the end of input came before the last answer.
 */
export async function askAll<K extends string>(
  questions: ReadonlyMap<K, Question>,
): Promise<ReadonlyMap<K, string> | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const next = lineReader(terminal);
  const answers = new Map<K, string>();
  try {
    for (const [key, question] of questions) {
      const answer = await answerTo(question, terminal, next);
      if (answer === undefined) return undefined;
      if (answer !== '') answers.set(key, answer);
    }
    return answers;
  } finally {
    terminal.close();
  }
}

type NextLine = () => Promise<string | undefined>;

async function answerTo(
  { text, usual, fault }: Question,
  terminal: Interface,
  next: NextLine,
): Promise<string | undefined> {
  for (;;) {
    terminal.setPrompt(`${text} [${usual}]: `);
    terminal.prompt();
    const answer = (await next())?.trim();
    const wrong = answer === undefined || answer === '' ? undefined : fault?.(answer);
    if (wrong === undefined) return answer;
    process.stderr.write(`${wrong}\n`);
  }
}

/** Lines that were typed or pasted ahead wait for their question; undefined once there are no more. */
function lineReader(terminal: Interface): NextLine {
  const ahead: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let closed = false;
  terminal.on('line', line => {
    if (waiting === undefined) ahead.push(line);
    else waiting(line);
    waiting = undefined;
  });
  terminal.once('close', () => {
    closed = true;
    waiting?.(undefined);
  });
  return async () => {
    if (ahead.length > 0 || closed) return ahead.shift();
    return new Promise(resolve => {
      waiting = resolve;
    });
  };
}
