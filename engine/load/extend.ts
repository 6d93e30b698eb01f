import type { Diagnostic } from '../base/diagnostic.js';
import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import { entryOf, type MapTree } from '../model/tree.js';
import { loadDiagnostic } from './load-diagnostic.js';
import { mergeManifests } from './merge-manifests.js';
import { parseTree } from './parse-tree.js';
import { withoutMark } from './without-mark.js';

/** A file with a manifest in it, as messages name it. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/** Finds what `extends` names: beside the file that says so, or a built-in. */
export type FindBase = (name: string, from: string) => Promise<ManifestText | undefined>;

interface Bases {
  readonly findBase: FindBase;
  /** The names of those that are built in. */
  readonly builtIn?: (() => Promise<readonly string[]>) | undefined;
}

export interface Extended {
  readonly tree: MapTree;
  readonly diagnostics: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

const MAX_FILES = 16;

/**
 * Reads a manifest and every one it extends, and merges them. `sources` gets each file's text as it is met.
 * A file that cannot be read as YAML ends the chain, with the findings of all files so far.
 */
export async function extend(
  entry: ManifestText,
  { findBase, builtIn }: Bases,
  sources: Map<string, string>,
): Promise<Result<Extended, readonly Diagnostic[]>> {
  const chain: MapTree[] = [];
  const diagnostics: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (let next: ManifestText | undefined = entry; next !== undefined;) {
    sources.set(next.file, withoutMark(next.text));
    const parsed = parseTree(next.file, next.text);
    if (!parsed.ok) return err([...diagnostics, ...parsed.error]);
    diagnostics.push(...parsed.value.diagnostics);
    warnings.push(...parsed.value.warnings);
    chain.unshift(parsed.value.tree);
    const named = extendsOf(parsed.value.tree);
    if (named === undefined) break;
    const base: Result<ManifestText, Diagnostic> = await findNext(named, next.file, {
      findBase,
      builtIn,
      files: [...sources.keys()],
    });
    if (!base.ok) return err([...diagnostics, base.error]);
    next = base.value;
  }
  return ok({ tree: chain.reduce(mergeManifests), diagnostics, warnings });
}

/** What `extends` names; where it is no text, the schema says so later. */
function extendsOf(tree: MapTree): { readonly name: string; readonly span: Span } | undefined {
  const value = entryOf(tree, 'extends')?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string'
    ? { name: value.value, span: value.span }
    : undefined;
}

async function findNext(
  { name, span }: { readonly name: string; readonly span: Span },
  from: string,
  { findBase, builtIn, files }: Bases & { readonly files: readonly string[] },
): Promise<Result<ManifestText, Diagnostic>> {
  const base = await findBase(name, from);
  if (base === undefined) {
    const known = (await builtIn?.()) ?? [];
    const close = nearest(name, known);
    const help =
      close === undefined
        ? `name a file beside this one, or a built-in manifest${listed(known)}`
        : `did you mean \`${close}\`?`;
    return err(
      loadDiagnostic('extends-not-found', span, { message: `there is no manifest \`${name}\` to extend`, help }),
    );
  }
  if (files.includes(base.file)) {
    const circle = [...files.slice(files.indexOf(base.file)), base.file].join(' -> ');
    return err(
      loadDiagnostic('extends-cycle', span, { message: `manifests extend each other in a circle: ${circle}` }),
    );
  }
  if (files.length >= MAX_FILES) {
    return err(
      loadDiagnostic('extends-too-long', span, { message: `more than ${MAX_FILES} manifests extend each other` }),
    );
  }
  return ok(base);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}
