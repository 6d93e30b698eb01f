import type { ChoiceRefusal, PlanRefusal, ProfileRefusal } from '../model/plan-refusal.js';

export interface RefusalText {
  readonly message: string;
  readonly help: string;
}

/** Why no plan was made, for everything but diagnostics, which have places and a form of their own. */
export function planRefusalText(refusal: Exclude<PlanRefusal, { kind: 'manifest' }>): RefusalText {
  switch (refusal.kind) {
    case 'platform':
      return {
        message: `this manifest is not written for ${refusal.platform}`,
        help: `it is written for ${refusal.known.join(', ')}`,
      };
    case 'profile':
      return profileText(refusal);
    case 'choice':
      return choiceText(refusal);
  }
}

function profileText(refusal: ProfileRefusal): RefusalText {
  switch (refusal.problem) {
    case 'unknown':
      return { message: `unknown profile \`${refusal.asked}\``, help: knownNames(refusal, 'profiles') };
    case 'does-not-hold':
      return {
        message: `profile \`${refusal.asked}\` is not for this host: ${refusal.reason}`,
        help: 'choose another one with --profile, or none to have it chosen',
      };
    case 'none-holds':
      return {
        message: 'no profile of this manifest is for this host',
        help: refusal.reasons.map(({ profile, reason }) => `${profile}: ${reason}`).join('; '),
      };
  }
}

function choiceText(refusal: ChoiceRefusal): RefusalText {
  const { flag, name, value } = refusal;
  if (value !== undefined) {
    return { message: `option \`${name}\` has no value \`${value}\``, help: knownNames(refusal, 'values') };
  }
  const what = flag === '--option' ? 'option' : 'version';
  return { message: `unknown ${what} \`${name}\``, help: knownNames(refusal, `${what}s`) };
}

function knownNames(
  { known, nearest }: { readonly known: readonly string[]; readonly nearest?: string },
  what: string,
): string {
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  return known.length === 0 ? `the manifest has no ${what}` : `${what} of the manifest: ${known.join(', ')}`;
}
