import { Command } from 'commander';
import { installCommand } from './commands/install-command.js';
import { logCommand } from './commands/log-command.js';
import { planCommand } from './commands/plan-command.js';
import { rehearseCommand } from './commands/rehearse-command.js';
import { runCommand } from './commands/run-command.js';
import { schemaCommand } from './commands/schema-command.js';
import { statusCommand } from './commands/status-command.js';
import { verifyCommand } from './commands/verify-command.js';
import { validateCommand } from './commands/validate-command.js';
import {
  faultOptions,
  flagsFrom,
  formatOption,
  manifestOptions,
  platformOption,
  rehearsalOptions,
  runOptions,
  sayOptions,
  type Flags,
} from './options.js';
import { packageVersion } from '../host/built-in.js';

type Answer = (flags: Flags, ...rest: readonly string[]) => Promise<number>;

/** The command line: `ended` is told what the program is to end with. */
export function createProgram(ended: (code: number) => void): Command {
  const program = new Command('sam3d-install')
    .description('Installs what a manifest declares: validated, executed as a graph, verified.')
    .version(packageVersion())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help lists the commands and flags)')
    .configureHelp({ showGlobalOptions: true });
  const add = (line: string, summary: string, answer: Answer, groups: readonly ((command: Command) => Command)[]) => {
    const command = program.command(line, line === 'install' ? { isDefault: true } : {}).description(summary);
    for (const group of groups) group(command);
    command.exitOverride().action(async (...args: unknown[]) => {
      const words = args
        .slice(0, -2)
        .flat()
        .filter(word => typeof word === 'string');
      ended(await answer(flagsFrom(command.opts<Partial<Flags>>()), ...words));
    });
    return command;
  };
  const plans = [manifestOptions, platformOption];
  add('install', 'plan, show, execute (the default)', installCommand, [...plans, runOptions, sayOptions]);
  add('plan', 'show what would run, here or on another platform', planCommand, [...plans, planFormats, sayOptions]);
  add('validate', 'show every finding about a manifest', validateCommand, [manifestOptions, sayOptions]);
  add('rehearse', 'run the real graph with stand-in packages, without the internet', rehearseCommand, [
    rehearsalOptions,
    faultOptions,
    runOptions,
    sayOptions,
  ]);
  add('status', 'show what stands', statusCommand, [manifestOptions, sayOptions]);
  add('verify', 'run every check again', verifyCommand, [manifestOptions, sayOptions]);
  add('log [step]', 'show the newest log, of one step or of all', logCommand, [manifestOptions]);
  add('run <command...>', 'run a command inside the environment', runCommand, [manifestOptions]).passThroughOptions();
  add('schema', 'print the JSON Schema of manifests', schemaCommand, []);
  return program.addHelpText('after', EXAMPLES);
}

function planFormats(command: Command): Command {
  return formatOption(command, ['text', 'json', 'mermaid']);
}

const EXAMPLES = `
Examples:
  sam3d-install                                        install the manifest of this folder, else the built-in one
  sam3d-install plan --platform win-64 --profile cpu   what it would do on another machine
  sam3d-install rehearse                               try the whole graph with stand-in packages, in _rehearsal
  sam3d-install run -- python -V                       run a command inside the environment
`;
