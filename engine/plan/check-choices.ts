import { nearest } from '../base/nearest.js';
import type { Choices } from '../model/in-force.js';
import type { Manifest } from '../model/manifest.js';
import type { ChoiceRefusal } from '../model/plan-refusal.js';

/** The first `--option` that the manifest does not know, or undefined. */
export function checkOptions(manifest: Manifest, choices: Choices): ChoiceRefusal | undefined {
  for (const [name, value] of choices.options) {
    const option = manifest.options.get(name);
    if (option === undefined) return unknown({ flag: '--option', name }, name, [...manifest.options.keys()]);
    const values = option.value.values.map(known => known.value);
    if (!values.includes(value)) return unknown({ flag: '--option', name, value }, value, values);
  }
  return undefined;
}

/** The first `--set` of a version that is not in force on this platform with this profile, or undefined. */
export function checkVersions(inForce: ReadonlyMap<string, unknown>, choices: Choices): ChoiceRefusal | undefined {
  for (const name of choices.versions.keys()) {
    if (!inForce.has(name)) return unknown({ flag: '--set', name }, name, [...inForce.keys()]);
  }
  return undefined;
}

function unknown(
  choice: Pick<ChoiceRefusal, 'flag' | 'name' | 'value'>,
  written: string,
  known: readonly string[],
): ChoiceRefusal {
  const meant = nearest(written, known);
  return { kind: 'choice', ...choice, known, ...(meant !== undefined && { nearest: meant }) };
}
