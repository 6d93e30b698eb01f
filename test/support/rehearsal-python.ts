import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythons, type FoundPython } from '../../engine/host/rehearsal/find-python.js';

/** Any Python of this host that can make environments; undefined where there is none. */
export async function anyPython(): Promise<FoundPython | undefined> {
  return (await findPythons('3', process.env))[0];
}

export interface Ended {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

export function runProgram(
  argv: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<Ended> {
  const [program, ...operands] = argv;
  return new Promise(resolve => {
    execFile(program, operands, { ...options, encoding: 'utf8', timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: stdout + stderr });
    });
  });
}

export async function inFreshFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
