/** Where the lock of a manifest stands: beside it. */
export function lockPathOf(manifestPath: string): string {
  return `${manifestPath.replace(/\.ya?ml$/, '')}.lock.yaml`;
}
