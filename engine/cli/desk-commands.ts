import type { Add } from './answer.js';
import { initOptions } from './init-options.js';
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
  yesOption,
} from './options.js';

/** The commands for who keeps a manifest. */
export function addDeskCommands(add: Add): void {
  const online = [networkOptions, sayOptions];
  add(
    'validate',
    'show every finding about a manifest',
    async () => (await import('./commands/validate-command.js')).validateCommand,
    [manifestOptions, onlineOption, ...online],
  );
  add(
    'graph',
    'draw the resolved graph, here or on another platform',
    async () => (await import('./commands/graph-command.js')).graphCommand,
    [manifestOptions, platformOption, planFormats, sayOptions],
  );
  add(
    'bump <name> <version> [more...]',
    'edit versions where they stand, and show what follows',
    async () => (await import('./commands/bump-command.js')).bumpCommand,
    [manifestOptions, platformOption, dryRunOption, offlineOption, ...online],
  );
  add(
    'outdated',
    'list newer versions, where the manifest names their releases',
    async () => (await import('./commands/outdated-command.js')).outdatedCommand,
    [manifestOptions, ...online],
  );
  add(
    'lock',
    'write the hashes of all platforms and profiles beside the manifest',
    async () => (await import('./commands/lock-command.js')).lockCommand,
    [manifestOptions, dryRunOption, lockOptions, ...online],
  );
  add(
    'doctor',
    'look at this host: tools, room, servers, and settings that are kept out',
    async () => (await import('./commands/doctor-command.js')).doctorCommand,
    [manifestOptions, offlineOption, ...online],
  );
  add(
    'report',
    'write one zip for an issue, with secrets taken out',
    async () => (await import('./commands/report-command.js')).reportCommand,
    [manifestOptions, outputOption, offlineOption, ...online],
  );
  add(
    'init [folder]',
    "write a node's manifest, lock, installer and CI workflow",
    async () => (await import('./commands/init-command.js')).initCommand,
    [initOptions, dryRunOption, yesOption, sayOptions],
  );
}
