import { containersOf, libcsOf, wslsOf, type Combination } from '../model/combinations.js';
import { GPU_FACTS, RANGE_FACTS } from '../model/facts.js';
import type { Manifest, When } from '../model/manifest.js';
import { archOf, osOf, type Platform } from '../model/platform.js';
import { inRange, versionInside, versionsAround } from '../model/version-range.js';
import { whenFails } from '../model/when.js';
import { whensOf } from './whens.js';

/** More ranges than any manifest needs: then nothing is said of the fact, instead of trying them all. */
const MOST_RANGES = 50;

/** What each fact can be on some set of hosts; `undefined` among the values: it can be unknown. */
export interface Domains {
  get(fact: string): readonly (string | undefined)[] | undefined;
}

type Facts = ReadonlyMap<string, readonly (string | undefined)[]>;

/** What the facts can be on the hosts of a combination; undefined when there are no such hosts. */
export function domainsIn(manifest: Manifest): (combination: Combination) => Domains | undefined {
  const open = openFacts(manifest);
  return ({ platform: { name }, profile }) => {
    const libcs = manifest.preflight.glibc === undefined ? libcsOf(name) : libcsOf(name).slice(0, 1);
    const domains = over(open, [
      ['platform', [name]],
      ['os', [osOf(name)]],
      ['arch', [archOf(name)]],
      ['libc', libcs.length === 0 ? [undefined] : libcs],
      ...glibcsOn(name, open.get('glibc'), manifest),
      ['container', containersOf(name)],
      ['wsl', wslsOf(name)],
    ]);
    if (profile === undefined) return over(domains, [['profile', [undefined]]]);
    const held = narrow(domains, profile.when);
    const assumed = [...profile.assumes].map(([fact, { value }]) => [fact, [value.value]] as const);
    return held && over(held, [...assumed, ['profile', [profile.name]]]);
  };
}

/** Only glibc has a version; where the manifest wants one, hosts without it are refused before. */
function glibcsOn(
  platform: Platform,
  versions: readonly (string | undefined)[] | undefined,
  { preflight }: Manifest,
): readonly (readonly ['glibc', readonly (string | undefined)[]])[] {
  if (osOf(platform) !== 'linux') return [['glibc', [undefined]]];
  const wanted = preflight.glibc?.value;
  if (wanted === undefined || versions === undefined) return [];
  const held = versions.filter(version => version !== undefined && inRange(version, wanted));
  return [['glibc', held.length === 0 ? [versionInside(wanted)] : held]];
}

/** The same for those of the hosts on which `when` holds; undefined when it can hold on none of them. */
export function narrow(domains: Domains, when: When): Domains | undefined {
  if (when.size === 0) return domains;
  const key = keyOf(when);
  const memo = memos.get(domains) ?? new Map<string, Domains | undefined>();
  memos.set(domains, memo);
  if (memo.has(key)) return memo.get(key);
  const narrower = narrowed(domains, when);
  if (memo.size < MOST_KEPT) memo.set(key, narrower);
  return narrower;
}

// steps by the thousand ask for the same few things
const memos = new WeakMap<Domains, Map<string, Domains | undefined>>();
const keys = new WeakMap<When, string>();
const MOST_KEPT = 1000;

function keyOf(when: When): string {
  const key =
    keys.get(when) ?? JSON.stringify([...when].map(([fact, { value }]) => [fact, ...value.map(v => v.value)]));
  keys.set(when, key);
  return key;
}

function narrowed(domains: Domains, when: When): Domains | undefined {
  const left = new Map<string, readonly (string | undefined)[]>();
  for (const [fact] of when) {
    const values = domains.get(fact);
    // a fact that nobody knows is a finding of its own, and says nothing here
    if (values === undefined) continue;
    const wanted = values.filter(value => holds(when, fact, value));
    if (wanted.length === 0) return undefined;
    left.set(fact, wanted);
  }
  return withGpu(over(domains, left));
}

/** Domains with some facts put in place of theirs. */
function over(domains: Domains, facts: Iterable<readonly [string, readonly (string | undefined)[]]>): Domains {
  const own: Facts = new Map(facts);
  return { get: fact => own.get(fact) ?? domains.get(fact) };
}

/** Whether `when` asks of this one fact what it can have as this value. */
export function holds(when: When, fact: string, value: string | undefined): boolean {
  const entry = when.get(fact);
  if (entry === undefined) return true;
  const known = answers.get(entry) ?? new Map<string | undefined, boolean>();
  answers.set(entry, known);
  const answer =
    known.get(value) ??
    whenFails(new Map([[fact, entry]]), new Map(value === undefined ? [] : [[fact, value]])) === undefined;
  known.set(value, answer);
  return answer;
}

// the same question is asked for every combination, and comparing versions is slow
const answers = new WeakMap<object, Map<string | undefined, boolean>>();

/** Facts of a GPU are known only where there is one. */
function withGpu(domains: Domains): Domains | undefined {
  const gpu = domains.get('gpu') ?? [];
  if (!gpu.includes('nvidia')) {
    const known = GPU_FACTS.some(fact => domains.get(fact)?.includes(undefined) === false);
    return known
      ? undefined
      : over(
          domains,
          GPU_FACTS.map(fact => [fact, [undefined]]),
        );
  }
  const mustHave = GPU_FACTS.some(fact => domains.get(fact)?.includes(undefined) === false);
  return mustHave && gpu.length > 1 ? over(domains, [['gpu', ['nvidia']]]) : domains;
}

/** Facts that neither platform nor profile decides: a GPU, and what a user may choose. */
function openFacts(manifest: Manifest): Facts {
  const facts = new Map<string, readonly (string | undefined)[]>([['gpu', ['nvidia', 'none']]]);
  for (const fact of RANGE_FACTS) {
    const versions = tellingVersions(manifest, fact);
    if (versions !== undefined) facts.set(fact, [undefined, ...versions]);
  }
  for (const [option, { value }] of manifest.options) {
    const choices = value.values.map(choice => choice.value);
    facts.set(`option.${option}`, choices);
  }
  return facts;
}

/** Enough versions to tell every range of the manifest from every other; undefined when there are too many. */
function tellingVersions(manifest: Manifest, fact: string): readonly string[] | undefined {
  const ranges = new Set<string>();
  for (const when of whensOf(manifest)) {
    for (const { value } of when.get(fact)?.value ?? []) ranges.add(value);
  }
  if (ranges.size > MOST_RANGES) return undefined;
  return [...new Set([...ranges].flatMap(versionsAround))];
}
