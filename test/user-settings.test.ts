import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Command } from 'commander';
import { faultOptions, flagsFrom, rehearsalOptions, runOptions, sayOptions } from '../engine/cli/options.js';
import { applySettings } from '../engine/cli/user-settings.js';
import { settingsFile } from '../engine/host/environment/settings-file.js';
import { place, shown } from './support/cli.js';

const FILE = '/home/me/.config/sam3d-install/settings.conf';

interface Said {
  readonly argv?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** What `rehearse`, which has flags of every form, gets of a settings file, and what is wrong with the file. */
function settled(t: TestContext, text: string, { argv = [], variables = {} }: Said = {}) {
  t.after(() => Object.keys(variables).forEach(name => delete process.env[name]));
  Object.assign(process.env, variables);
  const command = sayOptions(runOptions(faultOptions(rehearsalOptions(new Command('rehearse')))));
  command.parse([...argv], { from: 'user' });
  const other = new Command('other').option('--online', 'of another command only');
  const wrong = applySettings(command, text, { file: FILE, home: '/home/me', commands: [command, other] });
  return { wrong, flags: flagsFrom(command.opts()) };
}

test('a settings file says what flags shall be, each time', t => {
  const text = `# of the company
jobs = 2
--cache-dir = ~/big cache
mirror = https://a.test/=https://m.test/a/
mirror = https://b.test/=https://m.test/b/
option = colour=green
profile = "cpu"
no-color = yes
quiet=yes
verbose = no
online = yes
`;
  for (const written of [text, `\uFEFF${text.replaceAll('\n', '\r\n')}`]) {
    const { wrong, flags } = settled(t, written);
    assert.equal(wrong, undefined);
    assert.deepEqual(
      [flags.jobs, flags.profile, flags.quiet, flags.verbose, flags.color],
      [2, 'cpu', true, false, false],
    );
    assert.equal(flags.cacheDir, join('/home/me', 'big cache'));
    assert.deepEqual(flags.mirror.map(({ to }) => to), ['https://m.test/a/', 'https://m.test/b/']); // prettier-ignore
    assert.deepEqual([...flags.option], [['colour', 'green']]);
    assert.equal(flags.online, false, 'another command has it');
  }
});

test('a variable is heard before the settings file, and a flag before both', t => {
  const text = 'jobs = 2\nkeep = 5\nset = a=1\nno-color = no\n';
  const variables = { SAM3D_INSTALL_JOBS: '3', SAM3D_INSTALL_KEEP: '4', SAM3D_INSTALL_NO_COLOR: '1' };
  const { flags } = settled(t, text, { variables, argv: ['--keep', '9', '--set', 'b=2'] });
  assert.deepEqual([flags.jobs, flags.keep, flags.color, [...flags.set]], [3, 9, false, [['b', '2']]]);
});

test('a rehearsal stays in its own folder, whatever root the settings file names', t => {
  assert.equal(settled(t, 'root = ~/sam3d\n').flags.root, '_rehearsal');
  assert.equal(settled(t, '', { variables: { SAM3D_INSTALL_ROOT: 'mine' } }).flags.root, 'mine');
});

describe('a settings file that is wrong is told with file, line and what to do', () => {
  const slips: readonly (readonly [title: string, text: string, says: string])[] = [
    [
      'a misspelt flag',
      '\njbos = 2\n',
      `${FILE}:2: error: no command has a flag \`--jbos\`\nhelp: did you mean \`jobs\`?`,
    ],
    [
      'a flag that there is not',
      'frobnicate = 2\n',
      `${FILE}:1: error: no command has a flag \`--frobnicate\`\nhelp: sam3d-install install --help lists the flags`,
    ],
    [
      'a line of another language',
      'jobs: 2\n',
      `${FILE}:1: error: \`jobs: 2\` sets no flag\nhelp: write it as a flag and its value, such as \`jobs = 2\``,
    ],
    [
      'a number that is none',
      'jobs = many\n',
      `${FILE}:1: error: \`jobs\` cannot be \`many\`\nhelp: write a whole number from 1 to 999`,
    ],
    [
      'a choice that there is not',
      'policy = lax\n',
      `${FILE}:1: error: \`policy\` cannot be \`lax\`\nhelp: allowed choices are normal, strict`,
    ],
    [
      'a switch with a value of its own',
      'quiet = 2\n',
      `${FILE}:1: error: \`quiet\` cannot be \`2\`\nhelp: write yes or no`,
    ],
    [
      'nothing behind the sign',
      'profile =\n',
      `${FILE}:1: error: \`profile\` cannot be \`\`\nhelp: give it a value, or take the line out`,
    ],
    [
      'what PowerShell writes',
      '\uFFFD\uFFFDj\0o\0b\0s\0',
      `${FILE}:1: error: it is not written in UTF-8\nhelp: save it as UTF-8`,
    ],
  ];
  for (const [title, text, says] of slips) test(title, t => assert.equal(settled(t, text).wrong, says));
});

test('it lies where the system keeps such files', () => {
  const at = (env: Record<string, string>, platform: string, home: string) => settingsFile(env, platform, { home });
  assert.equal(at({}, 'linux', '/home/me'), FILE);
  assert.equal(at({ XDG_CONFIG_HOME: '/etc/me' }, 'darwin', '/Users/me'), '/etc/me/sam3d-install/settings.conf');
  assert.equal(at({ XDG_CONFIG_HOME: 'here' }, 'linux', '/home/me'), FILE);
  const roaming = 'C:\\Users\\me\\AppData\\Roaming';
  assert.equal(at({}, 'win32', 'C:\\Users\\me'), `${roaming}\\sam3d-install\\settings.conf`);
  assert.equal(at({ AppData: 'D:\\r' }, 'win32', 'C:\\Users\\me'), 'D:\\r\\sam3d-install\\settings.conf');
});

test('the program reads it, ends with 64 where it is wrong, and its help says where it lies', async t => {
  const here = place(t);
  const config = join(here.folder, 'config');
  const file = join(config, 'sam3d-install', 'settings.conf');
  const env = { XDG_CONFIG_HOME: config, APPDATA: config };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'rot = there\n');
  const wrong = await here.cli(['status'], { env });
  assert.equal(wrong.code, 64, shown(wrong));
  assert.equal(wrong.stderr, `${file}:1: error: no command has a flag \`--rot\`\nhelp: did you mean \`root\`?\n`);
  const help = await here.cli(['--help'], { env });
  assert.ok(
    help.stdout.includes(`\nWhat shall be so each time stands in ${file}, a flag a line: jobs = 2\n`),
    shown(help),
  );
});
