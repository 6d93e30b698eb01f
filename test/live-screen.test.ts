import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import xterm from '@xterm/headless';
import { liveScreen, type LiveScreen } from '../engine/report/live-screen.js';
import { terminalReport } from '../engine/report/terminal-report.js';

// What is written, shown by the screen of a real terminal emulator, which wraps its lines again when it is resized.

interface Shown {
  readonly screen: LiveScreen;
  readonly resize: (columns: number, rows?: number) => void;
  /** All that can be seen and scrolled back to, without the blank lines at the end. */
  readonly lines: () => Promise<readonly string[]>;
  readonly hasCursor: () => boolean;
}

function terminal(columns: number, rows: number): Shown {
  const term = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  let written = '';
  const write = (text: string) => {
    written += text;
    term.write(text);
  };
  write('$ install\n');
  const drained = () => new Promise<void>(resolve => term.write('', resolve));
  return {
    screen: liveScreen(write, () => ({ columns: term.cols, rows: term.rows })),
    resize: (cols, height = term.rows) => term.resize(cols, height),
    lines: async () => {
      await drained();
      const buffer = term.buffer.active;
      const all = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y)?.translateToString(true) ?? '');
      return all.slice(0, all.findLastIndex(line => line !== '') + 1);
    },
    hasCursor: () => written.lastIndexOf('\u001b[?25h') > written.lastIndexOf('\u001b[?25l'),
  };
}

test('lines are drawn over those before them, and what is no more there is gone', async () => {
  const { screen, lines, hasCursor } = terminal(40, 10);
  screen.draw(['one: a long line that works', 'two: waiting', 'three: waiting']);
  assert.deepEqual(await lines(), ['$ install', 'one: a long line that works', 'two: waiting', 'three: waiting']);
  assert.equal(hasCursor(), false);
  screen.draw(['one: done', 'two: waiting']);
  assert.deepEqual(await lines(), ['$ install', 'one: done', 'two: waiting']);
  screen.end(['one: done', 'two: done']);
  assert.deepEqual(await lines(), ['$ install', 'one: done', 'two: done']);
  assert.equal(hasCursor(), true);
});

test('a terminal that becomes wider, or narrower, leaves nothing of the old lines', async () => {
  const { screen, resize, lines } = terminal(60, 40);
  const at = (columns: number) => ['a', 'b', 'c'].map(name => `${name} `.padEnd(columns - 1, name));
  screen.draw(at(60));
  for (const columns of [30, 100, 13, 200, 60]) {
    await lines();
    resize(columns);
    screen.draw(at(columns));
    assert.deepEqual(await lines(), ['$ install', ...at(columns)], `at ${columns}`);
  }
});

test('what is said meanwhile stands above, at once, and stays', async () => {
  const { screen, lines } = terminal(40, 10);
  screen.draw(['one: works', 'two: waiting']);
  screen.above('stopping: ending what runs\n');
  assert.deepEqual(await lines(), ['$ install', 'stopping: ending what runs', 'one: works', 'two: waiting']);
  screen.draw(['one: interrupted', 'two: waiting']);
  assert.deepEqual(await lines(), ['$ install', 'stopping: ending what runs', 'one: interrupted', 'two: waiting']);
});

test('a view as high as the terminal is drawn again in its place', async () => {
  const { screen, lines } = terminal(20, 4);
  for (const turn of [1, 2, 3]) screen.draw(['a', 'b', `c ${turn}`]);
  screen.end(['a', 'b', 'c', 'd', 'e', 'f']);
  assert.deepEqual(await lines(), ['$ install', 'a', 'b', 'c', 'd', 'e', 'f']);
});

test('what has not changed is not written again', () => {
  const written: string[] = [];
  const screen = liveScreen(
    text => written.push(text),
    () => ({ columns: 40, rows: 10 }),
  );
  screen.draw(['one', 'two']);
  screen.draw(['one', 'two']);
  assert.equal(written.length, 1);
  screen.draw(['one', 'three']);
  assert.equal(written[1], '\u001b[?25l\r\u001b[2A\nthree\u001b[K\n\u001b[J');
});

/** A whole report on a terminal of 60 columns, whose frames come when the test says so. */
function reportOn(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const term = new xterm.Terminal({ cols: 60, rows: 20, allowProposedApi: true, convertEol: true });
  let written = '';
  const stream = {
    get columns() {
      return term.cols;
    },
    get rows() {
      return term.rows;
    },
    write: (text: string) => {
      written += text;
      term.write(text);
      return true;
    },
  };
  const view = terminalReport(stream as never, { unicode: true, color: false, now: () => 4000 });
  const told = { title: 'a step with a long name', onDemand: false };
  const run = { run: 'r', manifest: 'm', title: 'M', platform: 'linux-64', profile: 'p', root: '/r' };
  view.report({ at: 0, type: 'run-started', ...run, steps: [{ id: 'a', ...told }] });
  view.report({
    at: 1000,
    type: 'attempt-started',
    step: 'a',
    attempt: 'one',
    rung: 0,
    description: 'do what takes more words than a narrow terminal has room for',
  });
  return {
    view,
    stream,
    written: () => written,
    resize: (columns: number) => term.resize(columns, 20),
    frame: async () => {
      await new Promise(resolve => setImmediate(resolve));
      t.mock.timers.tick(100);
      await new Promise<void>(resolve => term.write('', resolve));
      const buffer = term.buffer.active;
      const all = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y)?.translateToString(true) ?? '');
      return all.filter(line => line !== '').map(line => line.replace(/^[^\x00-\x7f]/, '*'));
    },
  };
}

test('a report is drawn for the width that the terminal has now', async t => {
  const { view, resize, frame } = reportOn(t);
  assert.deepEqual(await frame(), ['* a step with a long name: do what takes more words\u2026 (3 s)']);
  resize(100);
  assert.deepEqual(await frame(), [
    '* a step with a long name: do what takes more words than a narrow terminal has room for (3 s)',
  ]);
  resize(40);
  assert.deepEqual(await frame(), ['* a step with a long name: do wh\u2026 (3 s)']);
  await view.close();
  assert.deepEqual(await frame(), ['/ a step with a long name: interrupted']);
});

test('what the program says while the report is live is seen at the next frame, above it', async t => {
  const { view, stream, frame } = reportOn(t);
  await frame();
  stream.write('stopping\n');
  assert.deepEqual(await frame(), ['stopping', '* a step with a long name: do what takes more words\u2026 (3 s)']);
  await view.close();
  stream.write('the end\n');
  assert.deepEqual(await frame(), ['stopping', '/ a step with a long name: interrupted', 'the end']);
});

test('a process that must end at once gives the cursor back', async t => {
  const { view, frame, written } = reportOn(t);
  await frame();
  view.leave();
  assert.match(written(), /\u001b\[\?25h$/);
  await view.close();
});
