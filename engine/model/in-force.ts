import { GPU_FACTS, type Facts, type HostFacts } from './facts.js';
import type { Manifest, PlatformSpec, ProfileSpec, Table } from './manifest.js';
import type { Located } from '../base/span.js';

/** What a user chose: the same for every command. */
export interface Choices {
  /** `--profile`. */
  readonly profile?: string;
  /** `--option name=value`. */
  readonly options: ReadonlyMap<string, string>;
  /** `--set version=value`. */
  readonly versions: ReadonlyMap<string, string>;
}

export const NO_CHOICES: Choices = { options: new Map(), versions: new Map() };

/** Versions in force: the manifest's, over them the profile's, the platform's (what a platform cannot have is final), the user's. */
export function versionsInForce(
  manifest: Manifest,
  platform: PlatformSpec,
  profile: ProfileSpec | undefined,
  choices: Choices,
): ReadonlyMap<string, Located<string>> {
  const layered = layer([manifest.versions, profile?.versions, platform.versions]);
  for (const [name, value] of choices.versions) {
    const declared = layered.get(name);
    if (declared !== undefined) layered.set(name, { value, span: declared.span });
  }
  return layered;
}

/** Vars as written, later layers over earlier ones. */
export function varsInForce(
  manifest: Manifest,
  platform: PlatformSpec,
  profile: ProfileSpec | undefined,
): ReadonlyMap<string, Located<string>> {
  return layer([manifest.vars, profile?.vars, platform.vars]);
}

export function optionsInForce(manifest: Manifest, choices: Choices): ReadonlyMap<string, string> {
  return new Map(
    [...manifest.options].map(([name, { value }]) => [name, choices.options.get(name) ?? value.default.value]),
  );
}

/** The host's facts, the options, and over them what the profile takes as given. */
export function factsInForce(
  host: HostFacts,
  options: ReadonlyMap<string, string>,
  profile: ProfileSpec | undefined,
): Facts {
  const facts = new Map<string, string>();
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) facts.set(name, value);
  };
  put('platform', host.platform);
  put('os', host.os);
  put('arch', host.arch);
  put('libc', host.libc);
  put('glibc', host.glibc);
  put('container', host.container);
  put('wsl', host.wsl);
  put('gpu', host.gpu);
  put('compute-capability', host.computeCapability);
  put('cuda-driver', host.cudaDriver);
  for (const [name, value] of options) put(`option.${name}`, value);
  for (const [name, { value }] of profile?.assumes ?? []) put(name, value.value);
  // a card that is taken as absent has no properties
  if (facts.get('gpu') === 'none') GPU_FACTS.forEach(name => facts.delete(name));
  put('profile', profile?.name);
  return facts;
}

function layer(tables: readonly (Table<Located<string>> | undefined)[]): Map<string, Located<string>> {
  const layered = new Map<string, Located<string>>();
  for (const table of tables) {
    for (const [name, { value }] of table ?? []) layered.set(name, value);
  }
  return layered;
}
