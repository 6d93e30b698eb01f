import { err, ok, type Result } from '../../engine/base/result.js';
import { defineAction, type Action, type ActionContext, type Made } from '../../engine/model/action.js';
import type { Failure, FailureClass } from '../../engine/model/failure.js';

/** What an attempt of the scripted kind does, in this order. */
export interface Script {
  /** Throws: a defect. */
  readonly throws?: string;
  /** Waits until the test opens this gate, or until it is cancelled. */
  readonly gate?: string;
  readonly fetches?: string;
  readonly runs?: readonly [string, ...string[]];
  readonly says?: string;
  /** How it is described. */
  readonly sentence?: string;
  /** One class of failure for each try; a try beyond them succeeds. */
  readonly fails?: readonly FailureClass[];
  /** What a command that failed said last. */
  readonly lastLine?: string;
  /** Writes nothing, and says that it did. */
  readonly lies?: boolean;
  /** Paths that it changes. */
  readonly locks?: readonly string[];
  readonly makes?: readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  /** Nothing of it can be looked at. */
  readonly unseen?: boolean;
}

export interface ScriptedKind {
  readonly action: Action;
  /** The steps whose action was run, a step once for each try. */
  readonly ran: readonly string[];
  /** The steps whose action runs now, in the order in which they began. */
  readonly running: ReadonlySet<string>;
  /** The contexts that the actions were given, the latest of each step. */
  readonly contexts: ReadonlyMap<string, ActionContext>;
  onStart: (step: string) => void;
  open(gate: string): void;
}

/** An action kind that does what its params say, and shows what runs together. */
export function scriptedKind(): ScriptedKind {
  const ran: string[] = [];
  const running = new Set<string>();
  const contexts = new Map<string, ActionContext>();
  /** Tries of one attempt are given the same params. */
  const rounds = new WeakMap<Script, number>();
  const gates = new Map<string, { readonly opened: Promise<void>; readonly open: () => void }>();
  const gate = (name: string) => {
    const known = gates.get(name) ?? newGate();
    gates.set(name, known);
    return known;
  };
  const kind: ScriptedKind = {
    ran,
    running,
    contexts,
    onStart: () => undefined,
    open: name => gate(name).open(),
    action: defineAction<{ type: 'object' }, Script>({
      kind: 'act',
      summary: 'does what its params say',
      params: { type: 'object' },
      examples: { accepts: [], rejects: [] },
      describe: ({ sentence }) => (typeof sentence === 'string' ? sentence : 'act'),
      locks: script => script.locks ?? [],
      run: async (script, context) => {
        ran.push(context.step);
        running.add(context.step);
        contexts.set(context.step, context);
        kind.onStart(context.step);
        try {
          const round = rounds.get(script) ?? 0;
          rounds.set(script, round + 1);
          return await perform(script, context, {
            round,
            passGate: name => untilOpen(gate(name).opened, context.signal),
          });
        } finally {
          running.delete(context.step);
        }
      },
    }),
  };
  return kind;
}

async function perform(
  script: Script,
  context: ActionContext,
  { round, passGate }: { readonly round: number; readonly passGate: (name: string) => Promise<void> },
): Promise<Result<Made, Failure>> {
  if (script.throws !== undefined) throw new Error(script.throws);
  if (script.gate !== undefined) await passGate(script.gate);
  if (context.signal.aborted) return err({ kind: 'cancelled' });
  if (script.fetches !== undefined) {
    const fetched = await context.fetch(script.fetches);
    if (!fetched.ok) return fetched;
  }
  if (script.runs !== undefined) {
    const finished = await context.command(script.runs);
    if (!finished.ok) return finished;
  }
  if (script.says !== undefined) context.output(script.says);
  const failing = script.fails?.[round];
  if (failing !== undefined) return err(failureOf(failing, script.lastLine));
  const files = script.makes ?? [];
  if (script.lies !== true) for (const path of files) await context.files.writeText(path, 'made');
  return ok({ outputs: script.outputs ?? {}, files, ...(script.unseen === true && { unseen: true }) });
}

export function failureOf(failing: FailureClass, lastLine = 'it went wrong'): Failure {
  switch (failing) {
    case 'absent':
      return { kind: 'not-found', what: 'it', looked: [] };
    case 'refused':
      return { kind: 'policy', rule: 'none', detail: 'it' };
    case 'unreachable':
      return { kind: 'unreachable', url: 'https://127.0.0.1/', cause: 'connect', detail: 'refused', tries: 1 };
    case 'failed':
      return { kind: 'command', argv: ['tool'], exitCode: 1, lastLines: [lastLine] };
  }
}

function newGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>(resolve => (open = resolve));
  return { opened, open };
}

function untilOpen(opened: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve());
    void opened.then(resolve);
  });
}
