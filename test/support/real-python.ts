import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { pip } from '../../engine/actions/pip.js';
import { failureClass } from '../../engine/model/failure.js';
import { quickPython } from './quick-python.js';
import { realContext, type RealContext } from './real-context.js';

/** What this machine says of indexes does not count: only what a test says. */
export const NO_INDEX: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(process.env)
    .filter(name => /^(PIP|UV)_/.test(name))
    .map(name => [name, undefined] as const),
);

/** "3.11" of the python3 on PATH, where it can make a venv. */
export async function pythonHere(t: TestContext): Promise<string | undefined> {
  const context = realContext(t);
  const python = await context.probes.which('python3');
  if (python === undefined) return undefined;
  const code = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  const answer = await context.command([python, '-I', '-c', code]);
  return answer.ok ? answer.value.stdout.trim() : undefined;
}

/** The same Python with a program of it that makes environments in little time. */
export async function quickPythonHere(
  t: TestContext,
): Promise<{ readonly version: string; readonly path: string } | undefined> {
  const version = await pythonHere(t);
  return version === undefined ? undefined : { version, path: quickPython('python3') };
}

const MAKE_WHEELS = `
import sys, zipfile
folder, *specs = sys.argv[1:]
for spec in specs:
    name, version = spec.split('==')
    with zipfile.ZipFile(f'{folder}/{name}-{version}-py3-none-any.whl', 'w') as wheel:
        info = f'{name}-{version}.dist-info'
        wheel.writestr(f'{name}.py', f'version = "{version}"')
        wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n')
        wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(f'{info}/RECORD', '')
`;

/** Makes wheels such as "example==1.0" in a folder, without any build tool. */
export async function makeWheels(
  folder: string,
  specs: readonly string[],
  { python, context }: { readonly python: string; readonly context: RealContext },
): Promise<void> {
  await context.files.makeFolder(folder);
  const made = await context.command([python, '-I', '-c', MAKE_WHEELS, folder, ...specs]);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
}

/** The class of failure that an installation ends with. */
export async function failureOf(params: Parameters<typeof pip.run>[0], context: RealContext): Promise<string> {
  const result = await pip.run(params, context);
  return result.ok ? 'it succeeded' : failureClass(result.error);
}

/** The address of a server that gives every request this status. */
export async function serverAnswering(t: TestContext, status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status, { 'content-length': 0 }).end());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
