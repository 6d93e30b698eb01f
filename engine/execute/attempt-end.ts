import type { Failure } from '../model/failure.js';
import type { RecognisedDiagnoses } from './recognised-diagnoses.js';
import type { Done } from './run.js';

/** How an attempt ended. `final`: no other attempt could help. */
export type AttemptEnd =
  | { readonly kind: 'done'; readonly done: Done }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly final?: boolean;
      readonly known?: RecognisedDiagnoses;
    }
  | { readonly kind: 'cancelled' };
