import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { frameOf, terminalSvg, type Frame } from './terminal-svg.js';

// Pictures of real runs: the built program in a pseudo-terminal of a fixed size, whose bytes a terminal emulator draws.
// `npm run pictures` makes them again; tests hold their words against runs of today.

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const main = join(top, 'dist', 'sam3d-install.mjs');
const [COLUMNS, ROWS] = [100, 36];

/** Where the runs write: short, and the same each time, since it is seen. */
const PLACE = '/tmp/comfy';

interface Filmed {
  /** The moment at which most steps worked and their tools spoke. */
  readonly busiest: Frame;
  readonly last: Frame;
}

const MARK = '\u203a';

async function film(args: readonly string[]): Promise<Filmed> {
  const term = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 500, allowProposedApi: true });
  const shell = `stty cols ${COLUMNS} rows ${ROWS}; exec "$NODE" "$MAIN" ${args.join(' ')}`;
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    NODE: process.execPath,
    MAIN: main,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
  };
  const child = spawn('script', ['-qec', shell, '/dev/null'], {
    cwd: PLACE,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let busiest: { readonly score: number; readonly frame: Frame } = { score: 0, frame: [] };
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    await new Promise<void>(resolve => term.write(chunk, resolve));
    const frame = frameOf(term);
    const score = scoreOf(frame);
    if (score > busiest.score) busiest = { score, frame };
  }
  return { busiest: busiest.frame, last: frameOf(term) };
}

/** Spinners are yellow; words of tools follow a mark. What is done already makes a moment better, too. */
function scoreOf(frame: Frame): number {
  const count = (isCounted: (text: string, colour: number | undefined) => boolean) =>
    frame.filter(([first]) => first !== undefined && isCounted(first.text, first.colour)).length;
  const [working, speaking] = [count((_, colour) => colour === 3), count(text => text.trim().startsWith(MARK))];
  return speaking === 0 ? 0 : working * 10 + speaking * 10 + count((_, colour) => colour === 2);
}

function fileOf(readme: string, name: string): string {
  return /```yaml\n([\s\S]*?)```/.exec(readme.slice(readme.indexOf(`<!-- file: ${name} -->`)))?.[1] ?? '';
}

function save(name: string, frame: Frame, title: string): void {
  const folder = join(top, 'docs', 'pictures');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.svg`), terminalSvg(frame, { title, columns: COLUMNS }));
}

/** The summary is what follows the last row of a step. */
function fromLine({ last }: Filmed, begins: string): Frame {
  const at = last.findLastIndex(pieces =>
    pieces
      .map(({ text }) => text)
      .join('')
      .startsWith(begins),
  );
  return last.slice(at);
}

mkdirSync(PLACE);
try {
  const faults = ['--absent', 'pytorch3d-conda', '--absent', 'pytorch3d'];
  const run = await film(['rehearse', '--manifest', 'default.yaml', '--root', '_rehearsal', ...faults]);
  save('running', run.busiest, 'a terminal while sam3d-install runs: a line for each step');
  save('summary', fromLine(run, 'SAM 3D Objects for ComfyUI: installed'), 'a terminal with the summary of a run');
  writeFileSync(join(PLACE, 'my-node.yaml'), fileOf(readFileSync(join(top, 'README.md'), 'utf8'), 'my-node.yaml'));
  const failed = await film(['rehearse', '--manifest', 'my-node.yaml', '--root', 'my-node', '--absent', 'pillow']);
  save('failed', failed.last, 'a terminal with a run that failed');
} finally {
  rmSync(PLACE, { recursive: true, force: true });
}
