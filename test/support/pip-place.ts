/** Of an environment: what a fake host must have of it. */
export const ENVIRONMENT = {
  '/root/_env/bin/python': '',
  '/root/_env/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.9\n',
};

/** That sources in git are pinned to. */
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
