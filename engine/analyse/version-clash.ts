import type { Located } from '../base/span.js';
import type { CompatibilityRow } from '../model/manifest.js';

export type Versions = ReadonlyMap<string, Located<string>>;

/** Versions that no row has together, what to change, and the nearest row. */
export interface Clash {
  readonly message: string;
  readonly span: Located<string>['span'];
  readonly help: string;
  readonly related: readonly { readonly message: string; readonly span: Located<string>['span'] }[];
}

/** Undefined when the versions in force match a row, or there is none. */
export function versionClash(rows: readonly CompatibilityRow[], versions: Versions): Clash | undefined {
  const judged = rows.map(row => ({ row, wrong: wrongIn(row, versions) }));
  if (judged.length === 0 || judged.some(({ wrong }) => wrong.length === 0)) return undefined;
  const nearest = judged.reduce((best, other) => (isNearer(other, best) ? other : best));
  // what no row has at all says more than what only this row has not
  const strange = nearest.wrong.find(wrong => !rows.some(row => rowAccepts(row, wrong, versions)));
  const name = strange ?? nearest.wrong[0] ?? '';
  const version = versions.get(name);
  if (version === undefined) return undefined;
  return {
    message: `no compatibility row has ${inWords(clashingWith(name, nearest, { rows, versions }), versions)}`,
    span: version.span,
    help: `${changes(nearest)}, or add a row that is known to work`,
    related: [{ message: 'the nearest row', span: nearest.row.span }],
  };
}

/** The first row that the versions in force match. */
export function matchingRow(rows: readonly CompatibilityRow[], versions: Versions): CompatibilityRow | undefined {
  return rows.find(row => wrongIn(row, versions).length === 0);
}

interface Judged {
  readonly row: CompatibilityRow;
  /** Names whose version in force the row does not accept, in the row's order. */
  readonly wrong: readonly string[];
}

function wrongIn({ entries }: CompatibilityRow, versions: Versions): readonly string[] {
  return [...entries.keys()].filter(name => !accepts(entries.get(name)?.value, versions.get(name)));
}

function accepts(accepted: readonly Located<string>[] | undefined, version: Located<string> | undefined): boolean {
  // a name that has no version is a finding of its own
  if (accepted === undefined || version === undefined) return true;
  return accepted.some(({ value }) => value === version.value);
}

/** Fewer wrong names; of as many, the one that is right for longer: rows name what matters most first. */
function isNearer(one: Judged, other: Judged): boolean {
  if (one.wrong.length !== other.wrong.length) return one.wrong.length < other.wrong.length;
  const rightFor = ({ row, wrong }: Judged) => [...row.entries.keys()].findIndex(name => wrong.includes(name));
  return rightFor(one) > rightFor(other);
}

/** The name with the first one that no row has it together with; else all names of the nearest row. */
function clashingWith(
  name: string,
  { row, wrong }: Judged,
  { rows, versions }: { readonly rows: readonly CompatibilityRow[]; readonly versions: Versions },
): readonly string[] {
  if (!rows.some(one => rowAccepts(one, name, versions))) return [name];
  const right = [...row.entries.keys()].filter(other => !wrong.includes(other));
  const together = (other: string) =>
    rows.some(one => rowAccepts(one, name, versions) && rowAccepts(one, other, versions));
  const partner = right.find(other => !together(other));
  return partner === undefined ? [...right, name] : [partner, name];
}

function rowAccepts({ entries }: CompatibilityRow, name: string, versions: Versions): boolean {
  return accepts(entries.get(name)?.value, versions.get(name));
}

function inWords(names: readonly string[], versions: Versions): string {
  const words = names.map(name => `\`${name}\` ${versions.get(name)?.value ?? ''}`);
  return words.length <= 2 ? words.join(' with ') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)} together`;
}

function changes({ row, wrong }: Judged): string {
  const wanted = (name: string) => (row.entries.get(name)?.value ?? []).map(({ value }) => value).join(' or ');
  return wrong.map(name => `set \`${name}\` to ${wanted(name)}`).join(' and ');
}
