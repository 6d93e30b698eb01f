/** `<manifest>.lock.json`: what the packages that steps ask for by name were when the maintainer last looked. */
export interface PackageLock {
  /** By the name of the request. */
  readonly requests: ReadonlyMap<string, LockedRequest>;
}

export interface LockedRequest {
  /** Digest of what was asked for: where that is another today, the list is of something else. */
  readonly request: string;
  /** Of pip `name==version --hash=...`, of conda `url#sha256:...`. */
  readonly list: readonly string[];
}
