import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { MAIN, place, platformHere, shown, type Place } from './support/cli.js';

/** Where words go, and how they are written there. */

const project = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const schema = JSON.parse(readFileSync(join(project, 'schemas', 'events.schema.json'), 'utf8')) as object;
const isLine = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const LETTERS = `manifest: 1
name: letters
title: Für 漢字 🙂
description: naïve
versions: { tool: '1' }
platforms: { ${platformHere()}: {} }
steps:
  one: { title: Größe, uses: write, with: { path: größe.txt, text: "ü\\n" } }
  two: { uses: run, needs: [one], with: { argv: ['${process.execPath}', -e, "console.log('naïve 🙂'); process.exit(3)"] } }
`;

const COMMANDS = [
  ['install'],
  ['install', '--verbose', '--force', 'two'],
  ['install', '--json'],
  ['plan'],
  ['plan', '--json'],
  ['plan', '--format', 'mermaid'],
  ['validate'],
  ['status'],
  ['verify'],
  ['log', 'two'],
  ['schema'],
  ['--help'],
  ['install', '--help'],
] as const;

describe('without a terminal', { concurrency: 2 }, () => {
  test('every byte is ASCII in a C locale, and there is no colour and no movement in any locale', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', LETTERS);
    for (const words of COMMANDS) {
      const plain = await here.cli(words, { env: { LANG: 'C', LC_ALL: 'C' } });
      assert.doesNotMatch(plain.stdout + plain.stderr, /[^\n\t -~]/, `${words.join(' ')}: ${shown(plain)}`);
    }
    const utf8 = await here.cli(['install'], { env: { LANG: 'C.UTF-8' } });
    assert.match(utf8.stderr, /^Für 漢字 🙂: /);
    assert.doesNotMatch(utf8.stderr, /\x1b/);
  });

  test('--json says the same in a C locale as in any other', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', LETTERS);
    const [ascii, utf8] = await Promise.all(
      ['C', 'C.UTF-8'].map(LANG => here.cli(['plan', '--json'], { env: { LANG } })),
    );
    assert.notEqual(ascii?.stdout, utf8?.stdout);
    assert.deepEqual(JSON.parse(ascii?.stdout ?? ''), JSON.parse(utf8?.stdout ?? ''));
  });

  test('colour comes when it is asked for, and not against NO_COLOR or --no-color', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', LETTERS.replace("'1'", '1'));
    const coloured = async (env: Readonly<Record<string, string>>, ...more: readonly string[]) =>
      (await here.cli(['validate', ...more], { env })).stderr.includes('\x1b[');
    assert.equal(await coloured({ FORCE_COLOR: '1' }), true);
    assert.equal(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(await coloured({ FORCE_COLOR: '1' }, '--no-color'), false);
    assert.equal(await coloured({}), false);
  });
});

describe('results go to standard output and talk to standard error', { concurrency: 2 }, () => {
  const talkOf = async (here: Place, ...words: readonly string[]) => {
    const { stdout, stderr } = await here.cli(words);
    return [stdout === '', stderr === ''];
  };

  test('so that what a command is asked for can be piped', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', LETTERS.replace("versions: { tool: '1' }\n", '').replace('process.exit(3)', '0'));
    assert.deepEqual(await talkOf(here, 'plan'), [false, true]);
    assert.deepEqual(await talkOf(here, 'install'), [true, false]);
    assert.deepEqual(await talkOf(here, 'install', '--json'), [false, true]);
    assert.deepEqual(await talkOf(here, 'status'), [false, true]);
    assert.deepEqual(await talkOf(here, 'validate'), [false, true]);
    assert.deepEqual(await talkOf(here, 'verify'), [false, false]);
    assert.deepEqual(await talkOf(here, 'log'), [false, true]);
    assert.deepEqual(await talkOf(here, '--help'), [false, true]);
  });

  test('each line of --json is one value that the schema describes, of the commands that only look too', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', LETTERS);
    const check = async (words: readonly string[], type: string) => {
      const end = await here.cli([...words, '--json']);
      const lines = end.stdout.trimEnd().split('\n');
      for (const line of lines) {
        const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
        assert.ok(isLine(value), `${line}\n${JSON.stringify(isLine.errors)}`);
        assert.equal(value['type'], type);
        assert.equal(Object.keys(value)[0], 'type');
      }
      return lines.length;
    };
    assert.equal(await check(['plan'], 'plan'), 1);
    assert.equal(await check(['status'], 'status'), 1);
    assert.equal(await check(['validate'], 'validation'), 1);
    assert.equal((await here.cli([])).code, 1);
    assert.equal(await check(['status'], 'status'), 1);
    assert.equal(await check(['verify'], 'step-checked'), 2);
    here.write('sam3d-install.yaml', LETTERS.replace("'1'", '1').replace('uses: run', 'uses: rum'));
    assert.equal(await check(['validate'], 'validation'), 1);
    assert.equal(await check(['validate', '--manifest', 'default.yaml'], 'validation'), 1);
    assert.equal(await check(['plan', '--manifest', 'default.yaml'], 'plan'), 1);
  });
});

const skip = process.platform === 'win32' && 'the shell is sh';

describe('a stream that cannot take it all', { skip, concurrency: 2 }, () => {
  const piped = (here: Place, script: string) =>
    spawnSync('/bin/bash', ['-c', script, 'bash', process.execPath, MAIN], {
      cwd: here.work,
      env: { PATH: '/usr/bin:/bin', HOME: here.folder, SAM3D_INSTALL_ROOT: here.root },
      encoding: 'utf8',
      timeout: 60_000,
    });

  test('a reader that has seen enough is no error', { skip: !existsSync('/bin/bash') && 'no bash here' }, t => {
    const here = place(t);
    here.write('sam3d-install.yaml', LETTERS);
    for (const command of ['plan --manifest default.yaml', 'schema', 'install --json --only one']) {
      const end = piped(here, `set -o pipefail; "$1" "$2" ${command} | head -n 1`);
      assert.equal(end.status, 0, `${command}: ${end.stderr}`);
      assert.equal(end.stdout.split('\n').length, 2);
      assert.doesNotMatch(end.stderr, /EPIPE|error/);
    }
    const talk = piped(here, `{ "$1" "$2" install --only one --force one 2>&1 >/dev/null; echo $? >&2; } | head -n 1`);
    assert.equal(talk.stderr, '0\n', 'nor is one of the talk');
  });

  test(
    'a full disk is one, and what was to be done is done',
    { skip: !existsSync('/dev/full') && 'no /dev/full' },
    t => {
      const here = place(t);
      here.write('sam3d-install.yaml', LETTERS);
      const full = openSync('/dev/full', 'w');
      const end = spawnSync(process.execPath, [MAIN, 'install', '--json', '--only', 'one', '--root', here.root], {
        cwd: here.work,
        env: { PATH: here.bin, HOME: here.folder },
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      assert.equal(end.status, 1, end.stderr);
      assert.equal(end.stderr, 'error: not all of the output could be written (ENOSPC)\n');
      assert.ok(existsSync(join(here.root, 'größe.txt')));
    },
  );
});

test('a fault of the program itself ends with 70 and says what to do with it', async t => {
  const here = place(t);
  // an installation from which a file is missing
  cpSync(join(project, 'dist', 'engine'), join(here.folder, 'engine'), { recursive: true });
  cpSync(join(project, 'package.json'), join(here.folder, 'package.json'));
  symlinkSync(join(project, 'node_modules'), join(here.folder, 'node_modules'), 'junction');
  const broken = [join(here.folder, 'engine', 'cli', 'main.js'), 'schema'];
  const end = spawnSync(process.execPath, broken, { encoding: 'utf8', cwd: here.work });
  assert.equal(end.status, 70, end.stderr);
  assert.equal(end.stdout, '');
  assert.match(
    end.stderr,
    /^error: a fault of sam3d-install itself, not of your machine or manifest\nError: the schema .* cannot be read: ENOENT\n/,
  );
  assert.match(
    end.stderr,
    /\nhelp: run the same command again, what is done is kept; report it with these lines and the command\n$/,
  );
});
