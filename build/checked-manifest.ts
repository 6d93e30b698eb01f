import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { parseDiagnoses } from '../engine/load/parse-diagnoses.js';
import { loadManifest } from '../engine/opening/read-manifest.js';

/** A built-in manifest, read and analysed, as the bundle would find it inside itself; undefined for what is wrong. */
export async function checkedManifest(root: string, name: string): Promise<Buffer | undefined> {
  const read = await loadManifest(`${root}/manifests/${name}`, root);
  if (!read.ok) return undefined;
  const { manifest, warnings, lock } = read.value;
  return serialize(inside({ manifest, warnings, ...(lock !== undefined && { lock }) }));
}

/** What known failures mean: the built-in rules as they are read. */
export function checkedDiagnoses(root: string, name: string): Buffer {
  const rules = parseDiagnoses(name, readFileSync(join(root, name), 'utf8'));
  if (!rules.ok) throw new Error(`${name} cannot be read`);
  return serialize(inside(rules.value));
}

/** The same with every file of the package named as what lies in a bundle. */
function inside(value: unknown): unknown {
  if (typeof value === 'string') return /^manifests\/[\w./-]+$/.test(value) ? `<built-in>/${value}` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [inside(key), inside(inner)]));
  if (Array.isArray(value)) return value.map(inside);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]));
}
