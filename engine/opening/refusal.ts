import type { Diagnostic } from '../base/diagnostic.js';
import type { Failure } from '../model/failure.js';
import type { PlanRefusal } from '../model/plan-refusal.js';

/** Why nothing was begun. In words it is in `refusal-text.ts`; what each ends the program with is in `cli/show-refusal.ts`. */
export type Refusal =
  | { readonly kind: 'no-manifest'; readonly name?: string; readonly builtIn: readonly string[] }
  | {
      readonly kind: 'manifest';
      readonly diagnostics: readonly Diagnostic[];
      readonly sources: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'plan'; readonly refusal: Exclude<PlanRefusal, { readonly kind: 'manifest' }> }
  | { readonly kind: 'no-step'; readonly flag: string; readonly step: string; readonly known: readonly string[] }
  /** What was asked for cannot be asked. */
  | { readonly kind: 'usage'; readonly reason: string; readonly help: string }
  | { readonly kind: 'host'; readonly reason: string; readonly help: string }
  | { readonly kind: 'failure'; readonly failure: Failure };
