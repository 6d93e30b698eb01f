import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArchives, type ArchivesOptions } from '../../engine/host/archives/create-archives.js';
import type { Progress, UnpackRequest } from '../../engine/model/ports.js';

export interface Bench {
  readonly root: string;
  /** A folder that is not there yet; the paths of all have the same length. */
  fresh(): string;
  /** Unpacks bytes that are named so, into a fresh folder where none is given. */
  unpack(
    name: string,
    bytes: Uint8Array,
    options?: Partial<UnpackRequest> & ArchivesOptions & { readonly signal?: AbortSignal },
  ): Promise<{
    readonly result: Awaited<ReturnType<ReturnType<typeof createArchives>['unpack']>>;
    readonly into: string;
    readonly seen: readonly Progress[];
  }>;
  remove(): void;
}

/** A place to unpack things in. */
export function unpackingBench(): Bench {
  const root = mkdtempSync(join(tmpdir(), 'unpack-test-'));
  let count = 0;
  const fresh = () => join(root, String(count++).padStart(4, '0'), 'into');
  return {
    root,
    fresh,
    async unpack(
      name,
      bytes,
      { limits, staging, writable, threads, signal = new AbortController().signal, ...request } = {},
    ) {
      const into = request.into ?? fresh();
      const archive = join(root, `archive-${count++}`);
      writeFileSync(archive, bytes);
      const seen: Progress[] = [];
      const archives = createArchives({
        ...(limits && { limits }),
        ...(staging !== undefined && { staging }),
        ...(writable && { writable }),
        ...(threads !== undefined && { threads }),
      });
      const watch = { signal, progress: (progress: Progress) => void seen.push(progress) };
      const result = await archives.unpack({ archive, name, into, ...request }, watch);
      rmSync(archive);
      return { result, into, seen };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Everything below a folder: path → what it is, with an executable's mark, a file's text or a link's target. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const tree: Record<string, string> = {};
  const visit = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const full = join(folder, path);
      if (entry.isSymbolicLink()) tree[path] = `-> ${readlinkSync(full)}`;
      else if (entry.isDirectory()) {
        tree[`${path}/`] = 'folder';
        visit(path);
      } else if (entry.isFile()) {
        const mark = (statSync(full).mode & 0o111) === 0 ? '' : '*';
        tree[path] = `${mark}${readFileSync(full, 'latin1')}`;
      } else tree[path] = 'something else';
    }
  };
  visit('');
  return tree;
}

export function makeFolder(...parts: readonly string[]): string {
  const folder = join(...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}
