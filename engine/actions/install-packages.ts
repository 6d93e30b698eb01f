import { err, ok, type Result } from '../base/result.js';
import type { ActionContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { osOf } from '../model/platform.js';
import { scriptsIn, type PythonEnvironment } from './python-environment.js';
import { fromRoot } from './inside-root.js';
import { isFile } from './pip-files.js';
import { parseRequirement } from './requirement.js';
import { readToolFailure } from './read-tool-failure.js';

export interface PackageRequest {
  readonly packages?: readonly string[] | undefined;
  readonly requirements?: string | undefined;
  readonly 'index-url'?: string | undefined;
  readonly 'extra-index-urls'?: readonly string[] | undefined;
  readonly 'find-links'?: readonly string[] | undefined;
  readonly constraints?: readonly string[] | undefined;
  readonly 'no-deps'?: boolean | undefined;
  readonly 'build-isolation'?: boolean | undefined;
  readonly upgrade?: boolean | undefined;
  readonly 'require-hashes'?: boolean | undefined;
  readonly pre?: boolean | undefined;
}

/** Installs packages with the environment's own uv, or with its pip where it has none. */
export async function installPackages(
  request: PackageRequest,
  environment: PythonEnvironment,
  context: ActionContext,
): Promise<Result<undefined, Failure>> {
  const uv = await uvFor(request, environment, context);
  const sources = await sourceArguments(request, { uv: uv !== undefined }, context);
  if (!sources.ok) return sources;
  const operands = await operandArguments(request, context);
  if (!operands.ok) return operands;
  const anew = context.anew ? [uv === undefined ? '--force-reinstall' : '--reinstall'] : [];
  const built = context.builtOnly ? ['--only-binary', ':all:'] : [];
  const flags = [
    ...sources.value,
    ...switches(request, { uv: uv !== undefined }),
    ...built,
    ...anew,
    ...operands.value,
  ];
  return uv === undefined ? withPip(environment, flags, context) : withUv(uv, environment, flags, context);
}

/** Removes packages, with the same tool. */
export async function uninstallPackages(
  names: readonly string[],
  environment: PythonEnvironment,
  context: ActionContext,
): Promise<Result<undefined, Failure>> {
  const uv = await uvFor({ packages: names }, environment, context);
  const { python } = environment;
  const finished = await context.command(
    uv === undefined
      ? [python, '-I', '-m', 'pip', 'uninstall', '--yes', '--disable-pip-version-check', ...names]
      : [uv, 'pip', 'uninstall', '--python', python, ...names],
  );
  return finished.ok ? ok() : finished;
}

/** Never the host's; and no program replaces itself while it runs. */
async function uvFor(
  { packages = [] }: PackageRequest,
  { prefix }: PythonEnvironment,
  context: ActionContext,
): Promise<string | undefined> {
  if (packages.some(text => parseRequirement(text).name === 'uv')) return undefined;
  const name = osOf(context.platform) === 'windows' ? 'uv.exe' : 'uv';
  const path = context.paths.join(scriptsIn(prefix, context), name);
  return (await context.files.stat(path)) === undefined ? undefined : path;
}

/**
 * uv stops at the first index that knows a package, whatever versions it has: so that a manifest means the same with
 * and without uv, it is told to look at all of them, as pip does. It then keeps silent about an index that refused
 * to answer; asked again in its own way, without installing anything, it tells.
 */
async function withUv(
  uv: string,
  { python }: PythonEnvironment,
  flags: readonly string[],
  context: ActionContext,
): Promise<Result<undefined, Failure>> {
  const install = (...more: readonly string[]) =>
    context.command([uv, 'pip', 'install', '--python', python, '--no-progress', ...more, ...flags], {
      env: { UV_CACHE_DIR: context.toolCache('uv'), UV_PYTHON_DOWNLOADS: 'never' },
    });
  const finished = await install('--index-strategy', 'unsafe-best-match');
  if (finished.ok) return ok();
  const failure = readToolFailure(finished.error);
  if (failure.kind !== 'command' || failure.means !== 'absent') return err(failure);
  const again = await install('--dry-run');
  const evidence = !again.ok && again.error.kind === 'command' ? again.error.lastLines.join('\n') : '';
  return err(readToolFailure(finished.error, evidence));
}

/**
 * pip tells of an index that answered 503 or 403 only in its log, and then says that there is no such package:
 * without the log a server that is down would be taken for a package that does not exist.
 */
async function withPip(
  { python }: PythonEnvironment,
  flags: readonly string[],
  context: ActionContext,
): Promise<Result<undefined, Failure>> {
  const log = context.paths.join(context.stateFolder, 'pip', `${encodeURIComponent(context.step)}.log`);
  const begun = await context.files.writeText(log, '');
  if (!begun.ok) return begun;
  const finished = await context.command(
    [python, '-I', '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', ...flags],
    { env: { PIP_LOG: log, PIP_CACHE_DIR: context.toolCache('pip'), PIP_PROGRESS_BAR: 'off' } },
  );
  const text = finished.ok ? undefined : await context.files.readText(log);
  await context.files.remove(log);
  if (finished.ok) return ok();
  return err(readToolFailure(finished.error, text?.ok === true ? answersIn(text.value) : ''));
}

/** Of pip's log only what it says of pages that it could not get. */
function answersIn(log: string): string {
  return log
    .split('\n')
    .filter(line => line.includes('Could not fetch URL'))
    .join('\n');
}

async function sourceArguments(
  request: PackageRequest,
  { uv }: { readonly uv: boolean },
  context: ActionContext,
): Promise<Result<readonly string[], Failure>> {
  const index = request['index-url'];
  const extra = request['extra-index-urls'] ?? [];
  const links = request['find-links'] ?? [];
  const constraints = await constraintArguments(request.constraints ?? [], context);
  if (!constraints.ok) return constraints;
  return ok([
    // by these names an option of uv wins over a variable of the user's
    ...(index === undefined ? [] : [uv ? '--default-index' : '--index-url', mirroredIn(index, context)]),
    ...extra.flatMap(url => [uv ? '--index' : '--extra-index-url', mirroredIn(url, context)]),
    ...links.flatMap(link => ['--find-links', isAddress(link) ? mirroredIn(link, context) : fromRoot(link, context)]),
    ...constraints.value,
  ]);
}

async function constraintArguments(
  constraints: readonly string[],
  context: ActionContext,
): Promise<Result<readonly string[], Failure>> {
  const files = constraints
    .filter(isFile)
    .map(path => (isAddress(path) ? mirroredIn(path, context) : fromRoot(path, context)));
  const specs = constraints.filter(text => !isFile(text));
  if (specs.length > 0) {
    const written = await writeLines('constraints', specs, context);
    if (!written.ok) return written;
    files.push(written.value);
  }
  return ok(files.flatMap(path => ['--constraint', path]));
}

function switches(request: PackageRequest, { uv }: { readonly uv: boolean }): readonly string[] {
  return [
    ...(request['no-deps'] === true ? ['--no-deps'] : []),
    ...(request['build-isolation'] === false ? ['--no-build-isolation'] : []),
    ...(request.upgrade === true ? ['--upgrade'] : []),
    ...(request['require-hashes'] === true ? ['--require-hashes'] : []),
    ...(request.pre === true ? (uv ? ['--prerelease', 'allow'] : ['--pre']) : []),
  ];
}

async function operandArguments(
  { packages = [], requirements }: PackageRequest,
  context: ActionContext,
): Promise<Result<readonly string[], Failure>> {
  const specs = packages.map(text => operandOf(text, context));
  const files = requirements === undefined ? [] : ['--requirement', fromRoot(requirements, context)];
  // hashes are taken from files only
  if (specs.some(text => text.includes(' --hash='))) {
    const written = await writeLines('requirements', specs, context);
    return written.ok ? ok([...files, '--requirement', written.value]) : written;
  }
  return ok([...files, ...(specs.length === 0 ? [] : ['--', ...specs])]);
}

/** Paths are taken from the root, addresses from the user's mirror. */
function operandOf(text: string, context: ActionContext): string {
  const { direct } = parseRequirement(text);
  return direct && !isAddress(text) ? fromRoot(text, context) : mirroredIn(text, context);
}

function isAddress(text: string): boolean {
  return /[a-z]:\/\//.test(text);
}

/** The address in a text such as "name @ git+https://…@commit", as it is really asked. */
function mirroredIn(text: string, { network }: ActionContext): string {
  const start = text.search(/https?:\/\//);
  return start === -1 ? text : text.slice(0, start) + network.mirrored(text.slice(start));
}

async function writeLines(
  what: string,
  lines: readonly string[],
  { paths, stateFolder, step, files }: ActionContext,
): Promise<Result<string, Failure>> {
  const path = paths.join(stateFolder, 'pip', `${encodeURIComponent(step)}-${what}.txt`);
  const written = await files.writeText(path, `${lines.join('\n')}\n`);
  return written.ok ? ok(path) : written;
}
