import type { Combination } from './combinations.js';
import { optionsInForce, varsInForce, versionsInForce, type Choices } from './in-force.js';
import type { Manifest } from './manifest.js';
import { archOf, osOf, type Platform } from './platform.js';
import { expandTemplate, parseTemplate } from './template.js';

/** What `${name}` stands for on one host, or undefined; outputs of steps are not among these names. */
export type Names = (name: string) => string | undefined;

/** The host's own names, the same in every manifest. */
export const HOST_NAMES = ['host.os', 'host.arch', 'host.exe'] as const;

/** Vars that use vars that use vars, and so on: one beyond this has no value, whatever a hostile file chains up. */
const DEEPEST = 64;

/** All vars together, in characters: a short file could fill the memory otherwise. */
const LARGEST = 262_144;

/**
 * Versions and options are literal; vars are expanded when first asked for, and one that leads back to itself has no
 * value. `paths` are given as the caller wants them shown: absolute in a plan.
 */
export function namesInForce(
  manifest: Manifest,
  { platform, profile }: Combination,
  { choices, paths }: { readonly choices: Choices; readonly paths: ReadonlyMap<string, string> },
): Names {
  const known = hostNames(platform.name);
  known.set('platform', platform.name);
  if (profile !== undefined) known.set('profile', profile.name);
  for (const [name, value] of paths) known.set(`paths.${name}`, value);
  for (const [name, value] of optionsInForce(manifest, choices)) known.set(`option.${name}`, value);
  for (const [name, { value }] of versionsInForce(manifest, platform, profile, choices)) {
    if (!known.has(name)) known.set(name, value);
  }
  const vars = new Map(varsInForce(manifest, platform, profile));
  let depth = 0;
  let size = 0;
  const lookup: Names = name => {
    const written = known.has(name) ? undefined : vars.get(name);
    if (written !== undefined && depth < DEEPEST) {
      // taken out while it is expanded: a var that leads back to itself then finds nothing
      vars.delete(name);
      depth += 1;
      const value = expandText(written.value, lookup);
      depth -= 1;
      size += value?.length ?? 0;
      if (value !== undefined && size <= LARGEST) known.set(name, value);
    }
    return known.get(name);
  };
  return lookup;
}

/** The text with every reference replaced, or undefined when one has no value or waits for a step. */
export function expandText(text: string, names: Names): string | undefined {
  const template = parseTemplate(text);
  if (!template.ok) return undefined;
  const expanded = expandTemplate(template.value, names);
  return expanded.ok && typeof expanded.value === 'string' ? expanded.value : undefined;
}

function hostNames(platform: Platform): Map<string, string> {
  return new Map([
    ['host.os', osOf(platform)],
    ['host.arch', archOf(platform)],
    ['host.exe', osOf(platform) === 'windows' ? '.exe' : ''],
  ]);
}
