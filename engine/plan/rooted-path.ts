/** A path below the root made absolute; one that is absolute, of whichever system, stays as it is. */
export function rootedPath(path: string, root: string, join: (...parts: string[]) => string): string {
  const separator = join('a', 'b').charAt(1);
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path) || path === root || path.startsWith(root + separator);
  return isAbsolute ? path : join(root, path);
}
