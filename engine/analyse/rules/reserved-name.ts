import { expandText } from '../../model/names.js';
import { rule } from '../rule.js';

export const reservedName = rule({
  code: 'reserved-name',
  severity: 'error',
  about: 'a folder or a step (which names its log) has a name that Windows keeps for itself or cannot hold',
  *find({ manifest, combinations }) {
    const help = 'choose another name, on every platform: a manifest must not work on one and break on another';
    for (const { value: written } of manifest.paths.values()) {
      const parts = combinations.flatMap(({ names }) => expandText(written.value, names)?.split(/[\\/]/) ?? []);
      const problem = parts.map(problemOf).find(found => found !== undefined);
      if (problem !== undefined) yield { message: problem, span: written.span, help };
    }
    for (const [id, { key }] of manifest.steps) {
      const problem = problemOf(id);
      if (problem !== undefined) yield { message: problem, span: key.span, help };
    }
  },
});

const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i;
const DRIVE = /^[A-Za-z]:/;

function problemOf(name: string): string | undefined {
  if (DEVICE.test(name)) return `\`${name}\` is the name of a device on Windows`;
  // "." and ".." end in a dot and are no names; a drive is another rule's finding
  if (/^\.*$/.test(name) || DRIVE.test(name)) return undefined;
  if (/[. ]$/.test(name)) return `\`${name}\` ends in a dot or a space, which Windows drops`;
  const character = /[<>:"|?*]/.exec(name)?.[0];
  return character === undefined ? undefined : `\`${name}\` holds \`${character}\`, which no name on Windows can`;
}
