import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Makes a file or folder of `bench/data/` with `make`, once: aside first, so that half an input is never taken for one. */
export function madeOnce(data: string, name: string, make: (aside: string) => void): string {
  const path = join(data, name);
  if (existsSync(path)) return path;
  const aside = join(data, `aside-${name}`);
  rmSync(aside, { recursive: true, force: true });
  make(aside);
  renameSync(aside, path);
  return path;
}

/** A tree like that of a large package: some 5,300 files of 220 MB in all, taken from the system. */
export function packageTree(data: string): string {
  return madeOnce(data, 'package', aside => copySome(aside, { files: 5_300, bytes: 220e6 }));
}

/** A tree of very many small files of text. */
export function smallFilesTree(data: string, files = 20_000): string {
  return madeOnce(data, `small-${files}`, aside => {
    let state = 1;
    const next = (below: number) => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
    for (let index = 0; index < files; index++) {
      const folder = join(aside, `folder-${index % 200}`);
      if (index < 200) mkdirSync(folder, { recursive: true });
      const lines = Array.from({ length: 5 + next(40) }, () => `value_${next(1000)} = ${next(1_000_000)}\n`);
      writeFileSync(join(folder, `module_${index}.py`), lines.join(''));
    }
  });
}

/** A tar of a tree, compressed by a program that writes to its standard output. */
export function tarOfTree(data: string, tree: string, compressor?: readonly [string, string, ...string[]]): string {
  const name = tree.slice(dirname(tree).length + 1);
  const tar = madeOnce(data, `${name}.tar`, aside => through('tar', ['-C', tree, '-cf', aside, '.']));
  if (compressor === undefined) return tar;
  const [ending, program, ...args] = compressor;
  return madeOnce(data, `${name}.tar.${ending}`, aside =>
    through('sh', ['-c', `${program} ${args.join(' ')} < "$0" > "$1"`, tar, aside]),
  );
}

/** A zip of a tree, each member deflated. */
export function zipOfTree(data: string, tree: string): string {
  return madeOnce(data, `${basename(tree)}.zip`, aside => through('python3', ['-c', DEFLATE, aside, tree]));
}

const DEFLATE = `
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as out:
    for folder, _, files in os.walk(sys.argv[2]):
        for name in files:
            path = os.path.join(folder, name)
            out.write(path, os.path.relpath(path, sys.argv[2]))
`;

/** A tar of several copies of a tree, so many times as large, compressed by gzip. */
export function tarOfCopies(data: string, tree: string, copies: number): string {
  const name = `${basename(tree)}-x${copies}`;
  const folder = madeOnce(data, name, aside => {
    for (let copy = 0; copy < copies; copy++) cpSync(tree, join(aside, `copy-${copy}`), { recursive: true });
  });
  return tarOfTree(data, folder, ['gz', 'gzip', '-c']);
}

/** A package whose files are those of a .tar.zst: a zip that stores it beside a tar of what is told about it. */
export function condaOf(data: string, name: string, zst: string): string {
  return madeOnce(data, `${name}.conda`, aside => {
    const info = `${aside}.info`;
    mkdirSync(join(info, 'info'), { recursive: true });
    writeFileSync(join(info, 'info', 'index.json'), JSON.stringify({ name, version: '1', build: '0', depends: [] }));
    through('tar', ['-C', info, '-cf', `${info}/info.tar`, 'info']);
    through('zstd', ['-q', `${info}/info.tar`, '-o', `${info}/info.tar.zst`]);
    writeFileSync(`${info}/metadata.json`, '{"conda_pkg_format_version": 2}');
    const members = ['metadata.json', `${info}/metadata.json`, `info-${name}.tar.zst`, `${info}/info.tar.zst`];
    through('python3', ['-c', STORE, aside, ...members, `pkg-${name}.tar.zst`, zst]);
    rmSync(info, { recursive: true, force: true });
  });
}

const STORE = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_STORED) as out:
    for at in range(2, len(sys.argv), 2):
        out.write(sys.argv[at + 1], sys.argv[at])
`;

/** Runs a program that must succeed. */
export function through(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}: ${stderr}`);
}

const SYSTEM = ['/usr/lib', '/usr/share', '/usr/local/lib'];
const LARGEST = 6e6;

/** Files of the system in the order of their names, chosen so that number and bytes grow side by side. */
function copySome(into: string, wanted: { readonly files: number; readonly bytes: number }): void {
  let files = 0;
  let bytes = 0;
  for (const { path, size } of systemFiles()) {
    const behind = bytes / wanted.bytes < files / wanted.files;
    if (size > LARGEST || size === 0 || (behind && size < 20_000) || (!behind && size > 100_000)) continue;
    const copy = join(into, path);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(path, copy);
    files++;
    bytes += size;
    if (files >= wanted.files && bytes >= wanted.bytes) return;
  }
}

function* systemFiles(): Generator<{ readonly path: string; readonly size: number }> {
  for (const folder of SYSTEM.filter(each => existsSync(each))) yield* filesBelow(folder);
}

function* filesBelow(folder: string): Generator<{ readonly path: string; readonly size: number }> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // names that no archive of ours may hold are not the point here
    if (!/^[\w.+-]*[\w+-]$/.test(entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield { path, size: statSync(path).size };
  }
}
