import type { Command } from 'commander';
import { bumpCommand } from './commands/bump-command.js';
import { graphCommand } from './commands/graph-command.js';
import { lockCommand } from './commands/lock-command.js';
import { validateCommand } from './commands/validate-command.js';
import {
  dryRunOption,
  lockOptions,
  manifestOptions,
  networkOptions,
  onlineOption,
  planFormats,
  platformOption,
  sayOptions,
  type Flags,
} from './options.js';

/** Adds a command to the program: how it is written, what it does, what answers it, and its groups of flags. */
export type Add = (
  line: string,
  summary: string,
  answer: (flags: Flags, ...rest: readonly string[]) => Promise<number>,
  groups: readonly ((command: Command) => Command)[],
) => Command;

/** The commands for who keeps a manifest. */
export function addDeskCommands(add: Add): void {
  const online = [networkOptions, sayOptions];
  add('validate', 'show every finding about a manifest', validateCommand, [manifestOptions, onlineOption, ...online]);
  add('graph', 'draw the resolved graph, here or on another platform', graphCommand, [
    manifestOptions,
    platformOption,
    planFormats,
    sayOptions,
  ]);
  add('bump <name> <version> [more...]', 'edit versions where they stand, and show what follows', bumpCommand, [
    manifestOptions,
    platformOption,
    dryRunOption,
    sayOptions,
  ]);
  add('lock', 'write the hashes of all platforms and profiles beside the manifest', lockCommand, [
    manifestOptions,
    dryRunOption,
    lockOptions,
    ...online,
  ]);
}
