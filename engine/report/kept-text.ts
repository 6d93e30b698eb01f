import { countText } from './amount.js';

/** One environment that is kept, on one line. */
export function keptText(kept: {
  readonly run: string;
  readonly at: number;
  readonly kind: string;
  readonly manifest: string;
  readonly profile: string;
  readonly units: readonly string[];
}): string {
  const time = new Date(kept.at).toISOString().slice(0, 16).replace('T', ' ');
  return `${kept.run}  ${kept.manifest}, profile ${kept.profile}, ${time} UTC: ${placesText(kept.units)} (${kept.kind})`;
}

const FEW = 3;

/** The engine's own files come back too, and say nothing to anyone. */
function placesText(units: readonly string[]): string {
  const places = units.filter(unit => !unit.startsWith('.sam3d-install'));
  return places.length > FEW ? countText(places.length, 'place') : places.join(', ');
}
