import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// pip takes three seconds to install itself, in every environment that is made. Where a test is about something else, this
// Python is the one of the host, but copies pip from an environment that was made once, with all that pip had installed.

const KEPT = join(dirname(dirname(fileURLToPath(import.meta.url))), 'kept', 'python');

/**
 * A program that does what this interpreter does, and is quick at `-I -m venv FOLDER`: `python3`, alone in its folder with the
 * same by its full name, such as `python3.11`.
 */
export function quickPython(interpreter: string): string {
  if (process.platform === 'win32') return interpreter;
  const asked = spawnSync(interpreter, ['-I', '-c', 'import sys; print(sys.executable); print(sys.version)'], {
    encoding: 'utf8',
  });
  const [real = '', version = ''] = asked.stdout.split('\n');
  const key = createHash('sha256').update(asked.stdout).digest('hex').slice(0, 16);
  const folder = join(KEPT, key);
  const program = join(folder, 'bin', 'python3');
  if (!existsSync(program)) make(folder, real, [`python${/^\d+\.\d+/.exec(version)?.[0] ?? ''}`, 'python3']);
  return program;
}

/** This environment, with that Python before all others. */
export function withQuickPython(interpreter: string | undefined): NodeJS.ProcessEnv {
  if (interpreter === undefined) return process.env;
  return { ...process.env, PATH: [dirname(quickPython(interpreter)), process.env['PATH'] ?? ''].join(delimiter) };
}

function make(folder: string, real: string, names: readonly string[]): void {
  const aside = `${folder}.${process.pid}`;
  mkdirSync(join(aside, 'bin'), { recursive: true });
  const made = spawnSync(real, ['-I', '-m', 'venv', join(aside, 'env')], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`${real} makes no environment: ${made.stdout}${made.stderr}`);
  writeFileSync(join(aside, 'make-environment.py'), MAKE_ENVIRONMENT);
  const script = `#!/bin/sh
if [ $# = 4 ] && [ "$1 $2 $3" = '-I -m venv' ]; then exec '${real}' -I '${folder}/make-environment.py' "$4"; fi
exec '${real}' "$@"
`;
  for (const name of names) writeFileSync(join(aside, 'bin', name), script, { mode: 0o755 });
  try {
    renameSync(aside, folder);
  } catch {
    // another test was first
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw new Error(`nothing can be kept in ${dirname(folder)}: ${readdirSync(KEPT).join()}`);
  }
}

const MAKE_ENVIRONMENT = `
import os, shutil, sys, venv

target = sys.argv[1]
venv.create(target, symlinks=True)
packages = os.path.join("lib", "python%d.%d" % sys.version_info[:2], "site-packages")
kept = os.path.join(os.path.dirname(os.path.abspath(__file__)), "env", packages)
for name in os.listdir(kept):
    copy = shutil.copytree if os.path.isdir(os.path.join(kept, name)) else shutil.copy2
    copy(os.path.join(kept, name), os.path.join(target, packages, name))
for name in ("pip", "pip3", "pip%d.%d" % sys.version_info[:2]):
    path = os.path.join(target, "bin", name)
    with open(path, "w", encoding="utf-8") as script:
        script.write('#!/bin/sh\\nexec "\${0%/*}/python" -m pip "$@"\\n')
    os.chmod(path, 0o755)
`;
