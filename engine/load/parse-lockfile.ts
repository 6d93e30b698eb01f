import type { Diagnostic } from '../base/diagnostic.js';
import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import type { Located, Span } from '../base/span.js';
import type { Lockfile, LockedArtifact } from '../model/lockfile.js';
import { entryOf, type MapTree, type Tree } from '../model/tree.js';
import type { LoadCode } from './codes.js';
import { loadDiagnostic, firstDiagnostics } from './load-diagnostic.js';
import { parseTree } from './parse-tree.js';

const LOCK_VERSION = 1;

/** A lock file from its text, read as warily as a manifest. It has three shapes, too few for a schema. */
export function parseLockfile(file: string, text: string): Result<Lockfile, readonly Diagnostic[]> {
  const parsed = parseTree(file, text, { opening: `lock: ${LOCK_VERSION}` });
  if (!parsed.ok) return err(firstDiagnostics(parsed.error, [file]));
  const reader = new LockReader([...parsed.value.diagnostics]);
  const artifacts = reader.artifacts(parsed.value.tree);
  return reader.found.length > 0 ? err(firstDiagnostics(reader.found, [file])) : ok({ file, artifacts });
}

/** Reads on after a fault, so that all of them are found. */
class LockReader {
  constructor(readonly found: Diagnostic[]) {}

  artifacts(root: MapTree): ReadonlyMap<string, LockedArtifact> {
    const head = root.entries[0]?.key.span ?? root.span;
    this.#closed(root, ['lock', 'artifacts'], 'the lock');
    const version = this.#required(root, 'lock', { head, label: 'the lock' });
    if (version !== undefined && (version.kind !== 'scalar' || version.value !== LOCK_VERSION)) {
      this.#say('manifest-version', version.span, `this engine reads locks of version ${LOCK_VERSION}`, REMAKE);
    }
    const table = this.#required(root, 'artifacts', { head, label: 'the lock' });
    if (table === undefined) return new Map();
    if (table.kind !== 'map') {
      this.#say('wrong-type', table.span, '`artifacts` must be a map', REMAKE);
      return new Map();
    }
    return new Map(table.entries.map(({ key, value }) => [key.value, this.#artifact(key, value)]));
  }

  #artifact(key: Located<string>, value: Tree): LockedArtifact {
    const nothing = { url: key.value, size: 0, sha256: '' };
    if (value.kind !== 'map') {
      this.#say('wrong-type', value.span, 'an entry of the lock must be a map with `size` and `sha256`', REMAKE);
      return nothing;
    }
    const owner = { head: key.span, label: 'this entry' };
    this.#closed(value, ['size', 'sha256', 'validator', 'checksums'], owner.label);
    const size = this.#required(value, 'size', owner);
    const sha256 = this.#required(value, 'sha256', owner);
    const texts = (['validator', 'checksums'] as const).map(name => this.#text(value, name));
    return { ...nothing, ...this.#size(size), ...this.#sha256(sha256), ...texts[0], ...texts[1] };
  }

  #size(tree: Tree | undefined): { readonly size?: number } {
    if (tree === undefined) return {};
    if (tree.kind === 'scalar' && Number.isSafeInteger(tree.value) && Number(tree.value) >= 0) {
      return { size: Number(tree.value) };
    }
    this.#say('wrong-type', tree.span, '`size` must be a whole number of bytes', WRITE_ANEW);
    return {};
  }

  #sha256(tree: Tree | undefined): { readonly sha256?: string } {
    if (tree === undefined) return {};
    const value = tree.kind === 'scalar' ? tree.value : undefined;
    if (typeof value === 'number')
      this.#say('quote-it', tree.span, '`sha256` must be a text, but this is a number', 'quote it');
    else if (typeof value !== 'string' || !/^[0-9a-fA-F]{64}$/.test(value)) {
      this.#say('wrong-form', tree.span, 'this is not a SHA-256 (64 hexadecimal digits)', WRITE_ANEW);
    } else return { sha256: value.toLowerCase() };
    return {};
  }

  #text(owner: MapTree, name: 'validator' | 'checksums'): Pick<LockedArtifact, 'validator' | 'checksums'> {
    const tree = entryOf(owner, name)?.value;
    if (tree === undefined) return {};
    if (tree.kind === 'scalar' && typeof tree.value === 'string') return { [name]: tree.value };
    this.#say('wrong-type', tree.span, `\`${name}\` must be a text`, REMAKE);
    return {};
  }

  #required(
    tree: MapTree,
    name: string,
    { head, label }: { readonly head: Span; readonly label: string },
  ): Tree | undefined {
    const entry = entryOf(tree, name);
    const misspelt = tree.entries.some(({ key }) => nearest(key.value, [name]) !== undefined);
    if (entry === undefined && !misspelt) this.#say('missing-property', head, `${label} has no \`${name}\``, REMAKE);
    return entry?.value;
  }

  #closed(tree: MapTree, known: readonly string[], label: string): void {
    for (const { key } of tree.entries) {
      if (known.includes(key.value)) continue;
      const meant = nearest(key.value, known);
      const help = meant === undefined ? REMAKE : `did you mean \`${meant}\`?`;
      this.#say('unknown-property', key.span, `${label} has no property \`${key.value}\``, help);
    }
  }

  #say(code: LoadCode, span: Span, message: string, help?: string): void {
    this.found.push(loadDiagnostic(code, span, { message, help }));
  }
}

const WRITE_ANEW = 'take the entry out: `sam3d-install lock` writes it anew';
const REMAKE = 'a lock has `lock: 1` and `artifacts`, a map from addresses to their `size` and `sha256`';
