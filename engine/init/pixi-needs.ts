import { isPlatform } from '../model/platform.js';
import type { Json, JsonObject } from '../model/value.js';
import { condaNeed, pythonIn } from './conda-need.js';
import { channelsOf } from './environment-needs.js';
import { NO_NEEDS, type CondaNeed, type Needs, type PipNeed } from './needs.js';
import { pipNeed } from './pip-need.js';

/** What a `pixi.toml` asks for in its own tables; what it has for one platform or feature only is told as not taken over. */
export function pixiNeeds(toml: JsonObject): Needs {
  const workspace = tableOf(toml['workspace'] ?? toml['project']);
  const remarks: string[] = [];
  const left = (what: string, why = '') => remarks.push(`not taken over: ${what}${why}`);
  const conda = entriesOf(toml['dependencies']).flatMap(([name, spec]) => condaOf(name, spec, left));
  const pipTable = Object.keys(toml).find(table => PIP_TABLE.test(table)) ?? '';
  const pip = entriesOf(toml[pipTable]).flatMap(([name, spec]) =>
    pipOf(name, spec, why => left(`${name} of [${pipTable}]`, why)),
  );
  for (const table of Object.keys(toml)) if (!TAKEN.includes(table) && table !== pipTable) left(`[${table}]`);
  const { channels, remarks: more } = channelsOf(textsOf(workspace['channels']));
  const platforms = textsOf(workspace['platforms']);
  for (const platform of platforms) if (!isPlatform(platform)) left(`the platform ${platform}`);
  const python = conda.find(({ name }) => name === 'python');
  const pythonVersion = python === undefined ? undefined : pythonIn(python.text);
  const { name } = workspace;
  const known = platforms.filter(isPlatform);
  return {
    ...NO_NEEDS,
    conda: conda.filter(need => need.name !== 'python' && need.name !== 'pip'),
    pip,
    channels,
    remarks: [...remarks, ...more],
    ...(pythonVersion !== undefined && { python: pythonVersion }),
    ...(known.length > 0 && { platforms: known }),
    ...(typeof name === 'string' && { name }),
  };
}

/** Beside the one for packages of Python's own index, which is called after that. */
const TAKEN: readonly string[] = ['workspace', 'project', 'dependencies'];
const PIP_TABLE = /^py[a-z]+-dependencies$/;

type Left = (what: string, why?: string) => void;

function condaOf(name: string, spec: Json, left: Left): readonly CondaNeed[] {
  const table = tableOf(spec);
  const version = typeof spec === 'string' ? spec : typeof table['version'] === 'string' ? table['version'] : '*';
  const channel = typeof table['channel'] === 'string' ? `${table['channel']}::` : '';
  const need = condaNeed(`${channel}${name}${condaSpec(version)}`);
  if (need !== undefined) return [need];
  left(`${name} of [dependencies]`, ': its version is not written as conda does');
  return [];
}

/** A bare version means "any that begins so" here. */
function condaSpec(version: string): string {
  const bare = version.replace(/\s+/g, '');
  if (bare === '*' || bare === '') return '';
  return /^[0-9]/.test(bare) ? `=${bare}` : bare;
}

function pipOf(name: string, spec: Json, left: (why: string) => void): readonly PipNeed[] {
  const table = tableOf(spec);
  const text = typeof spec === 'string' ? `${name}${pipSpec(spec)}` : pipText(name, table);
  const need = text === undefined ? undefined : pipNeed(text);
  if (need?.ok === true) return [need.value];
  left('path' in table ? ': it is a path of the node' : '');
  return [];
}

function pipText(name: string, table: JsonObject): string | undefined {
  const extras = textsOf(table['extras']);
  const named = extras.length === 0 ? name : `${name}[${extras.join(',')}]`;
  const { version, url, git, path } = table;
  const at = table['rev'] ?? table['tag'] ?? table['branch'];
  if (path !== undefined) return undefined;
  if (typeof url === 'string') return `${named} @ ${url}`;
  if (typeof git === 'string') return `${named} @ git+${git}${typeof at === 'string' ? `@${at}` : ''}`;
  return `${named}${pipSpec(typeof version === 'string' ? version : '*')}`;
}

function pipSpec(version: string): string {
  const bare = version.replace(/\s+/g, '');
  if (bare === '*' || bare === '') return '';
  return /^[0-9]/.test(bare) ? `==${bare}` : bare;
}

function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return Object.entries<Json>(tableOf(value));
}

function tableOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
