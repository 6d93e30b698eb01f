import { Command, type Option } from 'commander';
import { nearest } from '../base/nearest.js';
import { cacheCommand } from './commands/cache-command.js';
import { installCommand } from './commands/install-command.js';
import { logCommand } from './commands/log-command.js';
import { planCommand } from './commands/plan-command.js';
import { rehearseCommand } from './commands/rehearse-command.js';
import { repairCommand } from './commands/repair-command.js';
import { rollbackCommand } from './commands/rollback-command.js';
import { runCommand } from './commands/run-command.js';
import { schemaCommand } from './commands/schema-command.js';
import { statusCommand } from './commands/status-command.js';
import { uninstallCommand } from './commands/uninstall-command.js';
import { verifyCommand } from './commands/verify-command.js';
import {
  cacheOptions,
  dryRunOption,
  faultOptions,
  flagsFrom,
  listOption,
  machineOptions,
  manifestOptions,
  planFormats,
  platformOption,
  rehearsalOptions,
  rootOptions,
  runOptions,
  sayOptions,
  yesOption,
  type Flags,
} from './options.js';
import { addDeskCommands, type Add } from './desk-commands.js';
import { packageVersion } from '../host/built-in.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { streams } from './streams.js';

/** The command line: `ended` is told what the program is to end with. */
export function createProgram(ended: (code: number) => void): Command {
  const program = new Command('sam3d-install')
    .description('Installs what a manifest declares: validated, executed as a graph, verified.')
    .version(packageVersion())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('help: --help lists the commands and flags')
    .configureOutput({ outputError: (text, write) => write(withHelpLine(text)) })
    .configureHelp({ optionDescription });
  const add: Add = (line, summary, answer, groups) => {
    const command = program.command(line, line === 'install' ? { isDefault: true } : {}).description(summary);
    for (const group of groups) group(command);
    command.allowExcessArguments().exitOverride();
    command.action(async (...args: unknown[]) => {
      const stray = strayWord(command);
      if (stray !== undefined) return ended(showStrayWord(stray, program, command.name()));
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
  add('rehearse', 'run the real graph with stand-in packages, without the internet', rehearseCommand, [
    rehearsalOptions,
    faultOptions,
    runOptions,
    sayOptions,
  ]);
  add('status', 'show what stands', statusCommand, [manifestOptions, sayOptions]);
  add('verify', 'run every check again', verifyCommand, [manifestOptions, sayOptions]);
  add('repair', 'make again what verify finds broken', repairCommand, [
    manifestOptions,
    machineOptions,
    dryRunOption,
    sayOptions,
  ]);
  add('rollback [run]', 'bring the previous environment back', rollbackCommand, [rootOptions, listOption, sayOptions]);
  add('uninstall', 'remove what was made, and only that', uninstallCommand, [
    rootOptions,
    dryRunOption,
    yesOption,
    sayOptions,
  ]);
  add('cache [job]', 'downloads that are kept: list, verify, prune or path', cacheCommand, [cacheOptions, sayOptions]);
  add('log [step]', 'show the newest log, of one step or of all', logCommand, [manifestOptions]);
  add('run <command...>', 'run a command inside the environment', runCommand, [manifestOptions]).passThroughOptions();
  addDeskCommands(add);
  add('schema', 'print the JSON Schema of manifests', schemaCommand, []);
  return program.addHelpText('after', EXAMPLES);
}

/** The first word that the command has no place for. */
function strayWord({ registeredArguments, args }: Command): string | undefined {
  return registeredArguments.at(-1)?.variadic === true ? undefined : args[registeredArguments.length];
}

/** Without a command it is `install` that meets the word, and the word was meant as a command or as a manifest. */
function showStrayWord(word: string, { args, commands }: Command, command: string): ExitCode {
  const known = commands.map(one => one.name());
  if (args[0] === command) {
    streams.talk(`error: ${command} takes no \`${word}\`\nhelp: sam3d-install ${command} --help lists what it takes`);
  } else if (/\.ya?ml$/.test(word)) {
    streams.talk(`error: there is no command \`${word}\`\nhelp: name a manifest with --manifest ${word}`);
  } else {
    const close = nearest(word, known);
    const help = close === undefined ? `the commands are ${known.join(', ')}` : `did you mean \`${close}\`?`;
    streams.talk(`error: there is no command \`${word}\`\nhelp: ${help}`);
  }
  return EXIT.usage;
}

/** Commander puts its guess in brackets behind the message. */
function withHelpLine(text: string): string {
  return text.replace(
    /\n\(Did you mean (one of )?(.*)\?\)/,
    (_, some?: string, names = '') => `\nhelp: did you mean ${some ?? ''}${names}?`,
  );
}

/** What a flag means, its choices, its default where that is a text or a number, and its variable. */
function optionDescription({ description, argChoices, defaultValue, envVar }: Option): string {
  const notes = [
    ...(argChoices === undefined ? [] : [argChoices.join(', ')]),
    ...(['string', 'number'].includes(typeof defaultValue) ? [`default: ${String(defaultValue)}`] : []),
    ...(envVar === undefined ? [] : [envVar]),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

const EXAMPLES = `
Each flag can also be given as the variable that its help names, such as SAM3D_INSTALL_ROOT.
The flags of install need no command before them: sam3d-install install --help lists them.

Examples:
  sam3d-install                                        install the manifest of this folder, else the built-in one
  sam3d-install plan --platform win-64 --profile cpu   what it would do on another machine
  sam3d-install rehearse                               try the whole graph with stand-in packages, in _rehearsal
  sam3d-install --root ../sam3d --option compilers=download
                                                       into another folder, with compilers of its own
  sam3d-install run -- python -V                       run a command inside the environment
`;
