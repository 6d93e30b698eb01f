import type { LockedArtifact } from '../model/lockfile.js';

/** A lock as it stands in its file: by address, one property a line, always the same text for the same entries. */
export function lockfileText(entries: Iterable<LockedArtifact>): string {
  const sorted = [...entries].sort((a, b) => (a.url < b.url ? -1 : 1));
  const head = [
    '# Written by `sam3d-install lock`: what each address of the manifest gave when it was last asked.',
    'lock: 1',
  ];
  if (sorted.length === 0) return [...head, 'artifacts: {}', ''].join('\n');
  return [...head, 'artifacts:', ...sorted.flatMap(entryLines), ''].join('\n');
}

/** Every text is quoted: a hash of digits only would be a number. */
function entryLines({ url, size, sha256, validator, checksums }: LockedArtifact): readonly string[] {
  return [
    `  ${JSON.stringify(url)}:`,
    `    size: ${size}`,
    `    sha256: ${JSON.stringify(sha256)}`,
    ...(validator === undefined ? [] : [`    validator: ${JSON.stringify(validator)}`]),
    ...(checksums === undefined ? [] : [`    checksums: ${JSON.stringify(checksums)}`]),
  ];
}
