import { spawnSync } from 'node:child_process';

const LET_GO = `
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if os.path.islink(path):
            continue
        file = os.open(path, os.O_RDONLY)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)
`;

/**
 * Brings what is below a folder to the disk, and out of memory: who writes next gets memory that was used before. In a virtual
 * machine a page that it never used takes some 7 us where another takes 1.4: of 228 MB, that is 0.3 s. Where there is no such
 * program, it is left out.
 */
export function letGo(folder: string): void {
  spawnSync('sync');
  spawnSync('python3', ['-c', LET_GO, folder], { stdio: 'ignore' });
}
