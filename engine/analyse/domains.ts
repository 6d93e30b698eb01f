import { libcsOf, type Combination } from '../model/combinations.js';
import { RANGE_FACTS } from '../model/facts.js';
import type { Manifest, When } from '../model/manifest.js';
import { archOf, osOf } from '../model/platform.js';
import { versionsAround } from '../model/version-range.js';
import { whenFails } from '../model/when.js';
import { whensOf } from './whens.js';

/** More ranges than any manifest needs: then nothing is said of the fact, instead of trying them all. */
const MOST_RANGES = 50;

/** What each fact can be on some set of hosts; `undefined` among the values: it can be unknown. */
export type Domains = ReadonlyMap<string, readonly (string | undefined)[]>;

/** What the facts can be on the hosts of one combination, or undefined when there are no such hosts. */
export function domainsOf(manifest: Manifest, { platform, profile }: Combination): Domains | undefined {
  const { name } = platform;
  const libcs = manifest.preflight.glibc === undefined ? libcsOf(name) : libcsOf(name).slice(0, 1);
  const domains = new Map<string, readonly (string | undefined)[]>([
    ['platform', [name]],
    ['os', [osOf(name)]],
    ['arch', [archOf(name)]],
    ['libc', libcs.length === 0 ? [undefined] : libcs],
    ['gpu', ['nvidia', 'none']],
  ]);
  for (const fact of RANGE_FACTS) {
    const versions = tellingVersions(manifest, fact);
    if (versions !== undefined) domains.set(fact, [undefined, ...versions]);
  }
  for (const [option, { value }] of manifest.options) {
    domains.set(
      `option.${option}`,
      value.values.map(choice => choice.value),
    );
  }
  const held = profile === undefined ? domains : narrow(domains, profile.when);
  const assumed = [...(profile?.assumes ?? [])].map(([fact, { value }]) => [fact, [value.value]] as const);
  return held === undefined ? undefined : new Map([...held, ...assumed, ['profile', [profile?.name]]]);
}

/** The same for those of the hosts on which `when` holds; undefined when it can hold on none of them. */
export function narrow(domains: Domains, when: When): Domains | undefined {
  if (when.size === 0) return domains;
  const key = keyOf(when);
  const memo = memos.get(domains) ?? new Map<string, Domains | undefined>();
  memos.set(domains, memo);
  if (!memo.has(key)) memo.set(key, narrowed(domains, when));
  return memo.get(key);
}

// steps by the thousand ask for the same few things
const memos = new WeakMap<Domains, Map<string, Domains | undefined>>();
const keys = new WeakMap<When, string>();

function keyOf(when: When): string {
  const key =
    keys.get(when) ?? JSON.stringify([...when].map(([fact, { value }]) => [fact, ...value.map(v => v.value)]));
  keys.set(when, key);
  return key;
}

function narrowed(domains: Domains, when: When): Domains | undefined {
  const left = new Map(domains);
  for (const [fact] of when) {
    const values = left.get(fact);
    // a fact that nobody knows is a finding of its own, and says nothing here
    if (values === undefined) continue;
    const wanted = values.filter(value => holds(when, fact, value));
    if (wanted.length === 0) return undefined;
    left.set(fact, wanted);
  }
  return withGpu(left);
}

/** Whether `when` asks of this one fact what it can have as this value. */
export function holds(when: When, fact: string, value: string | undefined): boolean {
  const wanted = when.get(fact);
  if (wanted === undefined) return true;
  return whenFails(new Map([[fact, wanted]]), new Map(value === undefined ? [] : [[fact, value]])) === undefined;
}

/** Facts of a GPU are known only where there is one. */
function withGpu(domains: Map<string, readonly (string | undefined)[]>): Domains | undefined {
  const gpu = domains.get('gpu') ?? [];
  const mustHave = RANGE_FACTS.some(fact => !(domains.get(fact) ?? [undefined]).includes(undefined));
  if (mustHave && !gpu.includes('nvidia')) return undefined;
  if (mustHave) domains.set('gpu', ['nvidia']);
  if (!gpu.includes('nvidia')) for (const fact of RANGE_FACTS) domains.set(fact, [undefined]);
  return domains;
}

/** Enough versions to tell every range of the manifest from every other. */
function tellingVersions(manifest: Manifest, fact: string): readonly string[] | undefined {
  const ranges = new Set<string>();
  for (const when of whensOf(manifest)) {
    for (const { value } of when.get(fact)?.value ?? []) ranges.add(value);
  }
  if (ranges.size > MOST_RANGES) return undefined;
  return [...new Set([...ranges].flatMap(versionsAround))];
}
