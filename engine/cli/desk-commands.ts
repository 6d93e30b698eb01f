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
  offlineOption,
  outputOption,
  onlineOption,
  planFormats,
  platformOption,
  sayOptions,
  type Flags,
} from './options.js';

type Answer = (flags: Flags, ...rest: readonly string[]) => Promise<number>;

/** Adds a command to the program: how it is written, what it does, what answers it, and its groups of flags. */
export type Add = (
  line: string,
  summary: string,
  answer: Answer,
  groups: readonly ((command: Command) => Command)[],
) => Command;

/** What a command is answered by is loaded when it is called: most calls are of other commands. */
const doctorCommand: Answer = async flags => (await import('./commands/doctor-command.js')).doctorCommand(flags);
const reportCommand: Answer = async flags => (await import('./commands/report-command.js')).reportCommand(flags);

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
  add('doctor', 'look at this host: tools, room, servers, and settings that are kept out', doctorCommand, [
    manifestOptions,
    offlineOption,
    ...online,
  ]);
  add('report', 'write one zip for an issue, with secrets taken out', reportCommand, [
    manifestOptions,
    outputOption,
    offlineOption,
    ...online,
  ]);
}
