import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { place, platformHere, shown, type Place } from './support/cli.js';

/** What a user gets afterwards: `run -- COMMAND`, `activate.sh`, and both in folders with odd names. */

const MANIFEST = `manifest: 1
name: tools
title: Tools
platforms: { ${platformHere()}: {} }
steps:
  hello:
    uses: write
    with: { path: tools/hello, text: "#!/bin/sh\\necho hello from the root\\n", executable: true }
    exports: { HELLO_HOME: '\${steps.hello.path}' }
  path:
    uses: write
    with: { path: tools/readme.txt, text: "\${steps.hello.path}\\n" }
    exports: { PATH: '\${paths.tools}', QUOTED: "it's \\"quoted\\" & 100% $HOME" }
paths: { tools: tools }
`;

async function installed(t: TestContext, options: { readonly name?: string } = {}): Promise<Place> {
  const here = place(t, options);
  here.write('sam3d-install.yaml', MANIFEST);
  const end = await here.cli([]);
  assert.equal(end.code, 0, shown(end));
  return here;
}

/** Prints its arguments and some variables as JSON. */
const TELL = [process.execPath, '-e', 'console.log(JSON.stringify([process.argv.slice(1), process.env]))', '--'];

interface Told {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

function toldBy(stdout: string): Told {
  const [args, env] = JSON.parse(stdout) as [string[], Record<string, string>];
  return { args, env };
}

const skip = process.platform === 'win32' && 'the programs are scripts for sh';

describe('run -- COMMAND', { skip, concurrency: 2 }, () => {
  test('hands on every argument as it is, the exports, and the exit code', async t => {
    const here = await installed(t);
    const odd = ['two words', `it's`, '"', '$HOME', '*', '', '--root', '-x', 'a=b', 'ü', '\\', '%PATH%', ';ls'];
    const end = await here.cli(['run', '--', ...TELL, ...odd]);
    assert.equal(end.code, 0, shown(end));
    assert.equal(end.stderr, '');
    const { args, env } = toldBy(end.stdout);
    assert.deepEqual(args, odd);
    assert.equal(env['HELLO_HOME'], join(here.root, 'tools/hello'));
    assert.equal(env['QUOTED'], `it's "quoted" & 100% $HOME`);
    assert.equal(env['PATH'], `${join(here.root, 'tools')}:${here.bin}`);
    const failed = await here.cli(['run', '--', process.execPath, '-e', 'process.exit(42)']);
    assert.equal(failed.code, 42);
  });

  test('finds the programs of the environment before those of the host, and needs no dashes', async t => {
    const here = await installed(t);
    here.program('hello', 'echo hello from the host');
    const end = await here.cli(['run', 'hello', '--root', 'is for hello']);
    assert.equal(end.stdout, 'hello from the root\n', shown(end));
  });

  test("keeps the user's variables but those that lead to another Python", async t => {
    const here = await installed(t);
    const env = { TOKEN_OF_MINE: 'kept', DISPLAY: ':1', PYTHONPATH: '/elsewhere', CONDA_PREFIX: '/other' };
    const told = toldBy((await here.cli(['run', '--', ...TELL], { env })).stdout);
    assert.equal(told.env['TOKEN_OF_MINE'], 'kept');
    assert.equal(told.env['DISPLAY'], ':1');
    assert.equal(told.env['PYTHONPATH'], undefined);
    assert.equal(told.env['CONDA_PREFIX'], undefined);
    assert.equal(told.env['PYTHONNOUSERSITE'], '1');
  });

  test('takes a path as one seen from the current folder, and says when there is no such program', async t => {
    const here = await installed(t);
    here.write('mine.sh', '');
    const script = here.program(['..', 'work', 'mine.sh'].join('/'), 'echo mine');
    assert.ok(existsSync(script));
    assert.equal((await here.cli(['run', '--', './mine.sh'])).stdout, 'mine\n');
    const none = await here.cli(['run', '--', 'no-such-program']);
    assert.equal(none.code, 127);
    assert.equal(
      none.stderr,
      'error: there is no program no-such-program, neither in the environment nor on PATH\n' +
        'help: name one of them, or write a path with a / in it\n',
    );
  });
});

/** Folders that have broken installers before. */
const ODD = [
  'two words',
  'ünïcödé 漢字',
  'hash # and 100% and & and ;',
  `it's "quoted"`,
  '-leading dash',
  '$HOME `ls` $(ls)',
  'back\\slash',
  '${steps.hello.path}',
];

describe('a root with an odd name', { skip, concurrency: 2 }, () => {
  for (const name of ODD) {
    test(name, async t => {
      const here = await installed(t, { name });
      const second = await here.cli([]);
      assert.match(second.stderr, /Tools: nothing to do, 2 steps up to date/, shown(second));
      assert.equal((await here.cli(['run', '--', 'hello'])).stdout, 'hello from the root\n');
      assert.equal(readFileSync(join(here.root, 'tools/readme.txt'), 'utf8'), `${join(here.root, 'tools/hello')}\n`);
      const script = '. "$1"; hello; echo "$HELLO_HOME"; echo "$QUOTED"';
      const activate = join(here.root, '.sam3d-install', 'activate.sh');
      const said = execFileSync('/bin/sh', ['-euc', script, 'sh', activate], { encoding: 'utf8', env: {} });
      assert.equal(said, `hello from the root\n${join(here.root, 'tools/hello')}\nit's "quoted" & 100% $HOME\n`);
    });
  }

  test('given as a relative path that begins with a dash', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', MANIFEST);
    const end = await here.cli(['install', '--root=-odd']);
    assert.equal(end.code, 0, shown(end));
    assert.ok(existsSync(join(here.work, '-odd', 'tools', 'hello')));
    const ran = await here.cli(['run', '--root=-odd', '--', 'hello']);
    assert.equal(ran.stdout, 'hello from the root\n', shown(ran));
  });

  test('reached by a link', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', MANIFEST);
    mkdirSync(join(here.folder, 'real'));
    execFileSync('ln', ['-s', join(here.folder, 'real'), join(here.folder, 'link')]);
    const env = { SAM3D_INSTALL_ROOT: join(here.folder, 'link') };
    const end = await here.cli([], { env });
    assert.equal(end.code, 0, shown(end));
    assert.ok(existsSync(join(realpathSync(here.folder), 'real', 'tools', 'hello')));
  });
});

describe('every flag is a variable too', { skip, concurrency: 2 }, () => {
  const WITH_CHOICES = `${MANIFEST}
options: { colour: { values: [red, green], default: red, description: What colour } }
versions: { tool: '1' }
`.replace('text: "${steps.hello.path}\\n"', 'text: "${option.colour} ${tool}\\n"');

  test('and a flag beats its variable', async t => {
    const here = place(t);
    const manifest = here.write('elsewhere.yaml', WITH_CHOICES);
    const env = {
      SAM3D_INSTALL_MANIFEST: manifest,
      SAM3D_INSTALL_OPTION: 'colour=green',
      SAM3D_INSTALL_SET: 'tool=2',
      SAM3D_INSTALL_JSON: '1',
      SAM3D_INSTALL_JOBS: '1',
      SAM3D_INSTALL_PLATFORM: platformHere(),
    };
    const end = await here.cli([], { env });
    assert.equal(end.code, 0, shown(end));
    assert.match(end.stdout, /^\{"type":"run-started"/);
    const text = () => readFileSync(join(here.root, 'tools/readme.txt'), 'utf8');
    assert.equal(text(), 'green 2\n');
    await here.cli(['install', '--set', 'tool=3'], { env });
    assert.equal(text(), 'green 3\n');
  });

  test('an empty variable says nothing, and a switch can be off', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', WITH_CHOICES);
    const env = { SAM3D_INSTALL_PROFILE: '', SAM3D_INSTALL_JSON: '0', SAM3D_INSTALL_QUIET: 'false' };
    const end = await here.cli([], { env });
    assert.equal(end.code, 0, shown(end));
    assert.equal(end.stdout, '');
    assert.match(end.stderr, /Tools: installed/);
  });

  test('dry run by a variable writes nothing', async t => {
    const here = place(t);
    here.write('sam3d-install.yaml', WITH_CHOICES);
    const end = await here.cli([], { env: { SAM3D_INSTALL_DRY_RUN: 'true' } });
    assert.equal(end.code, 0, shown(end));
    assert.match(end.stdout, /^Tools\n/);
    assert.equal(existsSync(here.root), false);
  });
});
