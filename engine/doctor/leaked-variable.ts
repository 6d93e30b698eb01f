/** What a variable of the host would have changed, had it been handed on to the tools of an installation. */
export function leakedVariable(name: string): string {
  const key = name.toUpperCase();
  return LEAKS.find(([pattern]) => pattern.test(key))?.[1] ?? 'tools would have read it as a setting of theirs';
}

/** The first that fits. */
const LEAKS: readonly (readonly [RegExp, string])[] = [
  [/^PYTHONPATH$/, 'Python would have imported packages of these folders before the installed ones'],
  [/^PYTHONHOME$/, 'Python would have looked there for its own library, and would not have started'],
  [/^PYTHONUSERBASE$/, 'packages of this folder would have been imported beside the installed ones'],
  [/^PYTHON/, 'Python would have started in another way'],
  [/^(PIP|UV)_(TARGET|PREFIX|ROOT|USER|INSTALL_DIR)$/, 'packages would have gone there, not into the environment'],
  [/^PIP_REQUIRE_VIRTUALENV$/, 'pip would have refused to install outside a virtual environment'],
  [/^UV_(SYSTEM_)?PYTHON$|^PIP_PYTHON$/, 'packages would have gone into another Python'],
  [/^UV_PROJECT_ENVIRONMENT$/, 'uv would have taken another environment for the one that is meant'],
  [/^(PIP|UV)_(BUILD_)?(CONSTRAINT|OVERRIDE|REQUIREMENT|EXCLUDE)S?$/, 'other versions would have been chosen'],
  [
    /^(PIP|UV)_(NO_BINARY|ONLY_BINARY|PREFER_BINARY|PRE|PRERELEASE|RESOLUTION|EXCLUDE_NEWER)$/,
    'other files would have been chosen',
  ],
  [
    /^(PIP|UV)_(NO_DEPS|NO_BUILD_ISOLATION|NO_BUILD|NO_CACHE|CACHE_DIR)/,
    'packages would have been built or kept in another way',
  ],
  [/^PIP_CONFIG_FILE$|^UV_CONFIG_FILE$/, 'the settings of this file would have been followed'],
  [/^PIP_/, 'pip would have read it as one of its settings'],
  [/^UV_/, 'uv would have read it as one of its settings'],
  [/^VIRTUAL_ENV/, 'packages could have gone into this environment, which is active here'],
  [
    /^CONDA_(PREFIX|DEFAULT_ENV|SHLVL|PROMPT_MODIFIER|EXE|PYTHON_EXE)/,
    'an environment that is active here could have been taken for the one that is meant',
  ],
  [/^(CONDARC|MAMBARC)$/, 'the settings of this file would have been followed'],
  [/^(CONDA|MAMBA)_/, 'channels, caches or folders of another installation could have been used'],
  [/^LD_PRELOAD$|^DYLD_INSERT_/, 'this library would have been loaded into every program that runs'],
  [/^(LD|DYLD)_/, 'programs would have loaded libraries of these folders before their own'],
  [/^NODE_(OPTIONS|PATH)$/, 'programs of Node would have started in another way'],
  [/^CUDA_VISIBLE_DEVICES$/, 'builds and checks would have seen other cards'],
  [/^(CUDA|NVCC_)/, 'builds would have used another CUDA than the one that the manifest asks for'],
  [/^(CC|CXX|CPP)$/, 'builds would have used this compiler, whatever the manifest says'],
  [/FLAGS$/, 'builds would have been compiled with these flags'],
  [
    /^(CPATH|INCLUDE|LIB|LIBPATH|LIBRARY_PATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH)$/,
    'builds would have found headers or libraries of other folders',
  ],
  [/^(MAX_JOBS|FORCE_CUDA|DISTUTILS_|CMAKE_)/, 'builds from source would have gone another way'],
  [/^GIT_/, 'git would have worked on another repository, or in another way'],
];
