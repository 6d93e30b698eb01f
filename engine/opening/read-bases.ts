import { err, ok, type Result } from '../base/result.js';
import { baseNames, builtInManifests } from '../host/built-in-manifests.js';
import { readText } from '../host/read-text.js';
import { paths } from '../host/files/paths.js';
import { baseOf, type Base } from '../init/base-of.js';
import type { Needs } from '../init/needs.js';
import { extend } from '../load/extend.js';
import type { Refusal } from './refusal.js';

/** What is extended where nothing that a node needs says otherwise. */
const USUAL = 'base/conda-env';

/** The built-in manifest to extend: the one that is asked for, else the one that installs most of what the node needs. */
export async function readBases(asked: string | undefined, needs: Needs): Promise<Result<Base, Refusal>> {
  const names = await baseNames();
  if (asked !== undefined && !names.includes(asked)) {
    return err({ kind: 'usage', reason: `there is no ${asked} to extend`, help: `there are ${names.join(', ')}` });
  }
  const bases = await Promise.all((asked === undefined ? names : [asked]).map(readBase));
  const wanted = new Set(needs.pip.map(({ name }) => name));
  const brings = ({ packages }: Base) => [...packages.keys()].filter(name => wanted.has(name)).length;
  const usual = bases.find(({ name }) => name === USUAL) ?? bases[0];
  const [best] = [...bases].sort((a, b) => brings(b) - brings(a));
  const chosen = best !== undefined && brings(best) > 0 ? best : usual;
  if (chosen === undefined) throw new Error('no manifest to extend came with the program');
  return ok(chosen);
}

async function readBase(name: string): Promise<Base> {
  const read = async (base: string) => {
    const text = await readText(paths.join(builtInManifests, `${base}.yaml`));
    if (!text.ok) throw new Error(`the built-in ${base} cannot be read: ${text.error.code}`);
    return { file: base, text: text.value };
  };
  const entry = await read(name);
  const findBase = async (base: string) => read(base.includes('/') ? base : `base/${base}`);
  const whole = await extend(entry, { findBase }, new Map());
  if (!whole.ok) throw new Error(`the built-in ${name} cannot be understood`);
  return baseOf(name, whole.value.tree);
}
