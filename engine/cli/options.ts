import { Option, type Command } from 'commander';
import { PLATFORMS, type Platform } from '../model/platform.js';
import { USUAL_JOBS, USUALLY_KEPT } from '../usual-run-options.js';
import { certificates, count, folder, kept, list, mirrors, pairs, type Mirror } from './option-values.js';

/** Every flag as the commands see it; what a user did not give is absent. */
export interface Flags {
  readonly manifest?: string;
  readonly root: string;
  readonly option: ReadonlyMap<string, string>;
  readonly set: ReadonlyMap<string, string>;
  readonly profile?: string;
  readonly platform?: string;
  readonly mirror: readonly Mirror[];
  readonly jobs: number;
  readonly offline: boolean;
  readonly locked: boolean;
  readonly policy: string;
  readonly wait: boolean;
  readonly force?: string | true;
  readonly only?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly list: boolean;
  readonly keep: number;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** False with `--no-color`. */
  readonly color: boolean;
  readonly cacheDir?: string;
  /** A file of certificates. */
  readonly ca?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly format: string;
  readonly absent: readonly string[];
  readonly fail: readonly string[];
  /** Artifacts whose lock may change. */
  readonly update: readonly string[];
  readonly all: boolean;
  readonly online: boolean;
  /** A file to write. */
  readonly output?: string;
  /** What `init` is told of a node. */
  readonly name?: string;
  readonly title?: string;
  readonly python?: string;
  readonly platforms?: readonly Platform[];
  readonly from?: string;
  readonly extends?: string;
  readonly renovate?: true;
}

const WHAT = 'What to install:';
const HOW = 'How to run:';
const SAY = 'What to say:';

/** What a command was given, and the defaults of what it was not. */
export function flagsFrom(given: Partial<Flags>): Flags {
  const none = { option: new Map(), set: new Map(), mirror: [], absent: [], fail: [], update: [] };
  const off = {
    offline: false,
    locked: false,
    wait: false,
    dryRun: false,
    yes: false,
    list: false,
    json: false,
    quiet: false,
    verbose: false,
    all: false,
    online: false,
  };
  const usual = { root: '.', jobs: USUAL_JOBS, keep: USUALLY_KEPT, color: true, format: 'text', policy: 'normal' };
  return { ...usual, ...none, ...off, ...given };
}

/** Flags of every command that reads a manifest. */
export function manifestOptions(command: Command): Command {
  return whatOptions(command, option('--root <folder>', 'folder to install into (default: this one)'));
}

/** Flags of what works by the journal alone, without a manifest. */
export function rootOptions(command: Command): Command {
  return command
    .optionsGroup(WHAT)
    .addOption(option('--root <folder>', 'folder that was installed into (default: this one)').argParser(folder));
}

/** For commands of which there is a choice. */
export function listOption(command: Command): Command {
  return command.optionsGroup(HOW).addOption(option('--list', 'show what there is and stop'));
}

/** For commands that ask. */
export function yesOption(command: Command): Command {
  return command.optionsGroup(HOW).addOption(yesSwitch());
}

/** For commands that run a manifest's own checks: what was agreed to is kept beside the downloads. */
export function trustOptions(command: Command): Command {
  return yesOption(command).addOption(cacheFolderOption());
}

function yesSwitch(): Option {
  return option('--yes', 'agree to what would be asked');
}

/** The same for a rehearsal: by itself it never fills the folder that the user stands in. */
export function rehearsalOptions(command: Command): Command {
  return whatOptions(command, option('--root <folder>', 'folder to rehearse in').default('_rehearsal'));
}

function whatOptions(command: Command, root: Option): Command {
  return command
    .optionsGroup(WHAT)
    .addOption(option('--manifest <file>', 'manifest file, or the name of a built-in one'))
    .addOption(root.argParser(folder))
    .addOption(option('--option <name=value>', "a choice of the manifest's options").argParser(pairs))
    .addOption(option('--set <version=value>', "a version in place of the manifest's").argParser(pairs))
    .addOption(option('--profile <name>', 'profile, in place of the one that fits this host'));
}

/** A host other than this one: for commands that only look. */
export function platformOption(command: Command): Command {
  return command
    .optionsGroup(WHAT)
    .addOption(option('--platform <name>', 'plan for another platform than this one').choices(PLATFORMS));
}

/** For commands that write. */
export function dryRunOption(command: Command): Command {
  return command.optionsGroup(HOW).addOption(option('--dry-run', 'show what would be done and stop'));
}

/** Flags of every command that runs steps. */
export function runOptions(command: Command): Command {
  return machineOptions(command)
    .optionsGroup(HOW)
    .addOption(option('--dry-run', 'show the plan and stop'))
    .addOption(option('--force [step]', 'run a step again (without a name: all)'))
    .addOption(option('--only <step>', 'run one step and what it needs'));
}

/** How a command that runs steps uses the machine. */
export function machineOptions(command: Command): Command {
  return networkOptions(command)
    .addOption(option('--jobs <number>', 'how many steps run at once (default: 4)').argParser(count))
    .addOption(option('--keep <number>', 'how many earlier environments are kept (default: 1)').argParser(kept))
    .addOption(waitSwitch())
    .addOption(offline())
    .addOption(option('--locked', 'refuse bytes that no hash covers'))
    .addOption(
      option(
        '--policy <policy>',
        'strict: https, a hash for every byte, no git, nothing built (default: normal)',
      ).choices(['normal', 'strict']),
    )
    .addOption(yesSwitch());
}

/** For commands that are alone on a root. */
export function waitOption(command: Command): Command {
  return command.optionsGroup(HOW).addOption(waitSwitch());
}

function waitSwitch(): Option {
  return option('--wait', 'wait for another run on the same root, and do not refuse');
}

/** For commands that write one file of the user's. */
export function outputOption(command: Command): Command {
  const what = 'file to write (default: one named after the time, in this folder)';
  return command.optionsGroup(HOW).addOption(option('--output <file>', what).argParser(folder));
}

/** For commands that can also do without the network. */
export function offlineOption(command: Command): Command {
  return command.optionsGroup(HOW).addOption(offline());
}

function offline(): Option {
  return option('--offline', 'use what the cache holds, ask no network');
}

/** Flags of every command that asks the network. */
export function networkOptions(command: Command): Command {
  return command
    .optionsGroup(HOW)
    .addOption(option('--mirror <from=to>', 'ask TO in place of URLs that begin with FROM').argParser(mirrors))
    .addOption(option('--ca <file>', 'trust the certificates of this file (PEM) as well').argParser(certificates))
    .addOption(option('--timeout <seconds>', 'how long a server may say nothing (default: 30)').argParser(count))
    .addOption(cacheFolderOption());
}

function cacheFolderOption(): Option {
  const what = 'folder for downloads (default: the cache folder of the user)';
  return option('--cache-dir <folder>', what).argParser(folder);
}

/** Flags of `cache`. */
export function cacheOptions(command: Command): Command {
  return command
    .optionsGroup(HOW)
    .addOption(cacheFolderOption())
    .addOption(new Option('--all', 'prune what was used lately too'));
}

export function sayOptions(command: Command): Command {
  return command
    .optionsGroup(SAY)
    .addOption(option('--json', 'events as JSON lines on standard output'))
    .addOption(option('--quiet', 'say only what failed'))
    .addOption(option('--verbose', 'show the output of tools'))
    .addOption(option('--no-color', 'no colour (also: NO_COLOR)'));
}

/** In which form a plan, or its graph, is printed. */
export function planFormats(command: Command): Command {
  return formatOption(command, ['text', 'json', 'mermaid', 'dot', 'svg']);
}

function formatOption(command: Command, formats: readonly string[]): Command {
  return command
    .optionsGroup(SAY)
    .addOption(option('--format <format>', `how to print it (default: ${formats[0]})`).choices(formats));
}

/** What `lock` may change of what it has. */
export function lockOptions(command: Command): Command {
  return command
    .optionsGroup(HOW)
    .addOption(
      option('--update <artifact>', 'take the new bytes of an artifact that was uploaded again').argParser(list),
    )
    .addOption(option('--all', 'take the new bytes of all of them'));
}

export function onlineOption(command: Command): Command {
  return command.optionsGroup(HOW).addOption(option('--online', 'ask every URL of every platform and profile as well'));
}

/** What `rehearse` can be told to break. */
export function faultOptions(command: Command): Command {
  return command
    .optionsGroup('What to break:')
    .addOption(option('--absent <name>', 'answer 404 for an artifact, or for a package').argParser(list))
    .addOption(option('--fail <step>', 'make the first attempt of a step fail').argParser(list));
}

/** An option that can also be given as SAM3D_INSTALL_<NAME>; an empty variable says nothing, and a switch may be off. */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  const name = `SAM3D_INSTALL_${made.name().toUpperCase().replaceAll('-', '_')}`;
  const said = process.env[name];
  const isOff = (made.isBoolean() || made.negate) && said !== undefined && /^(0|false|no|off)$/i.test(said);
  return said === '' || isOff ? made : made.env(name);
}
