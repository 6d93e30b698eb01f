import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SyncAhead } from '../engine/host/cache/sync-ahead.js';

const MIB = 1024 * 1024;

/** A file whose syncs take until they are told to end. */
function fileToSync() {
  const asked: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const one = (what: string) => () => {
    asked.push(what);
    return new Promise<void>((resolve, reject) => {
      ends.push(error => (error === undefined ? resolve() : reject(error)));
    });
  };
  return { asked, end: (error?: Error) => ends.shift()?.(error), file: { sync: one('all'), datasync: one('ahead') } };
}

test('what has been written is brought to the disk while more comes, one sync at a time', async () => {
  const { asked, end, file } = fileToSync();
  const ahead = new SyncAhead(file);
  ahead.wrote(63 * MIB);
  assert.deepEqual(asked, []);
  ahead.wrote(MIB);
  ahead.wrote(100 * MIB);
  assert.deepEqual(asked, ['ahead'], 'the first is still under way');
  end();
  await ahead.rest();
  ahead.hasten();
  assert.deepEqual(asked, ['ahead', 'ahead']);
  const finished = ahead.finish();
  end();
  await ahead.rest();
  await nextTurn();
  end();
  await finished;
  assert.deepEqual(asked, ['ahead', 'ahead', 'all']);
});

test('a small file is synced once, at its end', async () => {
  const { asked, end, file } = fileToSync();
  const ahead = new SyncAhead(file);
  ahead.wrote(MIB);
  ahead.hasten();
  const finished = ahead.finish();
  await nextTurn();
  end();
  await finished;
  assert.deepEqual(asked, ['all']);
});

test('bytes that the disk lost in the middle are not forgotten at the end', async () => {
  const { asked, end, file } = fileToSync();
  const ahead = new SyncAhead(file);
  ahead.wrote(64 * MIB);
  const lost = Object.assign(new Error('lost'), { code: 'EIO' });
  end(lost);
  await ahead.rest();
  await assert.rejects(ahead.finish(), lost);
  assert.deepEqual(asked, ['ahead']);
});
