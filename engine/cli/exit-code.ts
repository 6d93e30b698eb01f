/** What the program ends with. The README's table is held against this list by a test. */
export const EXIT = {
  /** Done, or nothing to do. */
  done: 0,
  /** A step, a check or a command failed. */
  failed: 1,
  /** The manifest is invalid. */
  invalid: 2,
  /** Refused before the start: platform, profile, disk, another run. */
  refused: 3,
  /** The command line is wrong. */
  usage: 64,
  /** A fault of the engine itself. */
  defect: 70,
  /** Interrupted by Ctrl-C. */
  interrupted: 130,
  /** Ended by TERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
