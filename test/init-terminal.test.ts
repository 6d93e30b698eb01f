import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { NODE_AND_MAIN, place, type Place } from './support/cli.js';

// The questions of `init`, answered in a real pseudo-terminal that `script` (util-linux) makes.
const SCRIPT = ['/usr/bin/script', '/bin/script'].find(path => existsSync(path));
const skip = SCRIPT === undefined || process.platform !== 'linux' ? 'there is no util-linux `script` here' : false;

const TITLE = /what people call the node \[node\]: $/;
const FROM = /file that says what it needs \[.*\]: $/;
const PYTHON = /Python \[of that file, else 3\.11\]: $/;
const PLATFORMS = /platforms \[of that file, else linux-64,.*\]: $/;
const ENTER = '\r';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

interface Dialogue {
  readonly code: number | null;
  /** What stood on the screen, with what was typed. */
  readonly screen: string;
  readonly here: Place;
  readonly folder: string;
}

/** Types each answer once its question stands at the end of the screen. */
async function talk(
  t: TestContext,
  answers: readonly (readonly [RegExp, string])[],
  { args = '', files = {} }: { readonly args?: string; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<Dialogue> {
  const here = place(t);
  for (const [name, text] of Object.entries(files)) here.write(name, text);
  const command = `stty cols 200 rows 40; exec ${NODE_AND_MAIN} init node ${args}`;
  const env = { HOME: here.folder, PATH: '/usr/bin:/bin', TERM: 'xterm', SHELL: '/bin/sh', LANG: 'C.UTF-8' };
  const child = spawn(SCRIPT ?? '', ['-qec', command, '/dev/null'], { cwd: here.work, env, timeout: 60_000 });
  const left = [...answers];
  let [screen, seen] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen = stripVTControlCharacters(screen + text).replaceAll('\r', '');
    const [question, answer] = left[0] ?? [];
    if (question === undefined || answer === undefined || !question.test(screen.slice(seen))) return;
    left.shift();
    seen = screen.length;
    child.stdin.write(answer);
  });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  assert.deepEqual(left, [], `not asked for:\n${screen}`);
  return { code, screen, here, folder: join(here.work, 'node') };
}

test('a terminal asks for what is not said; an empty answer takes what stands in brackets', { skip }, async t => {
  const { code, screen, folder } = await talk(t, [
    [TITLE, `My node${ENTER}`],
    [FROM, ENTER],
    [PYTHON, ENTER],
    [PLATFORMS, `linux-64, win-64${ENTER}`],
  ]);
  assert.equal(code, 0, screen);
  assert.match(screen, /file that says what it needs \[none\]: \n/);
  assert.match(screen, /^wrote sam3d-install\.yaml$/m);
  const manifest = readFileSync(join(folder, 'sam3d-install.yaml'), 'utf8');
  assert.match(manifest, /^name: node\ntitle: 'My node'$/m);
  assert.match(manifest, /^ {2}python: '3\.11'$/m);
  assert.deepEqual(manifest.match(/^ {2}[a-z0-9]+-[a-z0-9]+: {}$/gm), ['  linux-64: {}', '  win-64: {}']);
});

test('an answer that cannot be is told why, and asked for again', { skip }, async t => {
  const { code, screen, folder } = await talk(
    t,
    [
      [FROM, `nowhere.txt${ENTER}`],
      [FROM, `needs.txt${ENTER}`],
      [PYTHON, `three${ENTER}`],
      [PYTHON, `3.12${ENTER}`],
      [PLATFORMS, `linux-64,amiga${ENTER}`],
      [PLATFORMS, `linux-64${ENTER}`],
    ],
    { args: '--title Said', files: { 'needs.txt': 'pillow==10.4.0\n' } },
  );
  assert.equal(code, 0, screen);
  assert.doesNotMatch(screen, /what people call the node/);
  assert.match(
    screen,
    /: nowhere\.txt\nThere is no nowhere\.txt here\.\nfile that says what it needs \[none\]: needs\.txt\n/,
  );
  assert.match(screen, /: three\nWrite it as 3\.11\.\nPython \[/);
  assert.match(
    screen,
    /: linux-64,amiga\namiga is none of linux-64, linux-aarch64, osx-64, osx-arm64, win-64\.\nplatforms \[/,
  );
  const manifest = readFileSync(join(folder, 'sam3d-install.yaml'), 'utf8');
  assert.match(manifest, /^ {2}python: '3\.12'$/m);
  assert.match(manifest, /pillow: '10\.4\.0'/);
});

test('the file that the node has is offered, and can be left alone', { skip }, async t => {
  const files = { 'node/requirements.txt': 'pillow==10.4.0\n' };
  const rest = [
    [PYTHON, ENTER],
    [PLATFORMS, ENTER],
  ] as const;
  const taken = await talk(t, [[FROM, ENTER], ...rest], { args: '--title T', files });
  assert.equal(taken.code, 0, taken.screen);
  assert.match(taken.screen, /what it needs \[node\/requirements\.txt\]: \n/);
  assert.match(readFileSync(join(taken.folder, 'sam3d-install.yaml'), 'utf8'), /pillow/);
  const left = await talk(t, [[FROM, `none${ENTER}`], ...rest], { args: '--title T', files });
  assert.equal(left.code, 0, left.screen);
  assert.doesNotMatch(readFileSync(join(left.folder, 'sam3d-install.yaml'), 'utf8'), /pillow/);
});

test('answers that are pasted at once are all heard', { skip }, async t => {
  const { code, screen, folder } = await talk(t, [[TITLE, `Pasted${ENTER}${ENTER}3.12${ENTER}linux-64${ENTER}`]]);
  assert.equal(code, 0, screen);
  const manifest = readFileSync(join(folder, 'sam3d-install.yaml'), 'utf8');
  assert.match(manifest, /^title: 'Pasted'$/m);
  assert.match(manifest, /^ {2}python: '3\.12'$/m);
});

for (const [name, key] of [
  ['Ctrl-C', CTRL_C],
  ['the end of input', CTRL_D],
] as const) {
  test(`${name} at a question writes nothing, and says so`, { skip }, async t => {
    const { code, screen, here } = await talk(t, [
      [TITLE, ENTER],
      [FROM, key],
    ]);
    assert.equal(code, 130, screen);
    assert.match(screen, /\nnothing was written\n$/);
    assert.deepEqual(readdirSync(here.work), []);
  });
}

test('--yes asks nothing, on a terminal too', { skip }, async t => {
  const { code, screen } = await talk(t, [], { args: '--yes' });
  assert.equal(code, 0, screen);
  assert.doesNotMatch(screen, /\[/);
});
