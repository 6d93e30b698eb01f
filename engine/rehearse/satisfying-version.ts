import { normalisedName } from '../model/package-name.js';

/** What a requirement such as "name[extra]>=1.24,<2" asks for. */
export interface Requirement {
  /** As a package index spells it: lower case, one dash for every run of `-`, `_` and `.`. */
  readonly name: string;
  readonly clauses: readonly { readonly operator: string; readonly version: string }[];
}

const REQUIREMENT = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*([^;@#]*)/;
const CLAUSE = /^(===|==|~=|!=|<=|>=|<|>)\s*([^\s,]+)$/;

/** Reads a requirement by name; undefined for a path, a URL, an option, or what is no requirement. */
export function parseRequirement(text: string): Requirement | undefined {
  const match = REQUIREMENT.exec(text);
  if (match?.[1] === undefined || /[:\\/]|^\s*[-.]/.test(text.split(/[;@#]/)[0] ?? '') || /\s@\s/.test(text)) {
    return undefined;
  }
  const clauses = (match[2] ?? '')
    .replace(/[()]/g, '')
    .split(',')
    .map(clause => CLAUSE.exec(clause.trim()))
    .flatMap(found =>
      found?.[1] === undefined || found[2] === undefined ? [] : [{ operator: found[1], version: found[2] }],
    );
  return { name: normalisedName(match[1]), clauses };
}

/** The version a stand-in takes to satisfy the requirement, and "1.0" where anything would do. */
export function satisfyingVersion({ clauses }: Requirement): string {
  const by = (...operators: string[]) => clauses.find(({ operator }) => operators.includes(operator))?.version;
  const exact = by('==', '===');
  if (exact !== undefined) return exact.replace(/\.\*$/, '.0');
  const least = by('>=', '~=', '<=');
  if (least !== undefined) return least;
  const above = by('>');
  if (above !== undefined) return `${above}.1`;
  const below = by('<');
  return below === undefined ? '1.0' : versionBelow(below);
}

/** "81" → "80", "2.5" → "2.4", "2.0" → "1.0": near enough below for a stand-in. */
function versionBelow(version: string): string {
  const parts = version.split('.').map(Number);
  const last = parts.findLastIndex(part => part > 0);
  if (last === -1) return '0';
  return parts.map((part, index) => (index < last ? part : index === last ? part - 1 : 0)).join('.');
}
