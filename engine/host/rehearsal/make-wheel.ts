import { createHash } from 'node:crypto';
import type { NamedPackage } from '../../rehearse/stand-in.js';
import { bytesOf, type ArchiveMember } from './archive-member.js';
import { makeZip } from './make-zip.js';

/** A pure wheel with the stand-in's modules and no dependencies. */
export function makeWheel(standIn: NamedPackage): Buffer {
  const files = standInFiles(standIn);
  const record = `${distInfoOf(standIn)}/RECORD`;
  const lines = [...files.map(recordLine), `${record},,`];
  return makeZip([...files, { name: record, content: `${lines.join('\n')}\n` }]);
}

export function wheelFileName({ name, version }: Pick<NamedPackage, 'name' | 'version'>): string {
  return `${name.replace(/-/g, '_')}-${version}-py3-none-any.whl`;
}

/** The modules and the metadata, as they stand in site-packages; without the record that pip writes itself. */
export function standInFiles(standIn: NamedPackage): readonly ArchiveMember[] {
  const { name, version } = standIn;
  const folder = distInfoOf(standIn);
  const summary = 'A stand-in made by a rehearsal: it does nothing.';
  return [
    ...moduleFiles(standIn),
    {
      name: `${folder}/METADATA`,
      content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: ${summary}\n`,
    },
    {
      name: `${folder}/WHEEL`,
      content: 'Wheel-Version: 1.0\nGenerator: rehearsal\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    },
  ];
}

/** `a.b.c` is a folder `a`, a folder `b` in it and a module `c` in that; every one of them tells the version. */
function moduleFiles({ name, version, modules }: NamedPackage): readonly ArchiveMember[] {
  const dotted = [...modules].sort();
  const packages = new Set(dotted.flatMap(module => ancestors(module)));
  const leaves = dotted.filter(module => !packages.has(module) && module.includes('.'));
  for (const module of dotted) if (!leaves.includes(module)) packages.add(module);
  const text = `"""A stand-in for ${name}, made by a rehearsal."""\n\n__version__ = ${JSON.stringify(version)}\n`;
  return [
    ...[...packages].sort().map(module => ({ name: `${module.replaceAll('.', '/')}/__init__.py`, content: text })),
    ...leaves.map(module => ({ name: `${module.replaceAll('.', '/')}.py`, content: text })),
  ];
}

function ancestors(module: string): readonly string[] {
  const parts = module.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

function distInfoOf({ name, version }: NamedPackage): string {
  return `${name.replace(/-/g, '_')}-${version}.dist-info`;
}

function recordLine(member: ArchiveMember): string {
  const content = bytesOf(member);
  const hash = createHash('sha256').update(content).digest('base64url');
  return `${member.name},sha256=${hash},${content.length}`;
}
