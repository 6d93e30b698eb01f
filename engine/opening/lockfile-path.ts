/** Where the lock of a manifest stands: beside it. */
export function lockfilePathOf(manifestPath: string): string {
  return `${manifestPath.replace(/\.ya?ml$/, '')}.lock.yaml`;
}
