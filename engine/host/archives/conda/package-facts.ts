import { BrokenArchive } from '../broken-archive.js';
import { safePath } from '../member-name.js';

/** What a conda package tells about itself, of what matters to whoever unpacks it. */
export interface PackageFacts {
  /** Its files as info/paths.json lists them; undefined for packages from before there was one. */
  readonly listed?: ReadonlyMap<string, Listed>;
  /** Files that hold the path of the prefix that they were built in. */
  readonly placeholders: ReadonlyMap<string, Placeholder>;
  /** Modules of a noarch python package belong to no version of Python, and lie in `site-packages` at its top. */
  readonly isNoarchPython: boolean;
}

export interface Listed {
  readonly kind: 'file' | 'link' | 'folder';
  readonly sha256?: string;
  readonly size?: number;
}

export interface Placeholder {
  /** The path that stands in the file. */
  readonly path: string;
  readonly mode: 'text' | 'binary';
}

export const PATHS = 'info/paths.json';
export const HAS_PREFIX = 'info/has_prefix';
export const INDEX = 'info/index.json';

/** Members that are read for it, whether they are taken or not. */
export const INFO_MEMBERS: ReadonlySet<string> = new Set([PATHS, HAS_PREFIX, INDEX]);

export function packageFacts(info: ReadonlyMap<string, Buffer>): PackageFacts {
  const [paths, hasPrefix, index] = [PATHS, HAS_PREFIX, INDEX].map(name => info.get(name));
  const isNoarchPython = index !== undefined && recordOf(parsed(index, INDEX)).noarch === 'python';
  if (paths === undefined) {
    return { placeholders: hasPrefix ? oldPlaceholders(hasPrefix) : new Map(), isNoarchPython };
  }
  return { ...listOf(paths), isNoarchPython };
}

const KINDS: ReadonlyMap<unknown, Listed['kind']> = new Map([
  ['hardlink', 'file'],
  ['softlink', 'link'],
  ['directory', 'folder'],
]);

function listOf(bytes: Buffer): Required<Pick<PackageFacts, 'listed' | 'placeholders'>> {
  const { paths } = recordOf(parsed(bytes, PATHS));
  if (!Array.isArray(paths)) throw malformed(PATHS);
  const listed = new Map<string, Listed>();
  const placeholders = new Map<string, Placeholder>();
  for (const each of paths) {
    const entry = recordOf(each);
    const path = pathOf(entry._path, PATHS);
    if (listed.has(path)) throw new BrokenArchive(`${PATHS} lists it twice`, path);
    listed.set(path, listedAs(entry));
    const placeholder = entry.prefix_placeholder;
    if (placeholder !== undefined && placeholder !== null)
      placeholders.set(path, placeholderOf(placeholder, entry.file_mode ?? 'text', PATHS));
  }
  return { listed, placeholders };
}

function listedAs(entry: Readonly<Record<string, unknown>>): Listed {
  const kind = KINDS.get(entry.path_type);
  const sha256 = entry.sha256 ?? undefined;
  const size = entry.size_in_bytes ?? undefined;
  const isHash = typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256);
  const isSize = typeof size === 'number' && Number.isSafeInteger(size);
  if (kind === undefined || (sha256 !== undefined && !isHash) || (size !== undefined && !isSize))
    throw malformed(PATHS);
  return { kind, ...(isHash && { sha256: sha256.toLowerCase() }), ...(isSize && { size }) };
}

/** What was written where the old tools wrote no placeholder. */
const FIRST_PLACEHOLDER = '/opt/anaconda1anaconda2anaconda3';

/** As many as an archive may have members. */
const MOST_LINES = 250_000;

/** One file a line: `PLACEHOLDER MODE PATH`, each of them perhaps in quotes, or only the path. */
function oldPlaceholders(bytes: Buffer): ReadonlyMap<string, Placeholder> {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++;
  if (lines > MOST_LINES) throw new BrokenArchive(`it has more than ${MOST_LINES} lines`, HAS_PREFIX);
  const text = bytes.toString('utf8');
  const placeholders = new Map<string, Placeholder>();
  for (const line of text.split('\n').filter(each => each.trim() !== '')) {
    const words = Array.from(line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), ([, a, b, c]) => a ?? b ?? c ?? '');
    const [placeholder, mode, path] = words.length === 1 ? [FIRST_PLACEHOLDER, 'text', words[0]] : words;
    if (words.length !== 1 && words.length !== 3) throw malformed(HAS_PREFIX);
    placeholders.set(pathOf(path, HAS_PREFIX), placeholderOf(placeholder, mode, HAS_PREFIX));
  }
  return placeholders;
}

function placeholderOf(path: unknown, mode: unknown, where: string): Placeholder {
  // a short one would be found in places where no path is meant
  const isPath = typeof path === 'string' && path.length >= 8 && /^(\/|[A-Za-z]:[\\/])\P{Cc}*$/u.test(path);
  if (!isPath || (mode !== 'text' && mode !== 'binary')) throw malformed(where);
  return { path, mode };
}

function pathOf(path: unknown, where: string): string {
  if (typeof path !== 'string') throw malformed(where);
  const safe = safePath(path);
  if (!safe.ok) throw new BrokenArchive(`${where} lists it: ${safe.error}`, path);
  return safe.value;
}

/** What lists 250,000 files has so many; each takes a hundred bytes of memory, and perhaps two of the text. */
const MOST_VALUES = 2_000_000;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const COMMA = 0x2c;

function parsed(bytes: Buffer, name: string): unknown {
  let values = 0;
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] === BRACE || bytes[at] === BRACKET || bytes[at] === COMMA) values++;
  if (values > MOST_VALUES) throw new BrokenArchive(`it has more than ${MOST_VALUES} values`, name);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw malformed(name);
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function malformed(name: string): BrokenArchive {
  return new BrokenArchive('it is not well formed', name);
}
