import { execFile } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import type { StandInFormat } from '../../rehearse/stand-in.js';
import type { ArchiveMember } from './archive-member.js';
import { makeTar } from './make-tar.js';
import { makeZip } from './make-zip.js';
import { storeAsZstd } from './store-as-zstd.js';

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
