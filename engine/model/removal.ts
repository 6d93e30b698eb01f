/** Something that an installation made and that still stands. */
export interface MadePiece {
  readonly path: string;
  /** A folder is ours with all that is in it. */
  readonly kind: 'file' | 'folder';
  /** Why it is not known to be as it was made, where that is so: then the user is asked. */
  readonly doubt?: string;
}

/** Something that stays where it is. */
export interface LeftPiece {
  readonly path: string;
  readonly reason: string;
  /** False: it was not made by this program. */
  readonly ours: boolean;
  /** False: this program will never touch it, where it lies. */
  readonly reach: boolean;
}

/** What an uninstall comes to, before it is done. Paths are absolute, in the order in which they are removed. */
export interface Removal {
  readonly pieces: readonly MadePiece[];
  /** What this program does not reach. */
  readonly left: readonly LeftPiece[];
  /** The folders above all that was ever made, those of pieces that are gone already too. */
  readonly folders: readonly string[];
}
