import type { HostEnv } from './host-env.js';

/**
 * The environment of every child process: what the allow-list lets through, and what makes a run the same on every
 * host. A variable that is on no list is dropped, so that nothing of the host changes what is installed, or where.
 *
 * pip's own settings files are shut out as a whole (`PIP_CONFIG_FILE` is the null device, which pip documents
 * as "read none"), because one `target`, `prefix`, `user` or `require-virtualenv` in them moves the installation, and
 * pip ignores an empty variable, so no variable can unset one. What such a file says of the *network* is
 * not lost: `pip-settings.ts` reads it, and hands it to this function as variables.
 */
export function childEnvironment(hostEnv: HostEnv, platform: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(hostEnv)) {
    if (value !== undefined && passes(name, platform)) env[name] = value;
  }
  return { ...env, ...indexForUv(env), ...trustForUv(env), ...fixed(platform) };
}

/** The certificates that pip is told to trust are those of the network's own door: uv, which has another variable, meets it too. */
function trustForUv({ PIP_CERT, SSL_CERT_FILE }: Readonly<Record<string, string>>): Record<string, string> {
  return PIP_CERT === undefined || SSL_CERT_FILE !== undefined ? {} : { SSL_CERT_FILE: PIP_CERT };
}

function passes(name: string, platform: string): boolean {
  const key = platform === 'win32' ? name.toUpperCase() : name;
  if (ALLOWED.has(key) || FORMS.some(form => form.test(key))) return true;
  // Programs read these in either case, and they are written in either.
  if (PROXIES.has(key.toUpperCase())) return true;
  return platform === 'win32' && WINDOWS.has(key);
}

const PROXIES: ReadonlySet<string> = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY', 'NO_PROXY']);

const ALLOWED: ReadonlySet<string> = new Set([
  // who and where
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR', 'TEMP', 'TMP', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'],
  // how text is written
  ...['LANG', 'LANGUAGE', 'TERM', 'TZ'],
  // whom to trust
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
  ...['PIP_CERT', 'PIP_CLIENT_CERT', 'PIP_TRUSTED_HOST', 'UV_NATIVE_TLS', 'UV_SYSTEM_CERTS', 'UV_INSECURE_HOST'],
  // where packages come from
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'PIP_NO_INDEX', 'PIP_PROXY', 'PIP_KEYRING_PROVIDER'],
  ...['UV_INDEX_URL', 'UV_EXTRA_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX', 'UV_FIND_LINKS', 'UV_KEYRING_PROVIDER'],
  // with which patience and which credentials
  ...['PIP_DEFAULT_TIMEOUT', 'PIP_TIMEOUT', 'PIP_RETRIES', 'UV_HTTP_TIMEOUT', 'NETRC', 'SSH_AUTH_SOCK'],
  // not at all
  ...['UV_OFFLINE', 'MAMBA_OFFLINE', 'CONDA_OFFLINE'],
  // git keeps its proxy and its certificates in files of this folder; nothing else that runs here reads it
  ...[
    'XDG_CONFIG_HOME',
    'GIT_SSL_CAINFO',
    'GIT_SSL_CAPATH',
    'GIT_SSH',
    'GIT_SSH_COMMAND',
    'GIT_ASKPASS',
    'SSH_ASKPASS',
  ],
]);

/** `UV_INDEX_<NAME>_USERNAME` and `_PASSWORD` belong to an index. */
const FORMS: readonly RegExp[] = [/^LC_/, /^UV_INDEX_.+_(?:USERNAME|PASSWORD)$/];

/** Without these, programs on Windows do not start, find no folder, or do not find the compiler that is installed. */
const WINDOWS: ReadonlySet<string> = new Set([
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'OS'],
  ...['USERPROFILE', 'USERNAME', 'USERDOMAIN', 'HOMEDRIVE', 'HOMEPATH', 'COMPUTERNAME', 'PUBLIC'],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'ALLUSERSPROFILE'],
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432'],
  ...['COMMONPROGRAMFILES', 'COMMONPROGRAMFILES(X86)', 'COMMONPROGRAMW6432'],
  ...['NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'PROCESSOR_ARCHITEW6432', 'PROCESSOR_IDENTIFIER'],
]);

/** uv reads no variable of pip's; a user who set pip's index means both. */
function indexForUv(env: Readonly<Record<string, string>>): Record<string, string> {
  const added: Record<string, string> = {};
  const { PIP_INDEX_URL: index, PIP_EXTRA_INDEX_URL: extra, PIP_TRUSTED_HOST: trusted } = env;
  if (Object.keys(env).some(name => name.startsWith('UV_') && name.includes('INDEX'))) return added;
  if (index !== undefined) added['UV_DEFAULT_INDEX'] = index;
  if (extra !== undefined) added['UV_INDEX'] = extra;
  if (trusted !== undefined && env['UV_INSECURE_HOST'] === undefined) added['UV_INSECURE_HOST'] = trusted;
  return added;
}

function fixed(platform: string): Record<string, string> {
  return {
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
    PIP_CONFIG_FILE: platform === 'win32' ? 'nul' : '/dev/null',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    UV_NO_CONFIG: '1',
    // There is nobody to answer.
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** What of the host's environment is dropped although it was probably set on purpose, in the order of the names. */
export function droppedVariables(hostEnv: HostEnv, platform: string): readonly string[] {
  return Object.keys(hostEnv)
    .filter(name => hostEnv[name] !== undefined && !passes(name, platform))
    .filter(name => MEANT_FOR_TOOLS.test(name))
    .sort();
}

const MEANT_FOR_TOOLS = new RegExp(
  [
    '^(?:PYTHON|PIP_|UV_|CONDA_|MAMBA_|LD_|DYLD_|NODE_OPTIONS$|NODE_PATH$|VIRTUAL_ENV|GIT_|CMAKE_|CUDA|NVCC_|DISTUTILS_)',
    '^(?:CC|CXX|CPP|CPATH|INCLUDE|LIB|LIBPATH|LIBRARY_PATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|MAX_JOBS|FORCE_CUDA)$',
    'FLAGS$',
  ].join('|'),
  'i',
);
