import type { Action } from '../model/action.js';
import { combinations, type Combination } from '../model/combinations.js';
import { interpreterFinder, type InterpreterFinder } from '../model/interpreter.js';
import { NO_CHOICES } from '../model/in-force.js';
import type { Lockfile } from '../model/lockfile.js';
import type { Manifest } from '../model/manifest.js';
import { artifactUsesOf, type ArtifactUse } from './artifact-uses.js';
import { domainsIn, type Domains } from './domains.js';
import { edgesOf, type Edge } from './edges.js';
import { expandText, namesInForce, type Names } from '../model/names.js';
import { suggester, type Suggest } from './suggest.js';
import { textsOf, type Text } from './texts.js';

/** A manifest with what more than one rule asks of it, worked out once. */
export interface Subject {
  readonly manifest: Manifest;
  readonly kinds: ReadonlyMap<string, Action>;
  readonly lock: Lockfile | undefined;
  readonly texts: readonly Text[];
  readonly edges: readonly Edge[];
  readonly artifactUses: readonly ArtifactUse[];
  readonly interpreters: InterpreterFinder;
  readonly combinations: readonly Target[];
  readonly suggest: Suggest;
}

/** A combination, what each fact can be on its hosts, and what each name stands for on them. */
export interface Target extends Combination {
  readonly domains: Domains;
  readonly names: Names;
}

export interface AnalysisContext {
  readonly kinds: ReadonlyMap<string, Action>;
  readonly lock?: Lockfile;
}

export function subjectOf(manifest: Manifest, { kinds, lock }: AnalysisContext): Subject {
  const texts = textsOf(manifest);
  const interpreters = interpreterFinder(manifest, kinds);
  return {
    manifest,
    kinds,
    lock,
    texts,
    edges: edgesOf(manifest, { texts, kinds, interpreters }),
    artifactUses: artifactUsesOf(manifest, kinds),
    interpreters,
    combinations: targetsOf(manifest),
    suggest: suggester(),
  };
}

/** More platforms and profiles than these are refused by a rule of their own, and the rest is not looked at. */
export const MOST_COMBINATIONS = 100;

function targetsOf(manifest: Manifest): readonly Target[] {
  const domainsOf = domainsIn(manifest);
  return combinations(manifest)
    .slice(0, MOST_COMBINATIONS)
    .flatMap(combination => {
      const domains = domainsOf(combination);
      return domains === undefined ? [] : [{ ...combination, domains, names: namesOf(manifest, combination) }];
    });
}

/** Options at their defaults, paths relative to the root. A path may use every name but another path's. */
function namesOf(manifest: Manifest, combination: Combination): Names {
  const early = namesInForce(manifest, combination, { choices: NO_CHOICES, paths: new Map() });
  const paths = new Map<string, string>();
  for (const [name, { value }] of manifest.paths) {
    const path = expandText(value.value, early);
    if (path !== undefined) paths.set(name, path);
  }
  return namesInForce(manifest, combination, { choices: NO_CHOICES, paths });
}
