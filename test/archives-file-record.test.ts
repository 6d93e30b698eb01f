import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginRecord, endRecord, recordsIn } from '../engine/host/archives/write/file-record.js';
import type { NewFile } from '../engine/host/archives/write/staged-file.js';

const HEAD = 20;
const plain: NewFile = { path: 'a', executable: false, modified: 5 };

function write(room: Buffer, at: number, file: NewFile, body: string): number {
  const start = beginRecord(room, at, { file, size: Buffer.byteLength(body) }) ?? assert.fail('there is no room');
  const bytes = room.write(body, start);
  endRecord(room, at, bytes);
  return start + bytes;
}

test('files that lie one behind the other come out as they went in: times that are not told, too', () => {
  const files: readonly (readonly [NewFile, string])[] = [
    [plain, 'text'],
    [{ path: 'lib/\u00fc\u4e2d\u{1f600}', executable: true, modified: undefined }, ''],
    [{ path: 'b', executable: false, modified: -86_400.5 }, 'more'],
    [{ path: 'c', executable: true, modified: 0 }, '\0'],
  ];
  const room = Buffer.alloc(1000, 0xee);
  let end = 0;
  for (const [file, body] of files) end = write(room, end, file, body);
  assert.deepEqual(
    Array.from(recordsIn(room.subarray(0, end)), ({ file, body }) => [file, body.toString()]),
    files,
  );
});

test('a file that may just fit is taken, and one that may need a byte more is not', () => {
  const needed = HEAD + 3 + 4;
  assert.equal(beginRecord(Buffer.alloc(needed), 0, { file: plain, size: 4 }), HEAD + 1);
  assert.equal(beginRecord(Buffer.alloc(needed - 1), 0, { file: plain, size: 4 }), undefined);
  assert.equal(beginRecord(Buffer.alloc(needed + 9), 10, { file: plain, size: 4 }), undefined);
});

test('a name of wide letters is never cut off: where its bytes may not fit, it is not taken', () => {
  const file = { ...plain, path: '\u4e2d'.repeat(10) };
  assert.equal(beginRecord(Buffer.alloc(HEAD + 29), 0, { file, size: 0 }), undefined);
  const room = Buffer.alloc(HEAD + 30);
  assert.equal(write(room, 0, file, ''), HEAD + 30);
  assert.deepEqual(
    Array.from(recordsIn(room), record => record.file),
    [file],
  );
});
