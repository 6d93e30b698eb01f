/** A program and its arguments. */
export type CommandLine = readonly [string, ...string[]];

/** What a bench is run with: where inputs are kept, and where the built programs of `bench/programs/` are. */
export interface Place {
  readonly data: string;
  readonly program: (name: string, ...args: readonly string[]) => CommandLine;
  /** How a peer is called that `needs` has named. */
  readonly peer: (name: string) => string;
}

/** Ours against a named peer, as whole processes. */
export interface Bench {
  readonly name: string;
  /** The work, in words. */
  readonly work: string;
  /** The peer's command line, in words. */
  readonly against: string;
  /** What is aimed at, and the ratio that it means; undefined where the figure is only told. */
  readonly aim?: number;
  /** How many pairs are run. */
  readonly pairs: number;
  /** Programs that must be there. */
  readonly needs: readonly string[];
  /** Makes the input where it is not there yet, and gives both command lines. */
  prepare(place: Place): Pair;
}

/** A peer that cannot do the work, or not in five minutes: said in its row, and no end of the others. */
export class PeerTrouble extends Error {}

/** What was not measured, and why. */
export interface Skipped {
  readonly bench: Bench;
  readonly reason: string;
}

/** Both command lines, each handed a fresh folder to write into. */
export interface Pair {
  /** What is done before each of them, and not measured. */
  readonly before?: (out: string) => void;
  readonly ours: (out: string) => CommandLine;
  readonly theirs: (out: string) => CommandLine;
}
