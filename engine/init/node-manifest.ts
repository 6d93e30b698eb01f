import { PLATFORMS, type Platform } from '../model/platform.js';
import type { Base, Versions } from './base-of.js';
import type { Needs, PipNeed } from './needs.js';

/** A node's first manifest, in the words of its author. */
export interface NodePlan {
  readonly name: string;
  readonly title: string;
  readonly python: string;
  readonly platforms: readonly Platform[];
  readonly needs: Needs;
  readonly base: Base;
  /** Versions that the base leaves open. */
  readonly versions: Versions;
  /** Profiles of the base that need versions of their own, or that this node cannot have. */
  readonly profiles: ReadonlyMap<string, Versions | undefined>;
}

/** The text of a manifest that is valid as it stands, and can be rehearsed. */
export function nodeManifest(plan: NodePlan): string {
  const pins = pinsOf(plan);
  return [
    `# What ${plan.title} needs. \`sam3d-install validate\` says whether it is right, \`sam3d-install rehearse\` tries it.`,
    'manifest: 1',
    `name: ${plan.name}`,
    `title: ${quoted(plan.title)}`,
    `extends: ${plan.base.name}`,
    '',
    '# The only place of versions: to bump one, edit it here, or with `sam3d-install bump NAME VERSION`.',
    'versions:',
    ...[...versionsOf(plan, pins)].map(([name, version]) => `  ${name}: ${quoted(version)}`),
    ...profileLines(plan),
    '',
    'platforms:',
    ...platformLines(plan),
    ...stepLines(plan, pins),
    '',
  ].join('\n');
}

/** Packages that are pinned in `versions`, by name; a name that stands twice keeps its versions where they are. */
function pinsOf({ needs, base }: NodePlan): ReadonlyMap<string, string> {
  const pins = new Map<string, string>();
  const twice = new Set<string>();
  for (const { name = '', version } of [...needs.conda, ...needs.pip]) {
    if (pins.has(name)) twice.add(name);
    const isId = /^[a-z][a-z0-9-]{0,63}$/.test(name);
    if (version !== undefined && isId && !RESERVED.includes(name) && !base.packages.has(name)) pins.set(name, version);
  }
  for (const name of twice) pins.delete(name);
  return pins;
}

/** Names that mean something else in `${...}`, and the Python that is named already. */
const RESERVED = ['platform', 'paths', 'steps', 'host', 'option', 'python'];

function versionsOf({ python, versions }: NodePlan, pins: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([['python', python], ...versions, ...pins]);
}

function profileLines({ profiles }: NodePlan): readonly string[] {
  if (profiles.size === 0) return [];
  return [
    '',
    'profiles:',
    ...[...profiles].map(([name, versions]) => {
      if (versions === undefined) return `  ${name}: null # no row of the base has its versions with those above`;
      const own = [...versions].map(([version, value]) => `${version}: ${quoted(value)}`);
      return `  ${name}: { versions: { ${own.join(', ')} } }`;
    }),
  ];
}

function platformLines({ platforms, base }: NodePlan): readonly string[] {
  return PLATFORMS.flatMap(platform => {
    if (platforms.includes(platform)) return [`  ${platform}: {}`];
    return base.platforms.has(platform) ? [`  ${platform}: null`] : [];
  });
}

function stepLines(plan: NodePlan, pins: ReadonlyMap<string, string>): readonly string[] {
  const own = plan.needs.pip.filter(({ name = '' }) => !plan.base.packages.has(name));
  const lines = [...environmentLines(plan, pins), ...packageLines(plan, own, pins)];
  if (lines.length > 0) return ['', 'steps:', ...lines];
  return ['', "# The node's own packages go here: `steps:`, and below it a step that uses pip."];
}

/** Packages of conda come with the environment; where no channel is reached, nothing stands in for them. */
function environmentLines({ needs, base }: NodePlan, pins: ReadonlyMap<string, string>): readonly string[] {
  if (needs.conda.length === 0) return [];
  const channels = needs.channels.map(channel => (base.vars.includes(channel) ? `\${${channel}}` : escaped(channel)));
  const packages = needs.conda.map(({ text, name, version }) =>
    version !== undefined && pins.get(name) === version
      ? escaped(text).replace(/=+[^=]+$/, `=\${${name}}`)
      : escaped(text),
  );
  return [
    '  env:',
    '    with:',
    ...(channels.length === 0 ? [] : ['      channels:', ...channels.map(item)]),
    '      packages:',
    ...['python=${python}', 'pip', ...packages].map(item),
    '    fallbacks: null # conda alone has these packages',
  ];
}

function packageLines(
  { needs, base, title }: NodePlan,
  own: readonly PipNeed[],
  pins: ReadonlyMap<string, string>,
): readonly string[] {
  if (own.length === 0) return [];
  const { sources } = needs;
  const kept = [...base.packages].map(([name, version]) => `${name}==\${${version}}`);
  const packages = own.map(({ text, name = '', version }) =>
    version !== undefined && pins.has(name) ? escaped(text).replace(/==\s*[^=]+$/, `==\${${name}}`) : escaped(text),
  );
  const index = sources['index-url'];
  return [
    '  packages:',
    `    title: ${quoted(`packages of ${title}`)}`,
    `    needs: [${base.steps.join(', ')}]`,
    '    uses: pip',
    '    with:',
    '      packages:',
    ...packages.map(item),
    ...(index === undefined ? [] : [`      index-url: ${quoted(escaped(index))}`]),
    ...listLines('extra-index-urls', sources['extra-index-urls'].map(escaped)),
    ...listLines('find-links', sources['find-links'].map(escaped)),
    ...listLines('constraints', [...kept, ...sources.constraints.map(escaped)]),
    ...(sources['require-hashes'] ? ['      require-hashes: true'] : []),
    ...(sources.pre ? ['      pre: true'] : []),
    ...verifyLines(own),
  ];
}

/** That they are installed; what they are imported as, no index says. */
function verifyLines(own: readonly PipNeed[]): readonly string[] {
  const names = [...new Set(own.flatMap(({ name, conditional }) => (name === undefined || conditional ? [] : [name])))];
  if (names.length === 0) return [];
  return [
    '    verify:',
    '      - python: |',
    '          from importlib.metadata import version',
    ...names.map(name => `          version('${name}')`),
  ];
}

function listLines(key: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`      ${key}:`, ...items.map(item)];
}

function item(text: string): string {
  return `        - ${quoted(text)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What comes from the node's files is no template. */
function escaped(text: string): string {
  return text.replaceAll('${', '$${');
}
