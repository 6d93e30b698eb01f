import type { Scanner } from '../model/ports.js';
import type { PublishedSums } from './published-sum.js';

/** Finds the records of files in the list of a conda channel, however long it is: only a record is held at a time. */
export function channelScan(subdir: string, urls: readonly string[]): Scanner<PublishedSums> {
  const files = new Set(urls.flatMap(url => fileIn(subdir, url) ?? []));
  const records = new Map<string, Record>();
  const opening = files.size === 0 ? undefined : new RegExp(`"(${[...files].map(escaped).join('|')})"\\s*:\\s*\\{`);
  let rest = '';
  return {
    take(piece) {
      rest += piece;
      for (;;) {
        const start = opening?.exec(rest);
        if (start === null || start === undefined) break;
        const record = recordAt(rest, start.index + start[0].length - 1);
        if (record === undefined) {
          rest = rest.slice(start.index);
          return rest.length <= LONGEST_RECORD;
        }
        if (record.value !== undefined) records.set(start[1] ?? '', record.value);
        rest = rest.slice(record.end);
      }
      rest = rest.slice(-LONGEST_OPENING);
      return records.size < files.size;
    },
    found: () => ({
      has: `the files of ${subdir}`,
      sumOf(asked) {
        for (const of of asked) {
          const file = fileIn(subdir, of);
          const record = file === undefined ? undefined : records.get(file);
          if (record !== undefined) return { ...record, by: file ?? '', of };
        }
        return undefined;
      },
    }),
  };
}

interface Record {
  readonly sha256: string;
  readonly size?: number;
}

const LONGEST_RECORD = 1024 * 1024;
/** What a name and what is around it may take: a piece may end in it. */
const LONGEST_OPENING = 512;

/** The file that an address names, where it lies in a folder of that name: each platform has files of the same names. */
function fileIn(subdir: string, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const [file, folder] = new URL(url).pathname.split('/').reverse();
  return folder === subdir && /\.(?:tar\.bz2|conda)$/.test(file ?? '') ? file : undefined;
}

function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '\\$&');
}

/** Undefined until its last brace is there. */
function recordAt(text: string, from: number): { readonly end: number; readonly value?: Record } | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      at = endOfText(text, at);
      if (at === -1) return undefined;
    } else if (letter === '{') depth++;
    else if (letter === '}' && --depth === 0) return { end: at + 1, ...valueOf(text.slice(from, at + 1)) };
  }
  return undefined;
}

/** The place of the quote that ends it. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function valueOf(text: string): { readonly value?: Record } {
  try {
    const { sha256, size } = JSON.parse(text) as { readonly sha256?: unknown; readonly size?: unknown };
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) return {};
    return { value: { sha256: sha256.toLowerCase(), ...(Number.isSafeInteger(size) && { size: Number(size) }) } };
  } catch {
    return {};
  }
}
