import { execute } from '../../engine/execute/execute.js';
import type { ExecuteOptions } from '../../engine/execute/execute-options.js';
import type { Event } from '../../engine/model/event.js';
import type { RunSummary } from '../../engine/model/outcome.js';
import type { Plan } from '../../engine/model/plan.js';
import { eventLine, outcomeLine } from './event-line.js';
import { fakeHost, type FakeHost } from './fake-host.js';
import { scriptedKind, type ScriptedKind } from './scripted-action.js';

export interface Running {
  readonly host: FakeHost;
  readonly act: ScriptedKind;
  readonly events: readonly Event[];
  readonly lines: readonly string[];
  readonly summary: Promise<RunSummary>;
  cancel(): void;
}

/** Runs a plan of scripted actions on a fake host; the same host again is a second run. */
export function running(
  plan: Plan,
  given: Partial<Omit<ExecuteOptions, 'signal'>> & { readonly host?: FakeHost; readonly act?: ScriptedKind } = {},
): Running {
  const { host = fakeHost(), act = scriptedKind(), ...options } = given;
  const events: Event[] = [];
  const lines: string[] = [];
  const controller = new AbortController();
  const emit = (event: Event) => {
    events.push(event);
    lines.push(eventLine(event));
  };
  const summary = execute(
    plan,
    { ...host, kinds: new Map([['act', act.action]]), emit },
    { run: 'run', jobs: 4, force: new Set(), signal: controller.signal, ...options },
  );
  return { host, act, events, lines, summary, cancel: () => controller.abort() };
}

/** How every step of a run ended: "a = succeeded main". */
export function outcomes({ steps }: RunSummary): readonly string[] {
  return steps.map(({ id, outcome }) => `${id} = ${outcomeLine(outcome)}`);
}
