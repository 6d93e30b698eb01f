import { err, ok, type Result } from '../base/result.js';
import type { NeedFailure, NoOutputFailure } from '../model/failure.js';
import { resolveValue, writtenReference, type Json, type StepReference, type Value } from '../model/value.js';
import { needFailure } from './need-failure.js';
import type { Run } from './run.js';

export type Outputs = Readonly<Record<string, string>>;

export interface BindOptions {
  /** The step's own outputs, once it has them. */
  readonly own?: { readonly step: string; readonly outputs: Outputs; readonly rung: number };
  /** Where outputs of a step come from that has not settled; without it, such a reference is a defect. */
  readonly unsettled?: (step: string) => Outputs | undefined;
}

/**
 * Puts the outputs of settled steps in place of their references. What an optional step could not make is a need that
 * failed; an output that the attempt which was taken does not give is a failure too, since other attempts may give it.
 */
export function bind<T extends Value>(run: Run, value: T, options: BindOptions = {}): Result<Bound<T>, BindFailure> {
  const failures: BindFailure[] = [];
  const lookup = (reference: StepReference) => {
    const outputs = outputsOf(run, reference, options);
    if (outputs === undefined) {
      failures.push(needFailure(run, reference.step));
      return '';
    }
    const output = outputs[reference.output];
    if (output === undefined) failures.push(noOutput(run, reference, options));
    return output ?? '';
  };
  const bound = resolveValue(value, lookup) as Bound<T>;
  const [failure] = failures;
  return failure === undefined ? ok(bound) : err(failure);
}

export type BindFailure = NeedFailure | NoOutputFailure;

/** The same shape, with a text wherever a text waited. */
export type Bound<T> = T extends string
  ? T
  : T extends { readonly $deferred: unknown }
    ? string
    : T extends readonly (infer Part)[]
      ? readonly Bound<Part>[]
      : T extends object
        ? { readonly [Key in keyof T]: Bound<T[Key]> }
        : T & Json;

/** Undefined when the step has ended without them. */
function outputsOf(run: Run, reference: StepReference, { own, unsettled }: BindOptions): Outputs | undefined {
  if (reference.step === own?.step) return own.outputs;
  const settled = run.settled.get(reference.step);
  if (settled !== undefined) return settled.done?.outputs;
  if (unsettled !== undefined) return unsettled(reference.step);
  throw new Error(`${writtenReference(reference)} is used without a need of its step`);
}

function noOutput(run: Run, { step, output }: StepReference, { own }: BindOptions): NoOutputFailure {
  const rung = run.settled.get(step)?.done?.rung ?? own?.rung ?? 0;
  return { kind: 'no-output', step, attempt: run.steps.get(step)?.attempts[rung]?.name ?? '', output };
}
