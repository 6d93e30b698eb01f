/** What stands of a plan in a root, by the journal alone: whether a step would run, and why. */
export type Standing =
  | { readonly kind: 'up-to-date'; readonly attempt: string }
  | { readonly kind: 'will-run'; readonly reason: 'never done' | 'changed' | 'a need changed' | 'forced' }
  | { readonly kind: 'on-demand' };

/** The same in the plan of one run; what is left out has no part in a run for another step. */
export type PlannedStanding = Standing | { readonly kind: 'left-out' };
