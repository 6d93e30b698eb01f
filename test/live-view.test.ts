import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from '../engine/model/event.js';
import { heartbeat } from '../engine/report/heartbeat.js';
import { lastLines, liveLines, type LiveLook } from '../engine/report/live-lines.js';
import { liveRows } from '../engine/report/live-rows.js';
import { cutText, textWidth } from '../engine/report/text-width.js';
import { wrapWords } from '../engine/report/wrap-words.js';

// The live view as a function from events, the clock and the terminal's size to lines.

const LOOK: LiveLook = { columns: 80, height: 23, unicode: true, color: false, spinner: '*', at: 0 };
const MINUTE = 60_000;

interface Told {
  readonly id: string;
  readonly title?: string;
  readonly onDemand?: boolean;
  readonly estimateMinutes?: number;
}

function started(...steps: readonly Told[]): Event {
  const told = steps.map(({ id, title = id, onDemand = false, ...rest }) => ({ id, title, onDemand, ...rest }));
  const run = { run: 'r', manifest: 'm', title: 'M', platform: 'linux-64', profile: 'p', root: '/r' };
  return { at: 0, type: 'run-started', ...run, steps: told };
}

const begins = (step: string, at: number, description = `make ${step}`): Event => {
  return { at, type: 'attempt-started', step, attempt: 'one', rung: 0, description };
};
const says = (step: string, at: number, line: string): Event => ({ at, type: 'output', step, line });
const comes = (step: string, at: number, done: number, total?: number): Event => {
  const progress = { phase: 'download', done, unit: 'bytes' as const, ...(total !== undefined && { total }) };
  return { at, type: 'progress', step, progress };
};
const ends = (step: string, at: number, ms = 1200): Event => {
  const outcome = { kind: 'succeeded' as const, attempt: 'one', rung: 0, ladder: [] };
  return { at, type: 'step-settled', step, outcome, ms };
};
const endsAs = (step: string, outcome: Extract<Event, { type: 'step-settled' }>['outcome']): Event => {
  return { at: 0, type: 'step-settled', step, outcome, ms: 0 };
};

function rowsAfter(...events: readonly Event[]) {
  const { rows, take } = liveRows();
  events.forEach(take);
  return rows;
}

function view(events: readonly Event[], look: Partial<LiveLook> = {}): readonly string[] {
  return liveLines(rowsAfter(...events), { ...LOOK, ...look });
}

test('a line a step: what it does and for how long, its last words, what waits, how it ended', () => {
  const events = [
    started(
      { id: 'env', title: 'Python' },
      { id: 'torch', estimateMinutes: 6 },
      { id: 'cc', onDemand: true },
      { id: 'end' },
    ),
    begins('env', 0),
    ends('env', 1200),
    begins('torch', 2000, 'install the big one'),
    says('torch', 3000, 'Collecting\tit'),
  ];
  assert.deepEqual(view(events, { at: 14_600 }), [
    '\u2714 Python: done (1.2 s)',
    '* torch: install the big one (12 s, typically 6 min)',
    '  \u203a Collecting it',
    '\u00b7 cc: runs only if it is needed',
    '\u00b7 end: waiting',
  ]);
  assert.deepEqual(view(events, { at: 14_600, unicode: false }), [
    '+ Python: done (1.2 s)',
    '* torch: install the big one (12 s, typically 6 min)',
    '  > Collecting it',
    '. cc: runs only if it is needed',
    '. end: waiting',
  ]);
});

test('a tool that is silent for twenty minutes is seen to live: elapsed and typical time, its last words and how old they are', () => {
  const events = [
    started({ id: 'build', estimateMinutes: 25 }),
    begins('build', 0),
    says('build', 5000, '[3/90] nvcc a.cu'),
  ];
  assert.deepEqual(view(events, { at: 64_000 }), [
    '* build: make build (1 min 4 s, typically 25 min)',
    '  \u203a [3/90] nvcc a.cu',
  ]);
  assert.deepEqual(view(events, { at: 20 * MINUTE + 5000 }), [
    '* build: make build (20 min 5 s, typically 25 min)',
    '  \u203a [3/90] nvcc a.cu (20 min ago)',
  ]);
});

test('plain lines tell of it too: after one minute of silence, after two more, then every five', () => {
  const { take, lines } = heartbeat({ showsOutput: false });
  [started({ id: 'build', estimateMinutes: 25 }), begins('build', 0), says('build', 5000, '[3/90] nvcc a.cu')].forEach(
    take,
  );
  const told: string[] = [];
  for (let at = 0; at <= 20 * MINUTE; at += 5000) told.push(...lines(at));
  assert.deepEqual(
    told,
    ['1 min', '3 min', '8 min', '13 min', '18 min'].map(
      time => `  build: still at work, ${time} so far, typically 25 min; it last said: [3/90] nvcc a.cu`,
    ),
  );
  take(ends('build', 21 * MINUTE));
  assert.deepEqual(lines(60 * MINUTE), []);
});

test('a heartbeat is for silence: not where the words of tools are shown, not between two attempts', () => {
  const { take, lines } = heartbeat({ showsOutput: true });
  [started({ id: 'build' }), begins('build', 0), says('build', 50_000, 'one')].forEach(take);
  assert.deepEqual(lines(70_000), []);
  assert.deepEqual(lines(110_000), ['  build: still at work, 1 min 50 s so far; it last said: one']);
  take(comes('build', 111_000, 3e6, 8e6));
  assert.deepEqual(lines(231_000), ['  build: still at work, 3 min 51 s so far; download 3.0 MB of 8.0 MB']);
  const failure = { kind: 'cancelled' as const };
  take({ at: 0, type: 'attempt-failed', step: 'build', failed: { attempt: 'one', class: 'failed', failure } });
  assert.deepEqual(lines(90 * MINUTE), []);
});

test('a download tells its speed of the last moments, the time left, and that nothing comes any more', () => {
  const events: Event[] = [started({ id: 'get' }), begins('get', 0), comes('get', 0, 50e6, 100e6)];
  for (let second = 1; second <= 20; second += 1) events.push(comes('get', second * 1000, 50e6 + second * 1e6, 100e6));
  // it was gone on with at 50 MB: these are no speed
  assert.deepEqual(view(events, { at: 20_000 }), ['* get: download 70.0 MB of 100 MB, 1.0 MB/s, 30 s left (20 s)']);
  assert.deepEqual(view(events, { at: 30_000 }), ['* get: download 70.0 MB of 100 MB, 500 kB/s, 1 min left (30 s)']);
});

test('a file that is here before its step may begin is no work: the step waits', () => {
  const ahead = [started({ id: 'get' }), comes('get', 0, 4e6, 8e6)];
  assert.deepEqual(view(ahead, { at: 3000 }), ['* get: download 4.0 MB of 8.0 MB (3 s)']);
  assert.deepEqual(view([...ahead, comes('get', 5000, 8e6, 8e6)]), ['\u00b7 get: waiting, 8.0 MB downloaded']);
  assert.deepEqual(view([...ahead, comes('get', 5000, 8e6, 8e6), begins('get', 60_000, 'unpack it')], { at: 61_000 }), [
    '* get: unpack it (1 s)',
  ]);
});

test('between two attempts it is told why the one ended, and which is next', () => {
  const failed = { attempt: 'wheel', class: 'absent' as const, failure: { kind: 'cancelled' as const } };
  const events: Event[] = [
    started({ id: 'a' }),
    begins('a', 0),
    says('a', 0, 'ERROR: none'),
    { at: 1000, type: 'attempt-failed', step: 'a', failed, next: 'build from source' },
  ];
  assert.deepEqual(view(events, { at: 2000 }), ['* a: "wheel" is absent, next is "build from source" (2 s)']);
  events.push({ at: 2000, type: 'retry-scheduled', step: 'a', attempt: 'wheel', inMs: 4000, remaining: 1 });
  assert.deepEqual(view(events, { at: 3000 }), ['* a: again in 4 s (3 s)']);
});

test('each way to end has its mark, and only the mark is in colour', () => {
  const events = [
    started({ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }, { id: 'e' }, { id: 'f' }),
    endsAs('a', { kind: 'up-to-date', attempt: 'one' }),
    endsAs('b', { kind: 'succeeded', attempt: 'two', rung: 1, ladder: [] }),
    endsAs('c', { kind: 'failed', ladder: [] }),
    endsAs('d', { kind: 'blocked', by: 'c' }),
    endsAs('e', { kind: 'skipped', reason: 'not needed' }),
    endsAs('f', { kind: 'cancelled' }),
  ];
  const plain = view(events);
  assert.deepEqual(plain, [
    '\u2714 a: up to date',
    '\u2714 b: done by "two"',
    '\u2716 c: failed',
    '! d: blocked by c',
    '- e: skipped: not needed',
    '/ f: interrupted',
  ]);
  const coloured = view(events, { color: true });
  const bare = coloured.map(line => line.replace(/^\u001b\[\d+m(.)\u001b\[0m /, '$1 '));
  assert.deepEqual(bare, plain);
  assert.equal(coloured[2], '\u001b[31m\u2716\u001b[0m c: failed');
});

test('no line is wider than the terminal; what gives way is the sentence, then the typical time, then the time', () => {
  const events = [
    started({ id: 'torch', title: 'torch 2.5.1 (cu121)', estimateMinutes: 6 }),
    begins('torch', 0, 'install torch==2.5.1 and torchvision==0.20.1'),
    says('torch', 0, 'Downloading https://127.0.0.1/whl/torch-2.5.1%2Bcu121-cp311-cp311-linux_x86_64.whl'),
  ];
  const at = 12_000;
  assert.deepEqual(view(events, { at, columns: 60 }), [
    '* torch 2.5.1 (cu121): install tor\u2026 (12 s, typically 6 min)',
    '  \u203a Downloading https://127.0.0.1/whl/torch-2.5.1%2Bcu121-\u2026',
  ]);
  assert.deepEqual(view(events, { at, columns: 40 }), [
    '* torch 2.5.1 (cu121): install\u2026 (12 s)',
    '  \u203a Downloading https://127.0.0.1/whl/\u2026',
  ]);
  assert.deepEqual(view(events, { at, columns: 40, unicode: false }), [
    '* torch 2.5.1 (cu121): instal... (12 s)',
    '  > Downloading https://127.0.0.1/wh...',
  ]);
  for (let columns = 2; columns < 130; columns += 1) {
    for (const line of view(events, { at, columns })) {
      assert.ok(textWidth(line) < Math.max(columns, 5), `${columns}: ${line}`);
    }
  }
});

test('letters of East Asia and emoji take two columns, accents none', () => {
  assert.equal(textWidth('\u4e2d\u6587 a'), 6);
  assert.equal(textWidth('e\u0301'), 1);
  assert.equal(textWidth('\u001b[31m\u{1f680}\u001b[0m'), 2);
  assert.equal(cutText('\u4e2d\u6587\u4e2d\u6587', 6, { unicode: true }), '\u4e2d\u6587\u2026');
  assert.equal(cutText('short', 5, { unicode: true }), 'short');
});

test('nothing of a manifest or a tool steers the terminal, or shows a letter that it has not', () => {
  const events = [
    started({ id: 'a', title: 'a\u001b[2Jb\u4e2d' }, { id: 'b', title: 'c\nd' }),
    begins('a', 0, 'run\tit'),
    says('a', 0, '\u001b[31mred\r50% \u4e2d'),
  ];
  assert.deepEqual(view(events), [
    '* a\\u{1b}[2Jb\u4e2d: run\\tit (0 s)',
    '  \u203a [31mred 50% \u4e2d',
    '\u00b7 c\\nd: waiting',
  ]);
  const ascii = view(events, { unicode: false }).join('');
  assert.match(ascii, /^[ -~]*$/);
  const ended = lastLines(rowsAfter(...events), { unicode: false, color: false }).join('');
  assert.match(ended, /^[ -~]*$/);
});

test('where there are more steps than lines, what waits is counted, then what ended well, then last words give way', () => {
  const steps = Array.from({ length: 10 }, (_, index) => ({ id: `s${index}`, onDemand: index === 9 }));
  const events = [
    started(...steps),
    ...['s0', 's1', 's2'].map(step => ends(step, 0)),
    endsAs('s3', { kind: 'failed', ladder: [] }),
    begins('s4', 0),
    says('s4', 0, 'hello'),
    begins('s5', 0),
  ];
  const open = ['\u2716 s3: failed', '* s4: make s4 (0 s)', '  \u203a hello', '* s5: make s5 (0 s)'];
  assert.equal(view(events, { height: 11 }).length, 11);
  assert.deepEqual(view(events, { height: 10 }), [
    '\u2714 s0: done (1.2 s)',
    '\u2714 s1: done (1.2 s)',
    '\u2714 s2: done (1.2 s)',
    ...open,
    '\u00b7 4 more steps, 1 of them only if needed',
  ]);
  const folded = ['\u2714 3 of 10 steps done', ...open, '\u00b7 4 more steps, 1 of them only if needed'];
  assert.deepEqual(view(events, { height: 7 }), folded);
  assert.deepEqual(
    view(events, { height: 5 }),
    folded.filter(line => !line.includes('hello')),
  );
  assert.deepEqual(view(events, { height: 3 }), [...folded.slice(0, 2), '\u2026 and 3 more']);
});

test('the last view has every step, whole; what never ended was interrupted', () => {
  const rows = rowsAfter(started({ id: 'a', title: 'x'.repeat(200) }, { id: 'b' }), ends('a', 0));
  assert.deepEqual(lastLines(rows, LOOK), [`\u2714 ${'x'.repeat(200)}: done (1.2 s)`, '/ b: interrupted']);
});

test('sentences break between words, below their own indentation; addresses and evidence stay whole', () => {
  assert.equal(wrapWords('  because: the quick brown fox', 20), '  because: the quick\n    brown fox');
  const address = `https://127.0.0.1/${'x'.repeat(30)}`;
  assert.equal(wrapWords(`  because: ${address} answered 404`, 20), `  because: ${address}\n    answered 404`);
  const evidence = '    | the words of a tool, longer than the line';
  assert.equal(wrapWords(evidence, 20), evidence);
  assert.equal(wrapWords('12 | steps: a line of a file\n   |        ^^^^^^^^^^^^^^^^^^', 20).split('\n').length, 2);
});
