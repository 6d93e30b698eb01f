import { err, ok, type Result } from '../base/result.js';
import { defineAction, type ActionContext } from '../model/action.js';
import type { FileStat } from '../model/ports.js';
import { inRange, RANGE_PATTERN } from '../model/version-range.js';
import { programIn } from './program-in.js';

/** Finds a tool that the host already has. */
export const detect = defineAction({
  kind: 'detect',
  summary: 'find a tool that is already on this host',
  params: {
    type: 'object',
    description: 'The tool, where to look for it, and which versions will do.',
    properties: {
      command: {
        type: 'string',
        minLength: 1,
        pattern: '^[^-]',
        title: 'the name of a program',
        description: 'Name of the program; it is looked up in `search`, then on PATH, never in the current folder.',
        examples: ['g++'],
      },
      version: {
        type: 'string',
        minLength: 1,
        pattern: `^(${RANGE_PATTERN}$|.*\\$\\{)`,
        title: 'a version range',
        description: 'Versions that will do: comparators, all of which must hold. Any version when left out.',
        examples: ['>=9 <13'],
      },
      'version-args': {
        type: 'array',
        items: { type: 'string', description: 'One argument.', examples: ['--version'] },
        description: 'Arguments that make it print its version; `--version` when left out.',
        examples: [['-dumpfullversion']],
      },
      'version-match': {
        type: 'string',
        minLength: 1,
        description: 'Text in front of the version, where other numbers stand before it.',
        examples: ['release '],
      },
      search: {
        type: 'array',
        items: { type: 'string', minLength: 1, description: 'An absolute path.', examples: ['/opt/tool/bin'] },
        description: 'Folders to look in before PATH, in this order.',
        examples: [['/opt/tool/bin']],
      },
    },
    required: ['command'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { command: 'g++', version: '>=9 <13', 'version-args': ['-dumpfullversion'] },
      { command: 'compiler', version: '>=${cuda}', 'version-match': 'release ', search: ['/opt/compiler/bin'] },
    ],
    rejects: [
      { params: { version: '>=9' }, because: 'it does not say what to find' },
      { params: { command: '-x' }, because: 'a name does not begin with a dash' },
      { params: { command: 'g++', version: '9-12' }, because: 'a range is comparators, with spaces between' },
      { params: { command: 'g++', search: '/opt' }, because: 'folders are a list' },
    ],
  },
  outputs: {
    path: 'the program, as an absolute path',
    home: 'the folder above the one that the program is in',
    version: 'its version',
  },
  describe: params => `find ${wanted(params)} on this host`,

  async isDone(_params, made, context) {
    const stat = await context.files.stat(made.outputs.path ?? '');
    return stat !== undefined && sameFile(stat) === made.notes?.file;
  },

  async run(params, context) {
    const looked: string[] = [];
    for (const path of await candidates(params, context)) {
      const version = await versionOf(path, params, context);
      if (!version.ok) {
        looked.push(`${path}: ${version.error}`);
        continue;
      }
      const stat = await context.files.stat(path);
      const home = context.paths.dirname(context.paths.dirname(path));
      return ok({
        outputs: { path, home, version: version.value },
        files: [],
        notes: { file: stat === undefined ? '' : sameFile(stat) },
      });
    }
    if (looked.length === 0) looked.push(...nowhere(params));
    return err({ kind: 'not-found', what: wanted(params), looked });
  },
});

interface Wanted {
  readonly command: string;
  readonly version?: string | undefined;
  readonly 'version-args'?: readonly string[] | undefined;
  readonly 'version-match'?: string | undefined;
  readonly search?: readonly string[] | undefined;
}

function wanted({ command, version }: Wanted): string {
  return version === undefined ? command : `${command} ${version}`;
}

/** One in each folder of `search`, then the one on PATH: an old tool in front does not hide a fitting one behind. */
async function candidates({ command, search = [] }: Wanted, context: ActionContext): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const place of [...search, undefined]) {
    const path = await programIn(place, command, context);
    if (path !== undefined) found.add(path);
  }
  return found;
}

async function versionOf(path: string, params: Wanted, context: ActionContext): Promise<Result<string, string>> {
  const args = params['version-args'] ?? ['--version'];
  const finished = await context.command([path, ...args]);
  if (!finished.ok) return err(`it failed when asked for its version (${args.join(' ')})`);
  const { stdout, lastLines } = finished.value;
  // some programs tell their version on standard error
  const version =
    firstVersion(stdout, params['version-match']) ?? firstVersion(lastLines.join('\n'), params['version-match']);
  if (params.version === undefined) return ok(version ?? '');
  if (version === undefined) return err('it does not tell its version');
  return inRange(version, params.version) ? ok(version) : err(`version ${version} is not ${params.version}`);
}

/** The first dotted number behind the marker; where none has a dot, the first number. */
function firstVersion(text: string, marker = ''): string | undefined {
  const start = text.indexOf(marker);
  if (start === -1) return undefined;
  const rest = text.slice(start + marker.length);
  return (/\d+(?:\.\d+){1,3}/.exec(rest) ?? /\d+/.exec(rest))?.[0];
}

function nowhere({ command, search = [] }: Wanted): readonly string[] {
  return [...search.map(folder => `${folder}: it is not there`), `PATH: no ${command} is on it`];
}

function sameFile({ size, modified }: FileStat): string {
  return `${size} bytes, ${modified}`;
}
