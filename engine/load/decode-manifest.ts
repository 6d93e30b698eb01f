import type { Located } from '../base/span.js';
import { RELEASE_KINDS, type ReleaseSpec } from '../model/manifest.js';
import type {
  ArtifactSpec,
  CompatibilityRow,
  Manifest,
  OptionSpec,
  PlatformSpec,
  PreflightSpec,
  ProfileSpec,
  RehearsalPackage,
  RehearsalSpec,
  Table,
} from '../model/manifest.js';
import { isPlatform } from '../model/platform.js';
import type { MapTree, Tree } from '../model/tree.js';
import { decodeDiagnosis } from './decode-diagnosis.js';
import { decodeStep, decodeWhen } from './decode-step.js';
import {
  childOf,
  itemsAt,
  mapAt,
  numberAt,
  optional,
  tableAt,
  textAt,
  textOrTextsAt,
  textsAt,
  textTableAt,
} from './tree-readers.js';

/** A merged tree that the schema has let through, as a manifest. */
export function decodeManifest(tree: MapTree, file: string, sources: ReadonlyMap<string, string>): Manifest {
  const at = (key: string) => childOf(tree, key);
  return {
    file,
    sources,
    name: textAt(at('name')),
    title: textAt(at('title')),
    ...optional(tree, 'description', textAt),
    versions: textTableAt(at('versions')),
    vars: textTableAt(at('vars')),
    profiles: tableAt(at('profiles'), decodeProfile),
    compatibility: itemsAt(at('compatibility')).map(decodeRow),
    releases: tableAt(at('releases'), decodeRelease),
    options: tableAt(at('options'), decodeOption),
    paths: textTableAt(at('paths')),
    platforms: tableAt(at('platforms'), decodePlatform),
    preflight: decodePreflight(at('preflight')),
    artifacts: tableAt(at('artifacts'), decodeArtifact),
    userAgents: textTableAt(at('user-agents')),
    steps: tableAt(at('steps'), decodeStep),
    diagnose: itemsAt(at('diagnose')).map(decodeDiagnosis),
    rehearsal: decodeRehearsal(at('rehearsal')),
    span: tree.span,
  };
}

function decodeProfile(value: Tree, key: Located<string>): ProfileSpec {
  const tree = mapAt(value);
  return {
    name: key.value,
    when: decodeWhen(childOf(tree, 'when')),
    assumes: textTableAt(childOf(tree, 'assumes')),
    versions: textTableAt(childOf(tree, 'versions')),
    vars: textTableAt(childOf(tree, 'vars')),
    span: key.span,
  };
}

function decodeRow(item: Tree): CompatibilityRow {
  return { entries: tableAt(item, textOrTextsAt), span: item.span };
}

function decodeRelease(value: Tree): ReleaseSpec {
  const tree = mapAt(value);
  // the schema lets just one of them stand there
  const kind = RELEASE_KINDS.find(each => childOf(tree, each) !== undefined) ?? 'index';
  return {
    kind,
    url: textAt(childOf(tree, kind)),
    ...optional(tree, 'package', textAt),
    ...optional(tree, 'tag', textAt),
  };
}

function decodeOption(value: Tree): OptionSpec {
  const tree = mapAt(value);
  return {
    values: textsAt(childOf(tree, 'values')),
    default: textAt(childOf(tree, 'default')),
    description: textAt(childOf(tree, 'description')),
  };
}

function decodePlatform(value: Tree, key: Located<string>): PlatformSpec {
  const tree = mapAt(value);
  if (!isPlatform(key.value)) throw new TypeError('the schema let an unknown platform through');
  return {
    name: key.value,
    versions: textTableAt(childOf(tree, 'versions')),
    vars: textTableAt(childOf(tree, 'vars')),
    notes: textsAt(childOf(tree, 'notes')),
    span: key.span,
  };
}

function decodePreflight(value: Tree | undefined): PreflightSpec {
  if (value === undefined) return {};
  const tree = mapAt(value);
  return { ...optional(tree, 'disk', textAt), ...optional(tree, 'glibc', textAt) };
}

function decodeArtifact(value: Tree, key: Located<string>): ArtifactSpec {
  const tree = mapAt(value);
  return {
    id: key.value,
    sources: textsAt(childOf(tree, 'sources')),
    sha256: decodeHashes(childOf(tree, 'sha256')),
    ...optional(tree, 'size', numberAt),
    ...optional(tree, 'checksums', textAt),
    span: key.span,
  };
}

/** One hash for every platform stands under `*`. Some tools print hashes in capitals. */
function decodeHashes(tree: Tree | undefined): Table<Located<string>> {
  const hash = (value: Tree): Located<string> => ({ ...textAt(value), value: textAt(value).value.toLowerCase() });
  if (tree === undefined || tree.kind === 'map') return tableAt(tree, hash);
  return new Map([['*', { key: { value: '*', span: tree.span }, value: hash(tree) }]]);
}

function decodeRehearsal(value: Tree | undefined): RehearsalSpec {
  const packages = value === undefined ? undefined : childOf(mapAt(value), 'packages');
  return { packages: tableAt(packages, decodeRehearsalPackage) };
}

function decodeRehearsalPackage(value: Tree): RehearsalPackage {
  const tree = mapAt(value);
  const command = (item: Tree) => ({
    ...optional(mapAt(item), 'prints', text),
    ...optional(mapAt(item), 'forwards', text),
  });
  const commands = [...tableAt(childOf(tree, 'commands'), command)];
  return {
    modules: textsAt(childOf(tree, 'modules')).map(({ value: module }) => module),
    commands: new Map(commands.map(([path, entry]) => [path, entry.value])),
    buildsWith: new Map(
      [...textTableAt(childOf(tree, 'builds-with'))].map(([name, entry]) => [name, entry.value.value]),
    ),
  };
}

function text(tree: Tree): string {
  return textAt(tree).value;
}
