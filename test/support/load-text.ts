import { ACTIONS } from '../../engine/actions/registry.js';
import type { Diagnostic } from '../../engine/base/diagnostic.js';
import type { Result } from '../../engine/base/result.js';
import { compileCheck } from '../../engine/load/compile-check.js';
import { load, type Loaded, type Rejected } from '../../engine/load/load.js';
import type { Action } from '../../engine/model/action.js';
import type { Manifest } from '../../engine/model/manifest.js';
import type { JsonObject } from '../../engine/model/value.js';
import { diagnosticText } from '../../engine/report/diagnostic-text.js';
import { composeSchema } from '../../engine/schema/compose-schema.js';

/** Manifests as texts: what most tests start from. */

export interface LoadTextOptions {
  /** How messages call the text; `manifest.yaml` where it is not given. */
  readonly file?: string;
  /** What `extends` can name, by that name. */
  readonly bases?: Readonly<Record<string, string>>;
  /** Action kinds in place of the engine's own. */
  readonly actions?: readonly Action[];
}

export async function loadText(text: string, options: LoadTextOptions = {}): Promise<Result<Loaded, Rejected>> {
  const { file = 'manifest.yaml', bases = {}, actions = ACTIONS } = options;
  return load({
    entry: { file, text },
    check: await compileCheck(schemaOf(actions)),
    findBase: async name => {
      const base = Object.hasOwn(bases, name) ? bases[name] : name === file ? text : undefined;
      return base === undefined ? undefined : { file: name, text: base };
    },
  });
}

/** The manifest that a text is; throws what a user would read when it is none. */
export async function manifestOf(text: string, options: LoadTextOptions = {}): Promise<Manifest> {
  const loaded = await loadText(text, options);
  if (!loaded.ok) throw new Error(diagnosticText(loaded.error.diagnostics, loaded.error.sources));
  return loaded.value.manifest;
}

/** What a user reads about a text; empty when nothing is wrong. */
export async function findingsOf(text: string, options: LoadTextOptions = {}): Promise<string> {
  const loaded = await loadText(text, options);
  return loaded.ok ? '' : diagnosticText(loaded.error.diagnostics, loaded.error.sources);
}

/** What a user reads of findings about a manifest that was loaded. */
export function printed(diagnostics: readonly Diagnostic[], manifest: Manifest): string {
  return diagnosticText(diagnostics, manifest.sources);
}

/** A whole manifest around the parts that a test is about; a part given here stands in place of the usual one. */
export function aManifest(parts: string): string {
  const usual = {
    manifest: 'manifest: 1',
    name: 'name: sample',
    title: 'title: A sample',
    platforms: 'platforms: { linux-64: {} }',
    steps: 'steps: { greet: { uses: run, with: { argv: [echo, hello] } } }',
  };
  const given = Object.entries(usual).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(parts));
  return [...given.map(([, line]) => line), parts].join('\n');
}

// The schema of the engine's own actions is compiled once in a process.
const schemas = new Map<readonly Action[], JsonObject>();

function schemaOf(actions: readonly Action[]): JsonObject {
  const known = schemas.get(actions) ?? composeSchema(actions);
  schemas.set(actions, known);
  return known;
}
