import { stringify } from 'yaml';
import { ACTIONS } from '../../../engine/actions/registry.js';
import { HOST_NAMES } from '../../../engine/model/names.js';
import { applyFilters, FILTERS, type Json, type JsonObject } from '../../../engine/model/value.js';
import { composeSchema } from '../../../engine/schema/compose-schema.js';
import { fenced, laidOut, madeNotice } from './page-parts.js';

/** The parts of the language, in the order in which one meets them: a definition of the schema, and its heading. */
const PARTS: readonly (readonly [definition: string, heading: string, about: string])[] = [
  ['profile', 'A profile', 'One entry of `profiles`.'],
  ['platform', 'A platform', 'One entry of `platforms`.'],
  ['option', 'An option', 'One entry of `options`.'],
  ['artifact', 'An artifact', 'One entry of `artifacts`.'],
  [
    'step',
    'A step',
    'One entry of `steps`: a ladder of attempts. Either `uses` and `with`, with `fallbacks` after them, or all of them in `attempts`.',
  ],
  ['fallback', 'A fallback', 'One entry of `fallbacks` or `attempts`.'],
  [
    'check',
    'A check',
    'One entry of `verify`: one of `run`, `python` and `file`. It runs after the attempt, in the same environment, and before the step counts as done.',
  ],
  [
    'when',
    'Facts',
    'What `when` may ask for. All of them must hold; a list means any of its values. An option is asked for as `option.<name>`.',
  ],
  ['diagnosis', 'A diagnosis', 'One entry of `diagnose`.'],
  ['rehearsal-package', 'A package of a rehearsal', 'One entry of `rehearsal.packages`.'],
];

/** What is shown to go into each filter; what comes out is asked of the engine. */
const FILTER_INPUTS: Readonly<Record<(typeof FILTERS)[number], string>> = {
  digits: '12.1',
  major: '12.1.105',
  minor: '12.1.105',
  lower: 'Linux',
  upper: 'Linux',
};

const HOST_MEANINGS: Readonly<Record<(typeof HOST_NAMES)[number], string>> = {
  'host.os': '`linux`, `macos` or `windows`',
  'host.arch': '`x86_64` or `arm64`',
  'host.exe': '`.exe` on Windows, nothing elsewhere',
};

const INTRO = `# The manifest language

A manifest is one YAML file that says what to install, on which platforms, from where, in what order, and what to do when
a source is missing. This page has every property, with its meaning and an example;
[the cookbook](cookbook.md) has whole manifests, and [the list of findings](diagnostics.md) what \`validate\` can say.
With the first line \`# yaml-language-server: $schema=<path>/manifest.schema.json\` an editor completes and explains all of
it; \`sam3d-install schema\` prints that file.`;

/** `docs/language.md`: the schema and the actions, to be read. */
export function languagePage(): Promise<string> {
  const schema = composeSchema(ACTIONS);
  const definitions = schema['$defs'] as Readonly<Record<string, JsonObject>>;
  const parts = [
    madeNotice('schemas/manifest.schema.json'),
    INTRO,
    '## A manifest',
    ...properties(schema),
    ...PARTS.flatMap(([definition, heading, about]) => [
      `## ${heading}`,
      about,
      ...properties(definitions[definition] ?? {}),
    ]),
    '## Actions',
    'What `uses` may name, and what it takes in `with`. The outputs can be used in other steps, as `${steps.<id>.<output>}`.',
    ...ACTIONS.flatMap(({ kind, summary, params, outputs }) => [
      `### ${kind}`,
      `${capital(summary)}.`,
      ...properties(params, '####'),
      ...(Object.keys(outputs).length === 0 ? [] : [outputsOf(outputs)]),
    ]),
    ...names(),
  ];
  return laidOut(parts.join('\n\n'));
}

function properties(schema: JsonObject, level = '###'): readonly string[] {
  const required = new Set((schema['required'] as readonly string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Readonly<Record<string, JsonObject>> | undefined) ?? {}).flatMap(
    ([name, property]) => [
      `${level} \`${name}\`${required.has(name) ? ' (required)' : ''}`,
      [property['description'] as string, ...choices(property)].join(' '),
      ...((property['examples'] as readonly Json[] | undefined) ?? [])
        .slice(0, 1)
        .map(example => written(name, example)),
    ],
  );
}

function choices(property: JsonObject): readonly string[] {
  const items = property['items'] as JsonObject | undefined;
  const values = (property['enum'] ?? items?.['enum']) as readonly string[] | undefined;
  return values === undefined ? [] : [`One of ${values.map(value => `\`${value}\``).join(', ')}.`];
}

/** As one would write it: quoted as the house quotes, short maps and lists on one line. */
function written(name: string, example: Json): string {
  return fenced('yaml', stringify({ [name]: example }, { singleQuote: true, lineWidth: 0 }));
}

function outputsOf(outputs: Readonly<Record<string, string>>): string {
  return ['Outputs:', '', ...Object.entries(outputs).map(([name, meaning]) => `- \`${name}\`: ${meaning}`)].join('\n');
}

function names(): readonly string[] {
  return [
    '## `${...}`',
    'A name in a text is replaced once; what comes out is not looked at again. Names are: every version, every var, `paths.<name>`, `option.<name>`, `platform`, `profile`, `steps.<id>.<output>`, and',
    HOST_NAMES.map(name => `- \`${name}\`: ${HOST_MEANINGS[name]}`).join('\n'),
    'A filter changes what comes out:',
    FILTERS.map(
      name =>
        `- \`\${name|${name}}\` makes \`${applyFilters(FILTER_INPUTS[name], [name])}\` of \`${FILTER_INPUTS[name]}\``,
    ).join('\n'),
    'The two characters `${` themselves are written `$${`. Between `[ ]` or `{ }` a text with `${...}` needs quotes. There are no expressions, no loops and no shell.',
    '## Ways of failing',
    `- \`absent\`: 404, 410, no such package, no such tool on the host
- \`refused\`: 401, 403, a wrong hash, a rule of the engine
- \`unreachable\`: no name, no connection, TLS, time-outs, after all retries
- \`failed\`: a command or a check failed`,
    'A fallback without `after` stands in after `absent`, `refused` and `failed`: who is offline wants to know it, not to compile for half an hour.',
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
