import type { Failure } from '../model/failure.js';
import type { Recognised } from './recognised.js';
import type { Done } from './run.js';

/** How an attempt ended. `final`: no other attempt could help. */
export type AttemptEnd =
  | { readonly kind: 'done'; readonly done: Done }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly final?: boolean;
      readonly known?: Recognised;
    }
  | { readonly kind: 'cancelled' };
