import { join } from 'node:path';
import { InvalidArgumentError, type Command, type Option } from 'commander';
import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';

/** A line of the settings file: a flag by its name, as it shall be each time. */
interface Setting {
  readonly line: number;
  readonly name: string;
  readonly value: string;
}

interface Told {
  /** Where it stands, for messages. */
  readonly file: string;
  /** The user's own folder, which `~` stands for. */
  readonly home: string;
  /** All commands: a flag that another one has says nothing here. */
  readonly commands: readonly Command[];
}

/** Gives a command the flags of a settings file that neither its words nor its variables say. Else what is wrong with the file. */
export function applySettings(command: Command, text: string, told: Told): string | undefined {
  if (command.options.length === 0) return undefined;
  const settings = settingsIn(text, told);
  if (!settings.ok) return settings.error;
  const before = new Map<Option, unknown>();
  for (const setting of settings.value) {
    const option = named(command, setting.name);
    if (option === undefined || isSaid(command, option)) continue;
    const value = valueOf(option, setting.value, before.get(option));
    if (!value.ok)
      return at(told.file, setting.line, `\`${setting.name}\` cannot be \`${setting.value}\``, value.error);
    before.set(option, value.value);
    command.setOptionValueWithSource(option.attributeName(), value.value, SOURCE);
  }
  return undefined;
}

const SOURCE = 'settings';

function settingsIn(text: string, { file, home, commands }: Told): Result<readonly Setting[], string> {
  if (text.includes('\0')) return err(at(file, 1, 'it is not written in UTF-8', 'save it as UTF-8'));
  const found: Setting[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const said = raw.trim();
    if (said === '' || said.startsWith('#')) continue;
    const line = index + 1;
    const [, name, value] = /^(?:--)?([a-z][a-z-]*)\s*=\s*(.*)$/.exec(said) ?? [];
    if (name === undefined || value === undefined) {
      return err(at(file, line, `\`${said}\` sets no flag`, 'write it as a flag and its value, such as `jobs = 2`'));
    }
    if (!commands.some(command => named(command, name) !== undefined)) {
      return err(at(file, line, `no command has a flag \`--${name}\``, helpWith(name, commands)));
    }
    found.push({ line, name, value: atHome(unquoted(value), home) });
  }
  return ok(found);
}

function named({ options }: Command, name: string): Option | undefined {
  return options.find(({ long }) => long === `--${name}`);
}

function helpWith(name: string, commands: readonly Command[]): string {
  const known = commands.flatMap(({ options }) => options.flatMap(({ long }) => long?.slice(2) ?? []));
  const close = nearest(name, known);
  return close === undefined ? 'sam3d-install install --help lists the flags' : `did you mean \`${close}\`?`;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

/** No shell reads this file. */
function atHome(value: string, home: string): string {
  return /^~(?=$|[/\\])/.test(value) ? join(home, value.slice(1)) : value;
}

/** By the command line or a variable, or else by a command that has a reason of its own, as `rehearse` for its root. */
function isSaid(command: Command, option: Option): boolean {
  const source = command.getOptionValueSource(option.attributeName());
  return source !== undefined && source !== SOURCE && !(option.negate && source === 'default');
}

function valueOf(option: Option, text: string, before: unknown): Result<unknown, string> {
  if (option.isBoolean() || option.negate) {
    if (/^(1|true|yes|on)$/i.test(text)) return ok(!option.negate);
    return /^(0|false|no|off)$/i.test(text) ? ok(option.negate) : err('write yes or no');
  }
  if (text === '') return err('give it a value, or take the line out');
  try {
    return ok(option.parseArg === undefined ? text : option.parseArg(text, before));
  } catch (error) {
    if (error instanceof InvalidArgumentError) return err(asHelp(error.message));
    throw error;
  }
}

/** As commander has it: a sentence. */
function asHelp(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function at(file: string, line: number, what: string, help: string): string {
  return `${file}:${line}: error: ${what}\nhelp: ${help}`;
}
