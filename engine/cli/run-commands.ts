import type { Add } from './answer.js';
import {
  cacheOptions,
  dryRunOption,
  faultOptions,
  listOption,
  machineOptions,
  manifestOptions,
  platformOption,
  rehearsalOptions,
  rootOptions,
  runOptions,
  sayOptions,
  trustOptions,
  waitOption,
  yesOption,
  planFormats,
} from './options.js';

/** The commands for who installs. */
export function addRunCommands(add: Add): void {
  const plans = [manifestOptions, platformOption];
  add(
    'install',
    'plan, show, execute (the default)',
    async () => (await import('./commands/install-command.js')).installCommand,
    [...plans, runOptions, sayOptions],
  );
  add(
    'plan',
    'show what would run, here or on another platform',
    async () => (await import('./commands/plan-command.js')).planCommand,
    [...plans, runOptions, planFormats, sayOptions],
  );
  add(
    'rehearse',
    'run the real graph with stand-in packages, without the internet',
    async () => (await import('./commands/rehearse-command.js')).rehearseCommand,
    [rehearsalOptions, platformOption, faultOptions, runOptions, sayOptions],
  );
  addInstalledCommands(add);
}

/** The commands for what has been installed. */
function addInstalledCommands(add: Add): void {
  add('status', 'show what stands', async () => (await import('./commands/status-command.js')).statusCommand, [
    manifestOptions,
    sayOptions,
  ]);
  add('verify', 'run every check again', async () => (await import('./commands/verify-command.js')).verifyCommand, [
    manifestOptions,
    trustOptions,
    sayOptions,
  ]);
  add(
    'repair',
    'make again what verify finds broken',
    async () => (await import('./commands/repair-command.js')).repairCommand,
    [manifestOptions, machineOptions, dryRunOption, sayOptions],
  );
  add(
    'rollback [run]',
    'bring the previous environment back',
    async () => (await import('./commands/rollback-command.js')).rollbackCommand,
    [rootOptions, listOption, waitOption, sayOptions],
  );
  add(
    'uninstall',
    'remove what was made, and only that',
    async () => (await import('./commands/uninstall-command.js')).uninstallCommand,
    [rootOptions, dryRunOption, yesOption, sayOptions],
  );
  add(
    'cache [job]',
    'downloads that are kept: list, verify, prune or path',
    async () => (await import('./commands/cache-command.js')).cacheCommand,
    [cacheOptions, sayOptions],
  );
  add(
    'log [step]',
    'show the newest log, of one step or of all',
    async () => (await import('./commands/log-command.js')).logCommand,
    [manifestOptions],
  );
  add(
    'run <command...>',
    'run a command inside the environment',
    async () => (await import('./commands/run-command.js')).runCommand,
    [manifestOptions],
  ).passThroughOptions();
}
