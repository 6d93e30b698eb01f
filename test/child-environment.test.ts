import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { childEnvironment, droppedVariables } from '../engine/host/environment/child-environment.js';
import { hostEnvironment } from '../engine/host/environment/host-environment.js';
import { networkSettingsOf, pipSettingsFiles } from '../engine/host/environment/pip-settings.js';
import { tempFolder } from './support/temp-folder.js';

const FIXED = {
  PYTHONNOUSERSITE: '1',
  PYTHONUTF8: '1',
  PIP_CONFIG_FILE: '/dev/null',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  UV_NO_CONFIG: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** What people have in their shells, and what it would do to an install. */
const LEAKS = {
  PYTHONPATH: '/other/python',
  PYTHONHOME: '/other',
  PYTHONSTARTUP: '/x.py',
  PIP_TARGET: '/elsewhere',
  PIP_PREFIX: '/elsewhere',
  PIP_USER: '1',
  PIP_REQUIRE_VIRTUALENV: '1',
  PIP_CONFIG_FILE: '/mine/pip.conf',
  UV_SYSTEM_PYTHON: '1',
  UV_PYTHON: '3.8',
  UV_PROJECT_ENVIRONMENT: '/elsewhere',
  CONDA_PREFIX: '/opt/conda',
  CONDA_OVERRIDE_CUDA: '11.0',
  MAMBA_ROOT_PREFIX: '/opt/mamba',
  VIRTUAL_ENV: '/venv',
  LD_LIBRARY_PATH: '/usr/local/cuda-11/lib64',
  LD_PRELOAD: '/x.so',
  DYLD_LIBRARY_PATH: '/x',
  NODE_OPTIONS: '--require /x.js',
  CUDA_HOME: '/usr/local/cuda-11',
  CC: 'clang',
  CXXFLAGS: '-O0',
  CPATH: '/usr/local/include',
  CMAKE_PREFIX_PATH: '/x',
  GIT_DIR: '/x/.git',
};

test('what would change the target of an install is dropped, on every system', () => {
  for (const platform of ['linux', 'darwin', 'win32']) {
    const env = childEnvironment(LEAKS, platform);
    assert.deepEqual(env, { ...FIXED, PIP_CONFIG_FILE: platform === 'win32' ? 'nul' : '/dev/null' }, platform);
  }
});

test('what was dropped although it was set on purpose can be listed', () => {
  assert.deepEqual(
    droppedVariables({ ...LEAKS, HOME: '/h', EDITOR: 'vi', PS1: '$' }, 'linux'),
    Object.keys(LEAKS).sort(),
  );
  assert.deepEqual(droppedVariables({ PythonPath: 'x', Path: 'y', PIP_INDEX_URL: 'z' }, 'win32'), ['PythonPath']);
});

test('what makes the network work is kept, proxies in either case', () => {
  const network = {
    HTTPS_PROXY: 'http://p:1',
    https_proxy: 'http://p:2',
    no_proxy: 'localhost',
    ALL_PROXY: 'socks5://p:3',
    SSL_CERT_FILE: '/ca.pem',
    REQUESTS_CA_BUNDLE: '/ca.pem',
    CURL_CA_BUNDLE: '/ca.pem',
    PIP_CERT: '/ca.pem',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    PIP_INDEX_URL: 'https://mirror/simple',
    PIP_EXTRA_INDEX_URL: 'https://extra/simple',
    PIP_FIND_LINKS: '/wheels',
    PIP_TRUSTED_HOST: 'mirror',
    PIP_DEFAULT_TIMEOUT: '60',
    UV_DEFAULT_INDEX: 'https://uv/simple',
    UV_INDEX_MINE_USERNAME: 'me',
    UV_INSECURE_HOST: 'uv',
  };
  assert.deepEqual(childEnvironment(network, 'linux'), { ...network, ...FIXED });
});

test('who the user is, where files go and how text is written is kept', () => {
  const env = {
    PATH: '/bin',
    HOME: '/h',
    USER: 'u',
    TMPDIR: '/t',
    LANG: 'C',
    LC_ALL: 'C.UTF-8',
    TERM: 'xterm',
    XDG_CACHE_HOME: '/c',
  };
  assert.deepEqual(childEnvironment({ ...env, UNSET: undefined, SHLVL: '2' }, 'linux'), { ...env, ...FIXED });
});

test('on Windows names are kept in any case, with what programs there need to start', () => {
  const env = {
    Path: 'C:\\bin',
    SystemRoot: 'C:\\Windows',
    ComSpec: 'C:\\cmd.exe',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    LocalAppData: 'C:\\l',
    Http_Proxy: 'http://p:1',
    Temp: 'C:\\t',
  };
  const leaks = { PythonPath: 'C:\\x', pip_target: 'C:\\y', Conda_Prefix: 'C:\\z', INCLUDE: 'C:\\i' };
  assert.deepEqual(childEnvironment({ ...env, ...leaks }, 'win32'), { ...env, ...FIXED, PIP_CONFIG_FILE: 'nul' });
});

test('on other systems a name in another case is another name', () => {
  assert.deepEqual(childEnvironment({ path: '/x', home: '/y', SYSTEMROOT: 'z' }, 'linux'), FIXED);
});

test('an index that is set for pip holds for uv too, unless uv has its own', () => {
  const pip = { PIP_INDEX_URL: 'https://m/simple', PIP_EXTRA_INDEX_URL: 'https://a https://b', PIP_TRUSTED_HOST: 'm' };
  assert.deepEqual(childEnvironment(pip, 'linux'), {
    ...pip,
    ...FIXED,
    UV_DEFAULT_INDEX: 'https://m/simple',
    UV_INDEX: 'https://a https://b',
    UV_INSECURE_HOST: 'm',
  });
  const both = { ...pip, UV_INDEX_URL: 'https://uv/simple' };
  assert.deepEqual(childEnvironment(both, 'linux'), { ...both, ...FIXED });
});

test("of pip's settings files only what they say of the network is taken, as pip would weigh it", () => {
  const shared = '[global]\nindex-url = https://shared/simple\ntimeout: 30\ntarget = /elsewhere\n';
  const own = [
    '# a comment',
    '[global]',
    'Index_URL=https://own/simple?a=b',
    'extra-index-url =',
    '    https://one/simple',
    '    ; a comment in between',
    '    https://two/simple',
    'user = true',
    'cert =',
    '[install]',
    'find-links = /wheels',
    'prefix = /elsewhere',
    '[download]',
    'proxy = http://not-for-install:1',
  ].join('\r\n');
  assert.deepEqual(networkSettingsOf([shared, own]), {
    PIP_INDEX_URL: 'https://own/simple?a=b',
    PIP_EXTRA_INDEX_URL: 'https://one/simple https://two/simple',
    PIP_DEFAULT_TIMEOUT: '30',
    PIP_FIND_LINKS: '/wheels',
  });
  assert.deepEqual(networkSettingsOf(['[install]\nindex-url = a\n', '[global]\nindex-url = b\n']), {
    PIP_INDEX_URL: 'a',
  });
  assert.deepEqual(networkSettingsOf(['index-url = before any section', 'no settings at all', '']), {});
});

test("pip's settings files are looked for where pip looks, the most heeded last", () => {
  assert.deepEqual(pipSettingsFiles({ HOME: '/h' }, 'linux'), [
    ...['/etc/xdg/pip/pip.conf', '/etc/pip.conf', '/h/.pip/pip.conf', '/h/.config/pip/pip.conf'],
  ]);
  const set = { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_CONFIG_DIRS: '/a:/b', PIP_CONFIG_FILE: '/mine' };
  assert.deepEqual(pipSettingsFiles(set, 'linux'), [
    ...['/b/pip/pip.conf', '/a/pip/pip.conf', '/etc/pip.conf', '/h/.pip/pip.conf', '/c/pip/pip.conf', '/mine'],
  ]);
  assert.deepEqual(pipSettingsFiles({ UserProfile: 'C:\\u', AppData: 'C:\\a' }, 'win32'), [
    ...['C:\\ProgramData\\pip\\pip.ini', 'C:\\u\\pip\\pip.ini', 'C:\\a\\pip\\pip.ini'],
  ]);
  assert.deepEqual(pipSettingsFiles({ HOME: '/h', PIP_CONFIG_FILE: '/dev/null' }, 'linux'), []);
});

test('an index in a settings file reaches a child as a variable, unless the user has set the variable', async t => {
  const home = tempFolder(t);
  mkdirSync(join(home, 'pip'));
  const file = join(home, 'pip', 'pip.conf');
  writeFileSync(file, '[global]\nindex-url = https://file/simple\nretries = 9\nuser = yes\n');
  const env = { HOME: home, PIP_CONFIG_FILE: file, PIP_RETRIES: '2' };
  const child = childEnvironment(await hostEnvironment(env, 'linux'), 'linux');
  assert.equal(child['PIP_INDEX_URL'], 'https://file/simple');
  assert.equal(child['PIP_RETRIES'], '2');
  assert.equal(child['PIP_CONFIG_FILE'], '/dev/null');
  assert.equal(child['PIP_USER'], undefined);
});

test('uv trusts the certificates that pip is told to trust, unless it is told otherwise', () => {
  assert.equal(childEnvironment({ PIP_CERT: '/ca.pem' }, 'linux')['SSL_CERT_FILE'], '/ca.pem');
  const both = childEnvironment({ PIP_CERT: '/ca.pem', SSL_CERT_FILE: '/own.pem' }, 'linux');
  assert.equal(both['SSL_CERT_FILE'], '/own.pem');
  assert.equal(childEnvironment({}, 'linux')['SSL_CERT_FILE'], undefined);
});
