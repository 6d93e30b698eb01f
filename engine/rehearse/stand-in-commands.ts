import { expandTemplate, parseTemplate } from '../model/template.js';
import type { Hints } from './stand-in.js';

/** Package → program's path in a prefix → what it does; `prints` may use the versions in force. */
export type StandInCommands = Readonly<Record<string, Readonly<Record<string, StandInProgramHint>>>>;
type StandInProgramHint = { readonly prints: string } | { readonly forwards: string };

/** The programs that the manifest's packages put into a prefix. */
export function standInCommands(hints: Hints, versions: ReadonlyMap<string, string>): StandInCommands {
  const packages = [...hints].map(([name, { commands }]) => {
    const programs = [...commands].map(([path, { prints, forwards }]): [string, StandInProgramHint] => [
      path,
      forwards === undefined ? { prints: expanded(prints ?? '', versions) } : { forwards },
    ]);
    return [name.toLowerCase(), Object.fromEntries(programs)] as const;
  });
  return Object.fromEntries(packages.filter(([, programs]) => Object.keys(programs).length > 0));
}

function expanded(text: string, versions: ReadonlyMap<string, string>): string {
  const template = parseTemplate(text);
  if (!template.ok) return text;
  const value = expandTemplate(template.value, name => versions.get(name));
  return value.ok && typeof value.value === 'string' ? value.value : text;
}
