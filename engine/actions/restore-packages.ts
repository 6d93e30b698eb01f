import { ok, type Result } from '../base/result.js';
import type { ActionContext, Drift } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import type { PythonEnvironment } from './python-environment.js';
import { installPackages, uninstallPackages, type PackageRequest } from './install-packages.js';
import { parseRequirement, pinHolds } from './requirement.js';

interface Where {
  readonly environment: PythonEnvironment;
  readonly context: ActionContext;
}

/** The very versions again that were there before, from where they came, and nothing that they depend on. */
export async function restorePackages(
  request: PackageRequest,
  drifted: readonly Drift[],
  { environment, context }: Where,
): Promise<Result<undefined, Failure>> {
  const packages = drifted.flatMap(drift => requirementOf(drift) ?? []);
  const unwanted = drifted.filter(drift => requirementOf(drift) === undefined).map(({ wanted }) => nameIn(wanted));
  if (packages.length > 0) {
    const again = { ...request, requirements: undefined, packages, 'no-deps': true };
    const installed = await installPackages(again, environment, context);
    if (!installed.ok) return installed;
  }
  return unwanted.length === 0 ? ok() : uninstallPackages(unwanted, environment, context);
}

/** As the manifest wrote it where that names the version, as it may have a hash; nothing where it was not there before. */
function requirementOf({ wanted, before }: Drift): string | undefined {
  if (before === undefined) return undefined;
  const { pin } = parseRequirement(wanted);
  return pin !== undefined && pinHolds(pin, before) ? wanted : `${nameIn(wanted)}==${before}`;
}

function nameIn(wanted: string): string {
  return parseRequirement(wanted).name ?? wanted;
}
