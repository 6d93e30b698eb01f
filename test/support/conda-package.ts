import { createHash } from 'node:crypto';
import { bzip2, condaOf, tarOf, type Member } from './make-archive.js';

export type Json = Readonly<Record<string, unknown>>;

/** A file of a package as a test writes it. */
export interface PackageFile extends Member {
  readonly placeholder?: string;
  readonly fileMode?: 'text' | 'binary';
  /** What info/paths.json says otherwise; null: it does not list it. */
  readonly told?: Json | null;
}

export interface PackageOptions {
  readonly index?: Json;
  /** Listed, and not in the archive. */
  readonly lost?: readonly Json[];
  /** Instead of info/paths.json. */
  readonly info?: readonly Member[];
}

/** The two forms of a conda package that hold the same. */
export function packageOf(
  files: readonly PackageFile[],
  options: PackageOptions = {},
): readonly (readonly [string, Buffer])[] {
  const { index = {}, lost = [] } = options;
  const listed = files.filter(({ told }) => told !== null).map(listedAs);
  const info = [
    { name: 'info/index.json', body: JSON.stringify({ name: 'p', version: '1', build: '0', ...index }) },
    ...(options.info ?? [
      { name: 'info/paths.json', body: JSON.stringify({ paths: [...listed, ...lost], paths_version: 1 }) },
    ]),
  ];
  return [
    ['p-1-0.conda', condaOf('p-1-0', { info: tarOf(...info), pkg: tarOf(...files) })],
    ['p-1-0.tar.bz2', bzip2(tarOf(...files, ...info))],
  ];
}

function listedAs({ name, body = '', type = '0', placeholder, fileMode = 'text', told }: PackageFile): Json {
  const bytes = Buffer.from(body as string);
  return {
    _path: name,
    path_type: type === '2' ? 'softlink' : 'hardlink',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size_in_bytes: bytes.length,
    ...(placeholder !== undefined && { prefix_placeholder: placeholder, file_mode: fileMode }),
    ...told,
  };
}
