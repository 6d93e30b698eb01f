import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import type { Manifest } from '../model/manifest.js';
import { decodeManifest } from './decode-manifest.js';
import { extend, type FindBase, type ManifestText } from './extend.js';
import { firstDiagnostics } from './load-diagnostic.js';
import { validate, type SchemaCheck } from './validate.js';

export interface LoadInput {
  readonly entry: ManifestText;
  readonly check: SchemaCheck;
  /** Finds what `extends` names: beside the file that says so, or a built-in. */
  readonly findBase: FindBase;
  /** The built-in manifests, to be named where `extends` names none that there is. */
  readonly builtIn?: () => Promise<readonly string[]>;
}

export interface Loaded {
  readonly manifest: Manifest;
  readonly warnings: readonly Diagnostic[];
}

/** Everything that is wrong with a manifest, in file order, and the texts to show it in. */
export interface Rejected {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** A manifest from its text: read, extended, held against the schema, decoded. */
export async function load({ entry, check, findBase, builtIn }: LoadInput): Promise<Result<Loaded, Rejected>> {
  const sources = new Map<string, string>();
  const reject = (diagnostics: readonly Diagnostic[]) =>
    err({ diagnostics: firstDiagnostics(diagnostics, [...sources.keys()]), sources });
  const extended = await extend(entry, { findBase, builtIn }, sources);
  if (!extended.ok) return reject(extended.error);
  const { tree, diagnostics, warnings } = extended.value;
  const found = [...diagnostics, ...elsewhere(validate(tree, check, sources), diagnostics)];
  if (found.length > 0) return reject([...found, ...warnings]);
  return ok({ manifest: decodeManifest(tree, entry.file, sources), warnings });
}

/** What could not be read stands in the tree as nothing, and the schema's word on that is of no use. */
function elsewhere(findings: readonly Diagnostic[], unread: readonly Diagnostic[]): readonly Diagnostic[] {
  const places = new Set(unread.map(({ span }) => placeKey(span)));
  return findings.filter(({ span }) => !places.has(placeKey(span)));
}

function placeKey({ file, start, end }: Span): string {
  return `${start.offset} ${end.offset} ${file}`;
}
