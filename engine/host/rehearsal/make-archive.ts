import { execFile } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import type { ArchiveMember } from './archive-member.js';
import { makeTar } from './tar.js';
import { makeZip } from './zip.js';
import { storeAsZstd } from './zstd.js';

export const STAND_IN_FORMATS = ['.tar.bz2', '.tar.gz', '.tar.zst', '.tar.xz', '.conda', '.zip'] as const;
export type StandInFormat = (typeof STAND_IN_FORMATS)[number];

/**
 * The members as an archive of that format. Node compresses no bzip2 and no xz, so those two are left to the
 * host's Python, which a rehearsal has anyway.
 */
export async function makeArchive(
  format: StandInFormat,
  members: readonly ArchiveMember[],
  options: { readonly python: string },
): Promise<Buffer> {
  switch (format) {
    case '.zip':
      return makeZip(members);
    case '.conda':
      return makeConda(members);
    case '.tar.gz':
      return gzipSync(makeTar(members));
    case '.tar.zst':
      return storeAsZstd(makeTar(members));
    case '.tar.bz2':
      return compress(options.python, 'bz2', makeTar(members));
    case '.tar.xz':
      return compress(options.python, 'lzma', makeTar(members));
  }
}

/** The format that a URL's name says, or undefined when it says none. */
export function formatOf(url: string): StandInFormat | undefined {
  const path = new URL(url).pathname.toLowerCase();
  if (path.endsWith('.tgz')) return '.tar.gz';
  return path.endsWith('.whl') ? '.zip' : STAND_IN_FORMATS.find(format => path.endsWith(format));
}

/** A `.conda` is a zip whose members are stored: a note of the format, and two tars. */
function makeConda(members: readonly ArchiveMember[]): Buffer {
  const isInfo = (member: ArchiveMember) => member.name.startsWith('info/');
  const tar = (part: readonly ArchiveMember[]) => storeAsZstd(makeTar(part));
  return makeZip(
    [
      { name: 'metadata.json', content: '{"conda_pkg_format_version": 2}' },
      { name: 'pkg-stand-in.tar.zst', content: tar(members.filter(member => !isInfo(member))) },
      { name: 'info-stand-in.tar.zst', content: tar(members.filter(isInfo)) },
    ],
    { stored: true },
  );
}

function compress(python: string, module: 'bz2' | 'lzma', content: Buffer): Promise<Buffer> {
  const code = `import sys, ${module}; sys.stdout.buffer.write(${module}.compress(sys.stdin.buffer.read()))`;
  return new Promise((resolve, reject) => {
    // -I: nothing of the user's own Python settings takes part
    const options = { encoding: 'buffer', maxBuffer: 1 << 28, windowsHide: true } as const;
    const child = execFile(python, ['-I', '-c', code], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${python} could not compress a stand-in: ${error.message}`));
    });
    child.stdin?.end(content);
  });
}
