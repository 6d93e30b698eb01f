import { InvalidArgumentError, type Command } from 'commander';
import { isPlatform, PLATFORMS, type Platform } from '../model/platform.js';
import { option } from './options.js';

/** What `init` is told of a node; in a terminal it asks for what is not given. */
export function initOptions(command: Command): Command {
  return command
    .optionsGroup('What to write:')
    .addOption(option('--from <file>', 'take what is needed from requirements.txt, environment.yml or pixi.toml'))
    .addOption(option('--name <name>', 'short name (default: of the folder)'))
    .addOption(option('--title <title>', 'what people call it'))
    .addOption(option('--python <version>', 'such as 3.11').argParser(python))
    .addOption(option('--platforms <list>', `some of ${PLATFORMS.join(',')}`).argParser(platforms))
    .addOption(option('--renovate', 'only a renovate.json, for the manifest that is there'))
    .addOption(option('--extends <manifest>', 'a built-in base (default: the one that fits)'));
}

/** What is wrong with a version of Python, as an answer or a flag. */
export function pythonFault(text: string): string | undefined {
  return /^3\.\d{1,2}$/.test(text) ? undefined : 'Write it as 3.11.';
}

export function platformsFault(text: string): string | undefined {
  const unknown = namesIn(text).find(name => !isPlatform(name));
  return unknown === undefined
    ? undefined
    : `${unknown === '' ? 'Nothing' : unknown} is none of ${PLATFORMS.join(', ')}.`;
}

export function platformsIn(text: string): readonly Platform[] {
  return namesIn(text).filter(isPlatform);
}

function namesIn(text: string): readonly string[] {
  return text.trim().split(/\s*,\s*|\s+/);
}

function python(text: string): string {
  const fault = pythonFault(text);
  if (fault !== undefined) throw new InvalidArgumentError(fault);
  return text;
}

function platforms(text: string): readonly Platform[] {
  const fault = platformsFault(text);
  if (fault !== undefined) throw new InvalidArgumentError(fault);
  return platformsIn(text);
}
