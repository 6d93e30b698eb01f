import type { Command } from 'commander';
import type { Flags } from './options.js';

/** What answers a command: gives what the program is to end with. */
export type Answer = (flags: Flags, ...rest: readonly string[]) => Promise<number>;

/**
 * Adds a command to the program: how it is written, what it does, what answers it, and its groups of flags.
 * What answers it is loaded when it is asked, since one run needs one command of many.
 */
export type Add = (
  line: string,
  summary: string,
  load: () => Promise<Answer>,
  groups: readonly ((command: Command) => Command)[],
) => Command;
