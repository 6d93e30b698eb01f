import { execFile } from 'node:child_process';

export interface FoundPython {
  /** Absolute path of the interpreter itself, not of a shim. */
  readonly path: string;
  /** Such as "3.11". */
  readonly version: string;
}

const ASK = `import sys, os
try:
    import venv, ensurepip
    usable = "usable"
except ImportError:
    usable = "no-venv"
path = getattr(sys, "_base_executable", None) or sys.executable
print("%d.%d" % sys.version_info[:2], usable, os.path.realpath(path), sep="\\n")
`;

/** Every Python of this host that can make virtual environments, the one of the wanted version first. */
export async function findPythons(wanted: string, environment: NodeJS.ProcessEnv): Promise<readonly FoundPython[]> {
  const found = new Map<string, FoundPython>();
  for (const argv of candidates(wanted)) {
    const python = await ask(argv, environment);
    if (python !== undefined && !found.has(python.version)) found.set(python.version, python);
    if (python?.version === wanted) break;
  }
  return [...found.values()].sort((a, b) => Number(b.version === wanted) - Number(a.version === wanted));
}

function candidates(wanted: string): readonly (readonly [string, ...string[]])[] {
  const onWindows = [['py', `-${wanted}`] as const];
  return [[`python${wanted}`], ...(process.platform === 'win32' ? onWindows : []), ['python3'], ['python']];
}

function ask(argv: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<FoundPython | undefined> {
  const [program, ...operands] = argv;
  return new Promise(resolve => {
    const options = { env, encoding: 'utf8', timeout: 20_000, windowsHide: true } as const;
    execFile(program, [...operands, '-I', '-c', ASK], options, (error, stdout) => {
      const [version, usable, path] = stdout.trim().split(/\r?\n/);
      const works = error === null && usable === 'usable' && version !== undefined && path !== undefined;
      resolve(works ? { version, path } : undefined);
    });
  });
}
