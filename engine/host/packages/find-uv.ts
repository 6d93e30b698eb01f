import type { Probes, Processes } from '../../model/ports.js';

/** How uv is started. */
export type UvCommand = readonly [string, ...string[]];

const PYTHONS = ['python3', 'python'];

/** The uv on PATH, else the one that is a package of the Python there: pip puts its program where PATH may not lead. */
export async function findUv({
  probes,
  processes,
  cwd,
  signal,
}: {
  readonly probes: Pick<Probes, 'which'>;
  readonly processes: Processes;
  readonly cwd: string;
  readonly signal: AbortSignal;
}): Promise<UvCommand | undefined> {
  const program = await probes.which('uv');
  if (program !== undefined) return [program];
  for (const name of PYTHONS) {
    const python = await probes.which(name);
    if (python === undefined) continue;
    // isolated: a `uv.py` in the current folder is not it
    const command = [python, '-I', '-m', 'uv'] as const;
    const asked = await processes.run(
      { argv: [...command, '--version'], cwd, env: {}, timeout: { totalMs: 60_000 } },
      { signal, output: () => undefined },
    );
    if (asked.ok) return command;
  }
  return undefined;
}
