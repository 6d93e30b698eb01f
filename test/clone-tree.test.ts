import assert from 'node:assert/strict';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stampOf } from '../engine/model/stamp.js';
import { cloneTree } from '../engine/host/way-back/clone-tree.js';
import { tempFolder } from './support/temp-folder.js';

test('a copy keeps the millisecond of each file, whatever its fraction: else it would count as changed', async t => {
  const folder = tempFolder(t);
  const times = [
    1_577_836_800, 1_795_429_620.5304, 1_795_429_620.5309996, 1_795_429_497.803, 1_795_429_497.000_1, 0.999_9,
  ];
  for (const [index, time] of times.entries()) {
    const [from, to] = [join(folder, `${index}.txt`), join(folder, `${index}-copy.txt`)];
    writeFileSync(from, 'text');
    utimesSync(from, time, time);
    await cloneTree(from, to);
    const stamps = [from, to].map(path =>
      stampOf({ kind: 'file', size: 4, modified: statSync(path).mtimeMs, executable: false }),
    );
    assert.equal(stamps[1], stamps[0], `a time of ${time} s`);
  }
});
