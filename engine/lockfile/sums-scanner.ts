import type { Scanner } from '../model/ports.js';
import { channelScan } from './channel-scan.js';
import type { PublishedSums } from './published-sum.js';

/** Reads a publisher's list, by its name: of a conda channel, or a text as sha256sum and shasum write it. `urls`: all that will be asked for. */
export function sumsScanner(list: string, urls: readonly string[]): Scanner<PublishedSums> {
  return /\.json(\.zst)?$/.test(pathOf(list)) ? channelScan(foldersEnd(list), urls) : textScan();
}

function foldersEnd(list: string): string {
  return pathOf(list).split('/').at(-2) ?? '';
}

/** No list of one release is longer. */
const LONGEST = 16 * 1024 * 1024;

function textScan(): Scanner<PublishedSums> {
  let text = '';
  return {
    take: piece => (text += piece).length <= LONGEST,
    found: () => sumsIn(text),
  };
}

/** A list of `<hash>  <file>` or `SHA256 (<file>) = <hash>`, or a hash alone. */
export function sumsIn(text: string): PublishedSums {
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/);
  const entries = lines.flatMap(line => entryOf(line.trim()));
  const alone = entries.length === 1 && entries[0]?.file === '' ? entries[0] : undefined;
  return {
    has: alone === undefined ? `${entries.filter(({ file }) => file !== '').length} files` : 'one hash',
    sumOf(urls) {
      for (const of of urls) {
        const entry = alone ?? longest(entries.filter(({ file }) => isEndOf(file, of)));
        if (entry !== undefined) return { sha256: entry.sha256, by: entry.file, of };
      }
      return undefined;
    },
  };
}

interface Entry {
  readonly file: string;
  readonly sha256: string;
}

function entryOf(line: string): readonly Entry[] {
  const [, hash, listed = ''] = /^\\?([0-9a-f]{64})(?:\s+\*?(.*))?$/i.exec(line) ?? [];
  if (hash !== undefined) return [{ file: listed.replace(/^\.\//, ''), sha256: hash.toLowerCase() }];
  const [, named, tagged] = /^SHA256 \((.*)\) = ([0-9a-f]{64})$/i.exec(line) ?? [];
  if (named === undefined || tagged === undefined) return [];
  return [{ file: named.replace(/^\.\//, ''), sha256: tagged.toLowerCase() }];
}

/** A list may name files with some of their folders. */
function isEndOf(file: string, url: string): boolean {
  return file !== '' && `/${pathOf(url)}`.endsWith(`/${file}`);
}

function longest(entries: readonly Entry[]): Entry | undefined {
  return [...entries].sort((a, b) => b.file.length - a.file.length)[0];
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
