/** `<manifest>.lock.yaml`: what each URL gave when the maintainer last looked. */
export interface Lockfile {
  readonly file: string;
  readonly artifacts: ReadonlyMap<string, LockedArtifact>;
}

export interface LockedArtifact {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The strong ETag it had: while it has, its bytes are the same. */
  readonly validator?: string;
  /** The publisher's list that the hash is from; absent where the bytes themselves gave it. */
  readonly checksums?: string;
}
