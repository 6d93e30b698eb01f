import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, withoutControls } from '../engine/host/processes/control-sequences.js';
import { LineReader } from '../engine/host/processes/line-reader.js';
import { OutputCollector } from '../engine/host/processes/output-collector.js';

test('colours, titles, links, movements and every other order to a terminal are taken out of a line', () => {
  const cases: Readonly<Record<string, string>> = {
    'plain text, grüße \u{1f600}\ttab': 'plain text, grüße \u{1f600}\ttab',
    '\x1b[31mred\x1b[0m': 'red',
    '\x1b[38;2;1;2;3mred\x1b[m': 'red',
    '\x1b]0;title\x07text': 'text',
    '\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\': 'link',
    '\x1b]52;c;ZXZpbA==\x07copied': 'copied',
    '\x1bP1$tx\x1b\\device': 'device',
    '\x1b[2K\x1b[1A\x1b[?25lmoved': 'moved',
    '\x1b(B\x1b=\x1b>\x1bMtwo characters': 'two characters',
    '\x9b31mone byte\x9b0m': 'one byte',
    '\x9d0;title\x9ctext': 'text',
    'bell\x07 back\b\b nul\0 del\x7f c1\x85': 'bell back nul del c1',
    '\x1b]0;never ended': '0;never ended',
    '\x1b[31': '31',
    '\x1b': '',
    '\x1b\x1b[31mx': 'x',
  };
  for (const [line, expected] of Object.entries(cases)) {
    const text = withoutControls(line);
    assert.equal(text, expected, JSON.stringify(line));
    assert.doesNotMatch(text, /[\x00-\x08\x0a-\x1f\x7f-\x9f]/);
  }
});

test('a text of several lines ends them with line feeds and has no controls in them', () => {
  assert.equal(plainText('\x1b[1ma\x1b[0m\r\nb\rc\n\n'), 'a\nbc\n\n');
});

test('hostile text is stripped in a time that grows with its length alone', () => {
  for (const piece of ['\x1b]', '\x9d', '\x1b[', '\x1b[0', '\x1bP\x1b', '\r', '\x1b ']) {
    withoutControls(piece.repeat(200_000));
    plainText(piece.repeat(200_000));
  }
});

test('bytes become lines wherever they are cut', () => {
  const bytes = Buffer.from('one\ntwo ü\r\n\nfour \u{1f600}\nno line feed');
  for (let at = 0; at <= bytes.length; at += 1) {
    const read = reader();
    read.take(bytes.subarray(0, at));
    read.take(bytes.subarray(at));
    read.end();
    assert.deepEqual(read.lines, ['one', 'two ü', '', 'four \u{1f600}', 'no line feed'], `cut at ${at}`);
  }
});

test('a line that is drawn over ends as what is seen last', () => {
  const read = reader();
  read.takeText('10%\r20%\r\x1b[2K\r100%\r   \r\ndone\n');
  assert.deepEqual(read.lines, ['100%', 'done']);
});

test('of a progress bar one state a second is told, and its end once', () => {
  const read = reader();
  for (let percent = 0; percent <= 100; percent += 1) {
    read.takeText(`\r${percent}%`);
    read.time += 100;
  }
  read.takeText('\n');
  assert.deepEqual(read.updates, ['0%', '10%', '20%', '30%', '40%', '50%', '60%', '70%', '80%', '90%']);
  assert.deepEqual(read.lines, ['100%']);
});

test('an update that turns out to be the line is not told twice', () => {
  const printed: string[] = [];
  const collector = new OutputCollector(line => printed.push(line));
  for (const piece of ['\rworking', '\r\r', '\n', 'next\n']) collector.take('stdout', Buffer.from(piece));
  collector.end();
  assert.deepEqual(printed, ['working', 'next']);
  assert.deepEqual(collector.lastLines(), ['working', 'next']);
});

test('a program that never ends a line does not fill the memory', () => {
  const read = reader();
  for (let count = 0; count < 1000; count += 1) read.takeText('x'.repeat(1000));
  read.end();
  assert.equal(read.lines.join('').length, 1_000_000);
  assert.ok(read.lines.every(line => line.length <= 16 * 1024));
});

test('the two outputs of a program do not run into each other', () => {
  const printed: string[] = [];
  const collector = new OutputCollector(line => printed.push(line));
  collector.take('stdout', Buffer.from('out '));
  collector.take('stderr', Buffer.from('err\n'));
  collector.take('stdout', Buffer.from('put\n'));
  collector.end();
  assert.deepEqual(printed, ['err', 'out put']);
  assert.equal(collector.stdout(), 'out put\n');
});

test('of a long answer the first 64 KiB are kept, without half a character', () => {
  const collector = new OutputCollector(() => undefined);
  collector.take('stdout', Buffer.from(`x${'ü'.repeat(40_000)}`));
  collector.end();
  assert.equal(collector.stdout(), `x${'ü'.repeat(32_767)}`);
});

function reader() {
  const state = { time: 0, lines: [] as string[], updates: [] as string[] };
  const inner = new LineReader({
    line: text => state.lines.push(text),
    update: text => state.updates.push(text),
    now: () => state.time,
  });
  return Object.assign(state, {
    take: (bytes: Buffer) => inner.take(bytes),
    takeText: (text: string) => inner.take(Buffer.from(text)),
    end: () => inner.end(),
  });
}
