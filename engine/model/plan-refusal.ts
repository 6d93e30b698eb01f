import type { Diagnostic } from '../base/diagnostic.js';

/** Why no plan could be made. What to do about it is said in `report/plan-refusal-text.ts`. */
export type PlanRefusal =
  | { readonly kind: 'manifest'; readonly diagnostics: readonly Diagnostic[] }
  /** The manifest is not written for this platform. */
  | { readonly kind: 'platform'; readonly platform: string; readonly known: readonly string[] }
  | ProfileRefusal
  | ChoiceRefusal;

export type ProfileRefusal =
  | {
      readonly kind: 'profile';
      readonly problem: 'unknown';
      readonly asked: string;
      readonly known: readonly string[];
      readonly nearest?: string;
    }
  /** The asked profile wants what cannot be taken as given, such as another system. */
  | {
      readonly kind: 'profile';
      readonly problem: 'does-not-hold';
      readonly asked: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'profile';
      readonly problem: 'none-holds';
      readonly reasons: readonly { readonly profile: string; readonly reason: string }[];
    };

/** `--option` or `--set` with a name or a value that the manifest does not have. */
export interface ChoiceRefusal {
  readonly kind: 'choice';
  readonly flag: '--option' | '--set';
  readonly name: string;
  /** Set when the name is right and its value is not. */
  readonly value?: string;
  /** Names, or values, that would do. */
  readonly known: readonly string[];
  readonly nearest?: string;
}
