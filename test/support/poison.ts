import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where nothing may ever come from, nor go to. */
export const POISON = '/nowhere/poison';

const named = (prefix: string, names: string): readonly string[] =>
  names
    .trim()
    .split(/\s+/)
    .map(name => `${prefix}${name}`);

/** Every kind of variable that changes what is installed, or where: all that pip, uv, conda and loaders read, but what makes the network work. */
export const POISONED_VARIABLES: readonly string[] = [
  ...named(
    'PYTHON',
    `PATH HOME STARTUP USERBASE PLATLIBDIR WARNINGS NOUSERSITE UTF8 SAFEPATH DONTWRITEBYTECODE PYCACHEPREFIX OPTIMIZE
    HASHSEED INSPECT IOENCODING EXECUTABLE CASEOK DEVMODE BREAKPOINT COERCECLOCALE MALLOC NODEBUGRANGES INTMAXSTRDIGITS`,
  ),
  ...named(
    'PIP_',
    `TARGET PREFIX ROOT USER SRC REQUIRE_VIRTUALENV CONSTRAINT BUILD_CONSTRAINT REQUIREMENT EDITABLE NO_DEPS PRE ONLY_BINARY
    NO_BINARY PREFER_BINARY PLATFORM PYTHON_VERSION IMPLEMENTATION ABI UPGRADE UPGRADE_STRATEGY FORCE_REINSTALL
    IGNORE_INSTALLED NO_BUILD_ISOLATION CONFIG_SETTINGS GLOBAL_OPTION NO_COMPILE COMPILE BREAK_SYSTEM_PACKAGES DRY_RUN REPORT
    PYTHON ISOLATED LOG CACHE_DIR NO_CACHE_DIR USE_DEPRECATED USE_FEATURE EXISTS_ACTION REQUIRE_HASHES IGNORE_REQUIRES_PYTHON
    NO_CLEAN CONFIG_FILE NO_INPUT VERBOSE QUIET NO_PYTHON_VERSION_WARNING NO_WARN_SCRIPT_LOCATION CHECK_BUILD_DEPENDENCIES`,
  ),
  ...named(
    'UV_',
    `PROJECT_ENVIRONMENT PYTHON SYSTEM_PYTHON MANAGED_PYTHON NO_MANAGED_PYTHON PYTHON_PREFERENCE PYTHON_DOWNLOADS
    PYTHON_INSTALL_DIR PYTHON_BIN_DIR CONFIG_FILE NO_CONFIG TARGET PREFIX CACHE_DIR NO_CACHE CONSTRAINT BUILD_CONSTRAINT
    OVERRIDE EXCLUDE EXCLUDE_NEWER REQUIRE_HASHES NO_BINARY NO_BINARY_PACKAGE NO_BUILD NO_BUILD_PACKAGE NO_BUILD_ISOLATION
    PRERELEASE RESOLUTION FORK_STRATEGY INDEX_STRATEGY LINK_MODE COMPILE_BYTECODE BREAK_SYSTEM_PACKAGES TORCH_BACKEND
    WORKING_DIRECTORY WORKING_DIR PROJECT ENV_FILE FROZEN LOCKED NO_SYNC NO_SOURCES TOOL_DIR TOOL_BIN_DIR VENV_CLEAR VENV_SEED
    PREVIEW PREVIEW_FEATURES NO_VERIFY_HASHES CUSTOM_COMPILE_COMMAND INSTALL_DIR UNMANAGED_INSTALL ISOLATED`,
  ),
  ...named(
    'CONDA_',
    `PREFIX PREFIX_1 DEFAULT_ENV SHLVL PROMPT_MODIFIER EXE PYTHON_EXE ROOT ENVS_PATH ENVS_DIRS PKGS_DIRS CHANNELS
    DEFAULT_CHANNELS SUBDIR OVERRIDE_CUDA OVERRIDE_GLIBC OVERRIDE_OSX SOLVER SAFETY_CHECKS ALWAYS_COPY OFFLINE_MODE BLD_PATH`,
  ),
  ...named(
    'MAMBA_',
    'ROOT_PREFIX EXE TARGET_PREFIX ALWAYS_YES RC_FILE NO_RC NO_ENV PKGS_DIRS CHANNELS DEFAULT_ROOT_PREFIX',
  ),
  ...[
    'CONDARC',
    'MAMBARC',
    'XMAMBARC',
    'VIRTUAL_ENV',
    'VIRTUAL_ENV_PROMPT',
    'PYENV_VERSION',
    'PIPENV_ACTIVE',
    'POETRY_ACTIVE',
  ],
  ...named('LD_', 'LIBRARY_PATH PRELOAD AUDIT RUN_PATH BIND_NOW ORIGIN_PATH'),
  ...named('DYLD_', 'LIBRARY_PATH FALLBACK_LIBRARY_PATH FRAMEWORK_PATH INSERT_LIBRARIES FALLBACK_FRAMEWORK_PATH'),
  ...['NODE_PATH', 'NODE_ENV', 'npm_config_prefix', 'BASH_ENV', 'ENV', 'CDPATH', 'GLOBIGNORE'],
  ...[
    'CUDA_HOME',
    'CUDA_PATH',
    'CUDACXX',
    'NVCC_PREPEND_FLAGS',
    'CC',
    'CXX',
    'CPATH',
    'CFLAGS',
    'CXXFLAGS',
    'CPPFLAGS',
  ],
  ...['LDFLAGS', 'LIBRARY_PATH', 'INCLUDE', 'LIB', 'MAKEFLAGS', 'MAX_JOBS', 'FORCE_CUDA', 'TORCH_CUDA_ARCH_LIST'],
  ...[
    'CMAKE_PREFIX_PATH',
    'CMAKE_ARGS',
    'CMAKE_GENERATOR',
    'DISTUTILS_USE_SDK',
    'SETUPTOOLS_USE_DISTUTILS',
    'DIST_EXTRA_CONFIG',
  ],
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_CONFIG_GLOBAL', 'GIT_EXEC_PATH', 'GIT_TEMPLATE_DIR'],
];

/** A system's loader ends every program, ours too, with these. */
const DEADLY: readonly string[] = process.platform === 'darwin' ? ['DYLD_INSERT_LIBRARIES'] : ['LD_AUDIT'];

/** Of `NODE_OPTIONS` what our own Node takes without a word; programs of a run would take it as well. */
export const POISONED_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(POISONED_VARIABLES.filter(name => !DEADLY.includes(name)).map(name => [name, POISON])),
  NODE_OPTIONS: '--no-deprecation',
};

const PIP_SETTINGS = `[global]\ntarget = ${POISON}\nuser = true\nrequire-virtualenv = true\n[install]\nprefix = ${POISON}\n`;

/** Files below the home folder that tools read by themselves. */
const FILES: Readonly<Record<string, string>> = {
  '.condarc': 'channels: [poison]\nalways_copy: [',
  '.mambarc': 'channels: [poison]',
  '.conda/.condarc': 'channels: [poison]',
  '.config/conda/.condarc': 'channels: [poison]',
  '.config/pip/pip.conf': PIP_SETTINGS,
  '.pip/pip.conf': PIP_SETTINGS,
  'Library/Application Support/pip/pip.conf': PIP_SETTINGS,
  '.config/uv/uv.toml': 'not toml at all [',
  '.pydistutils.cfg': `[install]\nprefix=${POISON}\n`,
  '.npmrc': `prefix=${POISON}\n`,
  '.profile': 'exit 9\n',
  '.bashrc': 'exit 9\n',
  '.pythonrc.py': 'raise SystemExit(9)\n',
};

/** Fills a home folder with them, and with packages of the user that a Python would take before the installed ones. */
export function poisonHome(
  home: string,
  { python, package: name }: { readonly python: string; readonly package: string },
): void {
  const sites = [`.local/lib/python${python}/site-packages`, `Library/Python/${python}/lib/python/site-packages`];
  const own = sites.map(site => [`${site}/${name}.py`, 'raise SystemExit("of the user")\n'] as const);
  for (const [path, text] of [...Object.entries(FILES), ...own]) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
}
