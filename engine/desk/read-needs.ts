import type { Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import { environmentNeeds } from '../init/environment-needs.js';
import type { NamedText, Needs } from '../init/needs.js';
import { pixiNeeds } from '../init/pixi-needs.js';
import { readRequirements, type Include } from '../init/read-requirements.js';
import { parseToml } from '../load/parse-toml.js';
import { parseTree } from '../load/parse-tree.js';

/** What a node's own file says that it needs: by its name a YAML or TOML file, else requirements as pip reads them. */
export async function readNeeds(entry: NamedText, include: Include): Promise<Result<Needs, readonly Diagnostic[]>> {
  const { file, text } = entry;
  if (/\.toml$/i.test(file)) {
    const toml = await parseToml(file, text);
    return toml.ok ? ok(pixiNeeds(toml.value)) : toml;
  }
  if (!/\.ya?ml$/i.test(file)) return readRequirements(entry, include);
  const tree = parseTree(file, text, { opening: 'dependencies:' });
  if (!tree.ok) return tree;
  if (tree.value.diagnostics.length > 0) return err(tree.value.diagnostics);
  return environmentNeeds(tree.value.tree, include);
}
