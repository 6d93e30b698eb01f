import { Command, type Option } from 'commander';
import { nearest } from '../base/nearest.js';
import { flagsFrom, type Flags } from './options.js';
import type { Add } from './answer.js';
import { addDeskCommands } from './desk-commands.js';
import { addRunCommands } from './run-commands.js';
import { homeFolder } from '../host/environment/home-folder.js';
import { readSettings, settingsFile } from '../host/environment/settings-file.js';
import { packageVersion } from '../host/package-folder.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { streams } from './streams.js';
import { applySettings } from './user-settings.js';

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
  const home = homeFolder();
  const settings = settingsFile(process.env, process.platform, { home });
  const add: Add = (line, summary, load, groups) => {
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
      const wrong = applySettings(command, readSettings(settings), {
        file: settings,
        home,
        commands: program.commands,
      });
      if (wrong !== undefined) {
        streams.talk(wrong);
        return ended(EXIT.usage);
      }
      const answer = await load();
      ended(await answer(flagsFrom(command.opts<Partial<Flags>>()), ...words));
    });
    return command;
  };
  addRunCommands(add);
  addDeskCommands(add);
  add(
    'schema',
    'print the JSON Schema of manifests',
    async () => (await import('./commands/schema-command.js')).schemaCommand,
    [],
  );
  return program.addHelpText('after', examples(settings));
}

/** The first word that the command has no place for. */
function strayWord({ registeredArguments, args }: Command): string | undefined {
  return registeredArguments.at(-1)?.variadic === true ? undefined : args[registeredArguments.length];
}

/** Without a command it is `install` that meets the word, and the word was meant as a command or as a manifest. */
function showStrayWord(word: string, { args, commands }: Command, command: string): ExitCode {
  const known = commands.map(one => one.name());
  // install.py of a node puts `install` before words that begin with a flag
  const [first = ''] = args[0] === 'install' ? args.slice(1) : args;
  if (first.startsWith('-') && known.includes(word)) {
    streams.talk(`error: \`${word}\` stands behind flags\nhelp: put the command first: ${word}, then its flags`);
  } else if (args[0] === command) {
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

function examples(settings: string): string {
  return `
Each flag can also be given as the variable that its help names, such as SAM3D_INSTALL_ROOT.
What a flag may be given several times for stands in its variable with spaces between: SAM3D_INSTALL_SET='a=1 b=2'.
What shall be so each time stands in ${settings}, a flag a line: jobs = 2
The flags of install need no command before them: sam3d-install install --help lists them.

Examples:
  sam3d-install                                        install the manifest of this folder, else the built-in one
  sam3d-install plan --platform win-64 --profile cpu   what it would do on another machine
  sam3d-install rehearse                               try the whole graph with stand-in packages, in _rehearsal
  sam3d-install --root ../sam3d --option compilers=download
                                                       into another folder, with compilers of its own
  sam3d-install run -- python -V                       run a command inside the environment
`;
}
