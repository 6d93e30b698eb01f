import { err, ok, type Result } from '../base/result.js';
import { packageVersion } from '../host/package-folder.js';
import { readText } from '../host/read-text.js';
import { paths } from '../host/files/paths.js';
import { shownPath } from '../host/files/shown-path.js';
import { pythonWheel } from '../host/packages/python-wheel.js';
import { nodeTemplates, template } from '../host/templates.js';
import { appendText } from '../host/files/append-text.js';
import { writeNewFiles, type NewFile } from '../host/files/write-new-files.js';
import { appendix, missingIgnores } from '../init/ignored.js';
import { fitBase } from '../init/fit-base.js';
import { nodeManifest } from '../init/node-manifest.js';
import { renovateConfig, type RenovateTemplate } from '../init/renovate.js';
import { NO_NEEDS, type NamedText, type Needs } from '../init/needs.js';
import { lockfileText } from '../lockfile/lockfile-text.js';
import type { Manifest } from '../model/manifest.js';
import { PLATFORMS, type Platform } from '../model/platform.js';
import { readBases } from '../opening/read-bases.js';
import { readNeeds } from './read-needs.js';
import { knownEntries } from './known-entries.js';
import { lockfilePathOf } from '../opening/lockfile-path.js';
import { readManifest } from '../opening/read-manifest.js';
import type { Refusal } from '../opening/refusal.js';

/** What an author says of a new node; what is not said is taken from its files, else from the folder. */
export interface InitWish {
  /** The node's folder, absolute. */
  readonly folder: string;
  readonly name?: string;
  readonly title?: string;
  readonly python?: string;
  readonly platforms?: readonly Platform[];
  /** A file that says what the node needs. */
  readonly from?: string;
  /** A built-in manifest to extend. */
  readonly base?: string;
  readonly dryRun: boolean;
}

export interface Initiated {
  /** As paths below the folder. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly base: string;
  readonly remarks: readonly string[];
  /** How many addresses the lock has, of how many that it will; absent where none is written. */
  readonly locked?: { readonly entries: number; readonly of: number };
  /** Lines that the node's `.gitignore` lacked. */
  readonly ignored?: readonly string[];
}

/** Writes the configuration of a bot that does the same bumps as `bump`, for a manifest that is there. */
export async function initRenovate(
  name: string | undefined,
  folder: string,
  dryRun: boolean,
): Promise<Result<Initiated, Refusal>> {
  const read = await readManifest(name, folder);
  if (!read.ok) return read;
  const config = renovateConfig(read.value.manifest, JSON.parse(await template('renovate.json')) as RenovateTemplate);
  const file = { path: 'renovate.json', text: `${JSON.stringify(config, null, 2)}\n` };
  const written = dryRun ? ok() : await writeNewFiles([{ ...file, path: paths.join(folder, file.path) }]);
  if (!written.ok) return err({ kind: 'failure', failure: written.error });
  return ok({ files: [file], base: read.value.manifest.file, remarks: [] });
}

export const MANIFEST_NAME = 'sam3d-install.yaml';
const USUAL_PYTHON = '3.11';

/** Writes a node's manifest, lock and installer. What is written has been found valid; where a file is in the way, none is. */
export async function initNode(wish: InitWish): Promise<Result<Initiated, Refusal>> {
  const needs = await needsOf(wish);
  if (!needs.ok) return needs;
  const composed = await compose(wish, needs.value);
  if (!composed.ok) return composed;
  const { text, python, platforms, base, remarks, manifest } = composed.value;
  const known = knownEntries(manifest);
  const manifestPath = paths.join(wish.folder, MANIFEST_NAME);
  const templates = await nodeTemplates({
    python,
    // within the quotes of a list of YAML
    platforms: platforms.join("', '"),
    version: packageVersion(),
    wheel: (await pythonWheel())?.sha256 ?? '',
  });
  const files: readonly NewFile[] = [
    { path: manifestPath, text },
    { path: lockfilePathOf(manifestPath), text: lockfileText(known.entries) },
    ...templates.map(each => ({ path: paths.join(wish.folder, each.path), text: each.text })),
  ];
  const ignored = await ignoredIn(wish.folder, manifest);
  if (!ignored.ok) return ignored;
  if (!wish.dryRun) {
    const written = await writeNewFiles(files);
    if (!written.ok) return err({ kind: 'failure', failure: written.error });
    const { path, text: more, lines } = ignored.value;
    const added = lines.length === 0 ? ok() : await appendText(path, more);
    if (!added.ok) return err({ kind: 'failure', failure: added.error });
  }
  const shown = files.map(({ path, text: content }) => ({ path: paths.relative(wish.folder, path), text: content }));
  const locked = { entries: known.entries.length, of: known.of };
  return ok({ files: shown, base, remarks, locked, ignored: ignored.value.lines });
}

interface Ignored {
  readonly path: string;
  readonly lines: readonly string[];
  /** To be put behind what is there. */
  readonly text: string;
}

async function ignoredIn(folder: string, manifest: Manifest): Promise<Result<Ignored, Refusal>> {
  const path = paths.join(folder, '.gitignore');
  const read = await readText(path);
  if (!read.ok && read.error.code !== 'ENOENT') return err({ kind: 'failure', failure: read.error });
  const there = read.ok ? read.value : '';
  const made = [...manifest.paths.values()].map(({ value }) => value.value);
  const lines = missingIgnores(there, made);
  return ok({ path, lines, text: appendix(there, lines) });
}

async function needsOf({ folder, from }: InitWish): Promise<Result<Needs, Refusal>> {
  if (from === undefined) return ok(NO_NEEDS);
  const path = paths.isAbsolute(from) ? from : paths.join(folder, from);
  const text = await readText(path);
  if (!text.ok) return err({ kind: 'failure', failure: text.error });
  const sources = new Map<string, string>();
  const entry: NamedText = { file: shownPath(path, folder), text: text.value };
  const read = await readNeeds(entry, async (name, of) => {
    const there = paths.join(paths.dirname(paths.isAbsolute(of) ? of : paths.join(folder, of)), name);
    const found = await readText(paths.isAbsolute(name) ? name : there);
    if (!found.ok) return undefined;
    const file = shownPath(paths.isAbsolute(name) ? name : there, folder);
    sources.set(file, found.value);
    return { file, text: found.value };
  });
  sources.set(entry.file, entry.text);
  return read.ok ? read : err({ kind: 'manifest', diagnostics: read.error, sources });
}

interface Composed {
  readonly text: string;
  readonly python: string;
  readonly platforms: readonly Platform[];
  readonly base: string;
  readonly remarks: readonly string[];
  readonly manifest: Manifest;
}

async function compose(wish: InitWish, needs: Needs): Promise<Result<Composed, Refusal>> {
  const named = wish.name ?? needs.name ?? paths.basename(wish.folder);
  const name = idOf(named);
  const title = wish.title ?? named;
  const python = wish.python ?? needs.python ?? USUAL_PYTHON;
  const base = await readBases(wish.base, needs);
  if (!base.ok) return base;
  const fit = fitBase(base.value, { python, platforms: wish.platforms ?? needs.platforms ?? PLATFORMS, needs });
  if (!fit.ok) {
    return err({ kind: 'usage', reason: fit.error, help: 'name other versions, or another manifest with --extends' });
  }
  const { versions, profiles, platforms, remarks } = fit.value;
  const text = nodeManifest({ name, title, python, platforms, needs, base: base.value, versions, profiles });
  const checked = await check(text, wish.folder);
  if (!checked.ok) return checked;
  const all = [...needs.remarks, ...remarks, ...bareChannels(needs.channels, base.value.vars)];
  return ok({ text, python, platforms, base: base.value.name, remarks: all, manifest: checked.value });
}

/** Where a channel of a bare name is, only the tool knows: no mirror can be put in its place. */
function bareChannels(channels: readonly string[], known: readonly string[]): readonly string[] {
  const bare = channels.filter(channel => !known.includes(channel) && !channel.includes('://'));
  if (bare.length === 0) return [];
  return [
    `by its name only: the channel ${bare.join(', ')}; with the whole address, --mirror and proxies hold for lock too`,
  ];
}

/** What would be written is looked at as if it were written already. */
async function check(text: string, folder: string): Promise<Result<Manifest, Refusal>> {
  const path = paths.join(folder, MANIFEST_NAME);
  const read = await readManifest(path, folder, new Map([[path, text]]));
  return read.ok ? ok(read.value.manifest) : read;
}

/** `Some My_Node` → `some-my-node` */
function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 64);
  return id === '' ? 'my-node' : id;
}
