import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { ONE_FILE } from './one-file.js';
import { tempFolder } from './temp-folder.js';

export const python = spawnSync(
  'python3',
  ['-I', '-c', 'import sys, venv, pip; print(sys.executable); print("%d.%d" % sys.version_info[:2])'],
  {
    encoding: 'utf8',
  },
);
export const [PYTHON = '', VERSION = ''] = python.status === 0 ? python.stdout.split('\n') : [];
export const skip = PYTHON === '' ? 'there is no python3 with venv and pip' : false;
const top = mkdtempSync(join(tmpdir(), 'python-'));
export const made = join(top, 'made');

before(() => {
  const maker = join(dirname(ONE_FILE), 'build', 'wheel.js');
  const { status, stderr } = spawnSync(process.execPath, [maker, made], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

interface Ended {
  readonly code: number | null;
  /** Both streams, as a program that captures them reads them. */
  readonly said: string;
}

interface From {
  readonly cwd?: string;
  readonly python?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface NodeFolder {
  readonly folder: string;
  readonly bin: string;
  /** As ComfyUI-Manager starts it: one process in the node's folder, its output captured, nobody to ask. */
  start(words: readonly string[], from?: string | From): Ended;
}

/** What `install.py` has fetched in a first run: where fetching is not the point, it is there already. */
let fetched = '';
before(() => {
  if (PYTHON === '') return;
  const first = join(top, 'first');
  cpSync(made, first, { recursive: true });
  const env = { ...process.env, COMFYUI_PATH: first };
  const { status, stderr } = spawnSync(PYTHON, ['install.py', '--version'], { cwd: first, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  fetched = join(first, '_tools');
});
after(() => rmSync(top, { recursive: true, force: true }));

interface NodeOptions {
  readonly isFetched?: boolean;
}

/** A node of ComfyUI with the pair of scripts, on a host with the programs that are named. */
export function nodeFolder(
  t: TestContext,
  manifest: string,
  programs: Readonly<Record<string, string>>,
  { isFetched = false }: NodeOptions = {},
): NodeFolder {
  const top = join(tempFolder(t), 'Comfy UI');
  const [folder, bin] = [join(top, 'custom_nodes', 'my node #1'), join(top, 'bin')];
  for (const each of [folder, bin]) mkdirSync(each, { recursive: true });
  for (const name of readdirSync(made)) copyFileSync(join(made, name), join(folder, name));
  if (isFetched) cpSync(fetched, join(folder, '_tools'), { recursive: true, preserveTimestamps: true });
  for (const [name, target] of Object.entries(programs)) symlinkSync(target, join(bin, name));
  writeFileSync(join(folder, 'sam3d-install.yaml'), manifest);
  const env = { ...process.env, PATH: bin, COMFYUI_PATH: top, LANG: 'C', LC_ALL: 'C' };
  const start = (words: readonly string[], from: string | From = {}) => {
    const { cwd = folder, python = PYTHON, env: added = {} } = typeof from === 'string' ? { cwd: from } : from;
    const child = spawnSync(python, words, {
      cwd,
      env: { ...env, ...added },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 300_000,
    });
    return { code: child.status, said: Buffer.concat([child.stdout, child.stderr]).toString('latin1') };
  };
  return { folder, bin, start };
}

export const HELLO = `manifest: 1
name: hello
title: Hello
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
steps:
  hello:
    title: Grüße
    uses: write
    with: { path: hello.txt, text: hello }
`;

/** As the scripts show a text, whatever the console can. */
export function inAscii(text: string): string {
  return text.replace(/[\x80-\xff]/g, sign => `\\x${sign.charCodeAt(0).toString(16)}`);
}

/** `install.py` in a Python that was changed before, as if it were another build. */
export function started(change: string): string {
  return `import sys, runpy; ${change}; sys.argv[:] = ["install.py"]; runpy.run_path("install.py", run_name="__main__")`;
}
