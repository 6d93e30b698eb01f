import type { Run, Settled } from './run.js';

export type Settle = (step: string) => Promise<Settled>;

/** How the steps that are needed ended, taken together. */
export type Needs =
  { readonly kind: 'met' } | { readonly kind: 'cancelled' } | { readonly kind: 'unmet'; readonly by: string };

/** Waits for all of them; those on demand begin by this. An optional step counts as met however it ended. */
export async function settleNeeds(run: Run, needs: readonly string[], settle: Settle): Promise<Needs> {
  const ends = await Promise.all(needs.map(settle));
  const unmet = needs.find((id, index) => {
    const kind = ends[index]?.outcome.kind;
    return (kind === 'failed' || kind === 'blocked') && run.steps.get(id)?.optional !== true;
  });
  if (unmet !== undefined) return { kind: 'unmet', by: unmet };
  return ends.some(({ outcome }) => outcome.kind === 'cancelled') ? { kind: 'cancelled' } : { kind: 'met' };
}
