import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LONGEST_SILENCE, Silence } from '../engine/host/silence.js';

/** How many looks it takes until a thread is given up, each after so long a wait. */
function looksUntilOver(waitedMs: number, signs: (look: number) => number, onDisk = false): number {
  const silence = new Silence(LONGEST_SILENCE);
  for (let look = 1; look <= 1000; look++) if (silence.looked(waitedMs, signs(look), { onDisk })) return look;
  return Infinity;
}

test('a thread that shows no sign of life is given up after ten seconds', () => {
  const { everyMs } = new Silence(LONGEST_SILENCE);
  assert.equal(everyMs, 500);
  assert.equal(
    looksUntilOver(everyMs, () => 7),
    21,
  );
});

test('a thread that lives is not given up, however slow it is', () => {
  assert.equal(
    looksUntilOver(500, look => Math.floor(look / 19)),
    Infinity,
  );
});

test('a machine that is too busy to look in time, or was asleep, gives nobody up', () => {
  assert.equal(
    looksUntilOver(1000, () => 7),
    Infinity,
  );
});

test('a thread that waits for a disk is given a minute', () => {
  const looks = looksUntilOver(500, () => 7, true);
  assert.ok(looks * 500 >= 60_000 && looks * 500 <= 61_000, String(looks));
});
