import { isPlatform, type Platform } from '../model/platform.js';
import { entryOf, type MapTree, type Tree } from '../model/tree.js';
import { normalisedName } from '../model/package-name.js';

/** What a built-in manifest brings to one that extends it, read from it as it is written. */
export interface Base {
  /** As `extends` names it. */
  readonly name: string;
  /** With the versions that each platform has of its own. */
  readonly platforms: ReadonlyMap<Platform, Versions>;
  /** Packages that its own steps install, by the version that each is installed in. */
  readonly packages: ReadonlyMap<string, string>;
  /** Steps that the node's packages come behind. */
  readonly steps: readonly string[];
  readonly vars: readonly string[];
  readonly versions: Versions;
  readonly profiles: ReadonlyMap<string, Versions>;
  /** Compatibility rows: name → accepted versions. */
  readonly rows: readonly ReadonlyMap<string, readonly string[]>[];
}

export type Versions = ReadonlyMap<string, string>;

/** Steps come in their order of the file. */
export function baseOf(name: string, tree: MapTree): Base {
  const steps = entriesAt(tree, 'steps');
  return {
    name,
    platforms: new Map(
      entriesAt(tree, 'platforms').flatMap(([platform, value]) =>
        isPlatform(platform) ? [[platform, versionsAt(value)] as const] : [],
      ),
    ),
    packages: new Map(steps.flatMap(([, step]) => [...textsIn(step)].flatMap(packageOf))),
    steps: lastSteps(steps),
    vars: entriesAt(tree, 'vars').map(([key]) => key),
    versions: versionsAt(tree),
    profiles: new Map(entriesAt(tree, 'profiles').map(([key, value]) => [key, versionsAt(value)])),
    rows: itemsAt(tree, 'compatibility').map(
      row => new Map(entriesOf(row).map(([key, value]) => [key, [...textsIn(value)]])),
    ),
  };
}

function packageOf(text: string): readonly (readonly [string, string])[] {
  const [, name, version] = /^([A-Za-z0-9._-]+)==\$\{([a-z][a-z0-9-]*)\}$/.exec(text) ?? [];
  return name === undefined || version === undefined ? [] : [[normalisedName(name), version]];
}

/** Those that run on every host and that no other of them needs; of one that may fail, what it needs as well. */
function lastSteps(steps: readonly (readonly [string, Tree])[]): readonly string[] {
  const sure = steps.filter(([, step]) => !isOn(step, 'on-demand'));
  const needed = new Set(sure.flatMap(([, step]) => needsOf(step)));
  const last = sure.filter(([id]) => !needed.has(id));
  return [...new Set(last.flatMap(([id, step]) => (isOn(step, 'optional') ? [...needsOf(step), id] : [id])))];
}

function needsOf(step: Tree): readonly string[] {
  return step.kind === 'map' ? [...textsIn(entryOf(step, 'needs')?.value)] : [];
}

function isOn(step: Tree, key: string): boolean {
  const value = step.kind === 'map' ? entryOf(step, key)?.value : undefined;
  return value?.kind === 'scalar' && value.value === true;
}

function versionsAt(tree: Tree): Versions {
  return new Map(
    entriesAt(tree, 'versions').flatMap(([key, value]) =>
      value.kind === 'scalar' && typeof value.value === 'string' ? [[key, value.value] as const] : [],
    ),
  );
}

function entriesAt(tree: Tree, key: string): readonly (readonly [string, Tree])[] {
  const value = tree.kind === 'map' ? entryOf(tree, key)?.value : undefined;
  return value === undefined ? [] : entriesOf(value);
}

function entriesOf(tree: Tree): readonly (readonly [string, Tree])[] {
  return tree.kind === 'map' ? tree.entries.map(({ key, value }) => [key.value, value] as const) : [];
}

function itemsAt(tree: MapTree, key: string): readonly Tree[] {
  const value = entryOf(tree, key)?.value;
  return value?.kind === 'list' ? value.items : [];
}

function* textsIn(tree: Tree | undefined): Iterable<string> {
  if (tree?.kind === 'scalar') yield String(tree.value);
  else if (tree?.kind === 'list') for (const item of tree.items) yield* textsIn(item);
  else if (tree?.kind === 'map') for (const { value } of tree.entries) yield* textsIn(value);
}
