import { err, ok, type Result } from '../base/result.js';
import type { NeedFailure } from '../model/failure.js';
import { resolveValue, writtenReference, type Json, type StepReference, type Value } from '../model/value.js';
import { needFailure } from './need-failure.js';
import type { Run } from './run.js';

export type Outputs = Readonly<Record<string, string>>;

export interface BindOptions {
  /** The step's own outputs, once it has them. */
  readonly own?: { readonly step: string; readonly outputs: Outputs };
  /** Where outputs of a step come from that has not settled; without it, such a reference is a defect. */
  readonly unsettled?: (step: string) => Outputs | undefined;
}

/**
 * Puts the outputs of settled steps in place of their references. What an optional step could not make is a need that
 * failed; any other output that is missing is a defect.
 */
export function bind<T extends Value>(run: Run, value: T, options: BindOptions = {}): Result<Bound<T>, NeedFailure> {
  const unmade = new Set<string>();
  const lookup = (reference: StepReference) => {
    const outputs = outputsOf(run, reference, options);
    if (outputs === undefined) {
      unmade.add(reference.step);
      return '';
    }
    const output = outputs[reference.output];
    if (output === undefined) throw new Error(`${writtenReference(reference)} was not among what the step gave`);
    return output;
  };
  const bound = resolveValue(value, lookup) as Bound<T>;
  const [step] = unmade;
  return step === undefined ? ok(bound) : err(needFailure(run, step));
}

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
