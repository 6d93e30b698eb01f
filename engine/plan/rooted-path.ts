/** A path below the root made absolute; one that is absolute, of whichever system, only gets its system's spelling. */
export function rootedPath(path: string, root: string, join: (...parts: string[]) => string): string {
  const separator = join('a', 'b').charAt(1);
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path) || path === root || path.startsWith(root + separator);
  return isAbsolute ? join(path) : join(root, path);
}
