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

function python(text: string): string {
  if (!/^3\.\d{1,2}$/.test(text)) throw new InvalidArgumentError('Write it as 3.11.');
  return text;
}

function platforms(text: string): readonly Platform[] {
  const names = text.split(',').map(name => name.trim());
  const unknown = names.find(name => !isPlatform(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is none of ${PLATFORMS.join(', ')}.`);
  return names.filter(isPlatform);
}
