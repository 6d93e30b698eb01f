import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { place, platformHere } from './support/cli.js';
import { GOOD, type Slip, meet } from './support/slips.js';

/** What a user reads who gets the command line or the manifest wrong; that nothing is written is held of each. */

function slips(title: string, list: readonly Slip[]): void {
  describe(title, { concurrency: 3 }, () => {
    for (const slip of list) test(slip.title, t => meet(t, slip));
  });
}

const PLATFORMS = 'linux-64, linux-aarch64, osx-64, osx-arm64, win-64';

slips('a command line that is wrong ends with 64 and says what would be right', [
  {
    title: 'a command that is misspelt',
    args: ['statsu'],
    code: 64,
    says: 'error: there is no command `statsu`\nhelp: did you mean `status`?\n',
  },
  {
    title: 'a manifest without its flag',
    args: ['default.yaml'],
    code: 64,
    says: 'error: there is no command `default.yaml`\nhelp: name a manifest with --manifest default.yaml\n',
  },
  ...[[], ['install']].map(before => ({
    title: `a command behind its flags, ${before.length === 0 ? 'by hand' : 'as install.py hands it on'}`,
    args: [...before, '--root', 'there', 'plan'],
    code: 64,
    says: 'error: `plan` stands behind flags\nhelp: put the command first: plan, then its flags\n',
  })),
  ...['install', 'plan', 'rehearse', 'validate', 'status', 'verify', 'schema'].map(command => ({
    title: `a word that ${command} has no place for`,
    args: [command, 'extra'],
    code: 64,
    says: `error: ${command} takes no \`extra\`\nhelp: sam3d-install ${command} --help lists what it takes\n`,
  })),
  ...['install', 'plan', 'rehearse', 'validate', 'status', 'verify', 'log', 'run', 'schema'].map(command => ({
    title: `a flag that ${command} has not`,
    args: [command, '--frobnicate'],
    code: 64,
    says: "error: unknown option '--frobnicate'\nhelp: --help lists the commands and flags\n",
  })),
  {
    title: 'a flag that is misspelt',
    args: ['plan', '--profil', 'small'],
    code: 64,
    says: "error: unknown option '--profil'\nhelp: did you mean --profile?\nhelp: --help lists the commands and flags\n",
  },
  {
    title: 'no command for run',
    args: ['run'],
    code: 64,
    says: "error: missing required argument 'command'\nhelp: --help lists the commands and flags\n",
  },
  {
    title: 'a flag without its value',
    args: ['plan', '--profile'],
    code: 64,
    says: "error: option '--profile <name>' argument missing\nhelp: --help lists the commands and flags\n",
  },
  {
    title: 'an empty root, which an unset variable of a script gives',
    args: ['install', '--root', ''],
    code: 64,
    says:
      "error: option '--root <folder>' argument '' is invalid. Name a folder.\n" +
      'help: --help lists the commands and flags\n',
  },
  {
    title: 'an option without a value',
    args: ['plan', '--option', 'colour'],
    code: 64,
    says:
      "error: option '--option <name=value>' argument 'colour' is invalid. Write it as name=value.\n" +
      'help: --help lists the commands and flags\n',
  },
  {
    title: 'a mirror that is no address',
    args: ['install', '--mirror', 'https://packages.test/'],
    code: 64,
    says:
      "error: option '--mirror <from=to>' argument 'https://packages.test/' is invalid. " +
      'Write it as FROM=TO: an https:// or http:// address, and another or a file:/// one.\nhelp: --help lists the commands and flags\n',
  },
  {
    title: 'a number that is none, from the environment',
    args: ['install'],
    env: { SAM3D_INSTALL_JOBS: 'many' },
    code: 64,
    says:
      "error: option '--jobs <number>' value 'many' from env 'SAM3D_INSTALL_JOBS' is invalid. " +
      'Write a whole number from 1 to 999.\nhelp: --help lists the commands and flags\n',
  },
  {
    title: 'a platform that nobody has',
    args: ['plan', '--platform', 'amiga'],
    code: 64,
    says:
      `error: option '--platform <name>' argument 'amiga' is invalid. Allowed choices are ${PLATFORMS}.\n` +
      'help: --help lists the commands and flags\n',
  },
]);

test('a command that there is not is told of all that there are', async t => {
  const here = place(t);
  const help = await here.cli(['--help']);
  const list = help.stdout.slice(help.stdout.indexOf('\nCommands:\n'), help.stdout.indexOf('\n\nEach flag'));
  const commands = [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter(name => name !== 'help');
  const end = await here.cli(['frobnicate']);
  assert.equal(end.code, 64);
  assert.equal(
    end.stderr,
    `error: there is no command \`frobnicate\`\nhelp: the commands are ${commands.join(', ')}\n`,
  );
  assert.ok(commands.includes('install') && commands.includes('schema'));
});

slips('what the manifest does not know ends with 64 and says what it knows', [
  {
    title: 'a profile',
    args: ['install', '--profile', 'smal'],
    code: 64,
    says: 'error: unknown profile `smal`\nhelp: did you mean `small`?\n',
  },
  {
    title: 'an option',
    args: ['install', '--option', 'shape=round'],
    code: 64,
    says: 'error: unknown option `shape`\nhelp: options of the manifest: colour\n',
  },
  {
    title: "an option's value",
    args: ['install', '--option', 'colour=blue'],
    code: 64,
    says: 'error: option `colour` has no value `blue`\nhelp: values of the manifest: red, green\n',
  },
  {
    title: 'a version',
    args: ['install', '--set', 'tol=1'],
    code: 64,
    says: 'error: unknown version `tol`\nhelp: did you mean `tool`?\n',
  },
  {
    title: 'a step to force',
    args: ['install', '--force', 'gret'],
    code: 64,
    says: 'error: --force names gret, which is no step of the plan\nhelp: did you mean greet?\n',
  },
  {
    title: 'the only step to run',
    args: ['install', '--only', 'zzz'],
    code: 64,
    says: 'error: --only names zzz, which is no step of the plan\nhelp: the steps are greet\n',
  },
  {
    title: 'a built-in manifest that is misspelt',
    args: ['plan', '--manifest', 'defualt.yaml'],
    code: 64,
    says: 'error: there is no manifest defualt.yaml\nhelp: did you mean default.yaml, a built-in one?\n',
  },
  {
    title: 'a folder where a manifest is meant',
    args: ['validate', '--manifest', '../work'],
    code: 64,
    says: 'error: ../work is a folder\nhelp: name the manifest file in it\n',
  },
  {
    title: 'a manifest that is not there',
    args: ['install', '--manifest', 'nothing.yaml'],
    code: 64,
    says:
      'error: there is no manifest nothing.yaml\n' +
      'help: name a file, or a built-in one with --manifest: default.yaml, hunyuan3d.yaml, sam3d-body.yaml, trellis2.yaml, venv.yaml\n',
  },
]);

const WRONG = `manifest: 1
name: broken
title: Broken
versions: { tool: 1.2 }
platforms: { linux-64: {} }
steps:
  one: { uses: wirte, with: { path: a.txt, text: x } }
  two: { needs: [one], uses: run, with: { argv: echo } }
`;

const FINDINGS = `sam3d-install.yaml:4:19: error[quote-it]: \`tool\` must be a text, but 1.2 is read as a number
  4 | versions: { tool: 1.2 }
    |                   ^^^
help: quote it: "1.2"

sam3d-install.yaml:7:16: error[not-a-choice]: \`uses\` cannot be \`wirte\`
  7 |   one: { uses: wirte, with: { path: a.txt, text: x } }
    |                ^^^^^
help: did you mean \`write\`?

sam3d-install.yaml:8:49: error[wrong-type]: \`argv\` must be a list, not a text
  8 |   two: { needs: [one], uses: run, with: { argv: echo } }
    |                                                 ^^^^
help: write it in brackets: ["echo"]

3 errors
`;

slips('a manifest that is wrong ends with 2 and all that is wrong, each at its place', [
  ...['install', 'plan', 'rehearse', 'validate', 'status', 'verify'].map(command => ({
    title: `for ${command}`,
    args: [command],
    manifest: WRONG,
    code: 2,
    says: FINDINGS,
  })),
  {
    title: 'where it is not even YAML',
    args: [],
    manifest: 'manifest: 1\nname: [\n',
    code: 2,
    says:
      'sam3d-install.yaml:2:7: error[yaml-syntax]: this `[` is never closed\n' +
      '  2 | name: [\n    |       ^\nhelp: close it, and indent all lines up to its end\n\n1 error\n',
  },
  {
    title: 'where the file is empty',
    args: [],
    manifest: '',
    code: 2,
    says:
      'sam3d-install.yaml:1:1: error[empty-file]: the file is empty\n' + 'help: start with `manifest: 1`\n\n1 error\n',
  },
]);

const ELSEWHERE = process.platform === 'win32' ? 'osx-64' : 'win-64';

slips('a run for another platform than this one is wrong usage', [
  ...['install', 'rehearse'].map(command => ({
    title: command,
    args: [command, '--platform', ELSEWHERE],
    code: 64,
    says:
      `error: this host is ${platformHere()}, so that ${command} cannot be for ${ELSEWHERE}\n` +
      `help: to see what would run there: sam3d-install plan --platform ${ELSEWHERE}\n`,
  })),
]);

slips('a host or a root that will not do is refused with 3 before anything begins', [
  ...['install', 'plan', 'status', 'verify'].map(command => ({
    title: `${command} on a platform that the manifest does not list`,
    args: [command],
    manifest: GOOD.replace(/platforms: .*/, `platforms: { ${ELSEWHERE}: {} }`),
    code: 3,
    says: `error: this manifest is not written for ${platformHere()}\nhelp: it is written for ${ELSEWHERE}\n`,
  })),
  {
    title: 'a profile that no host of this platform can have',
    args: ['install', '--profile', 'large'],
    manifest: GOOD.replace('gpu: nvidia', `platform: ${ELSEWHERE}, gpu: nvidia`),
    code: 3,
    says:
      `error: profile \`large\` is not for this host: platform is ${platformHere()}, not ${ELSEWHERE}\n` +
      'help: choose another one with --profile, or none to have it chosen\n',
  },
  {
    title: 'run where nothing was installed',
    args: ['run', '--', 'python'],
    code: 3,
    says:
      'error: no environment stands in <place>/root: <place>/root/.sam3d-install/env.json cannot be read\n' +
      'help: install it first, or name its folder with --root\n',
  },
]);
